package io.github.hidbpf4j.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Where the programs of a fix run. */
enum AttachMode {
  /** In the kernel if that works, otherwise in a bridge. */
  AUTO,
  /** In the kernel, which must have HID-BPF. */
  KERNEL,
  /** In this process, between the device and a clone of it. */
  BRIDGE;

  /** Returns the mode of this name; null if there is none. */
  static @Nullable AttachMode of(String name) {
    for (AttachMode mode : values()) {
      if (mode.name().toLowerCase(Locale.ROOT).equals(name)) {
        return mode;
      }
    }
    return null;
  }

  /** Parses the option's value. */
  static final class Converter implements ITypeConverter<AttachMode> {
    @Override
    public AttachMode convert(String value) {
      AttachMode mode = of(value);
      if (mode == null) {
        throw new TypeConversionException("'" + value + "': expected auto, kernel or bridge");
      }
      return mode;
    }
  }
}
