package io.github.hidbpf4j.cli.guest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * While open, makes the kernel bind its generic driver to devices that have a driver of their own:
 * guests have few modules of such drivers, and the generic driver leaves these devices to them
 * (Linux 6.12 {@code hid_ignore_special_drivers} in {@code drivers/hid/hid-core.c}).
 */
public final class ForcedGenericDriver implements AutoCloseable {
  private static final Path PARAMETER =
      Path.of("/sys/module/hid/parameters/ignore_special_drivers");

  private final Path parameter;
  private final String before;

  /** Makes the kernel do so from now on. */
  public ForcedGenericDriver() throws IOException {
    this(PARAMETER);
  }

  ForcedGenericDriver(Path parameter) throws IOException {
    this.parameter = parameter;
    before = Files.readString(parameter);
    Files.writeString(parameter, "1");
  }

  /** Restores the former setting. */
  @Override
  public void close() throws IOException {
    Files.writeString(parameter, before);
  }
}
