package io.github.hidbpf4j.cli;

import java.util.Locale;
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

  /** Reads it. */
  static final class Converter implements ITypeConverter<AttachMode> {
    @Override
    public AttachMode convert(String value) {
      for (AttachMode mode : values()) {
        if (mode.name().toLowerCase(Locale.ROOT).equals(value)) {
          return mode;
        }
      }
      throw new TypeConversionException("'" + value + "': expected auto, kernel or bridge");
    }
  }
}
