package io.github.hidbpf4j.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Where programs of a fix run. */
enum AttachMode {
  /** In the kernel where that works, else in a bridge. */
  AUTO,
  /** In the kernel, which has to have HID-BPF. */
  KERNEL,
  /** In this process, between the device and a clone of it. */
  BRIDGE;

  /** The one that is called so; null when none is. */
  static @Nullable AttachMode of(String name) {
    for (AttachMode mode : values()) {
      if (mode.name().toLowerCase(Locale.ROOT).equals(name)) {
        return mode;
      }
    }
    return null;
  }

  /** Reads it. */
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
