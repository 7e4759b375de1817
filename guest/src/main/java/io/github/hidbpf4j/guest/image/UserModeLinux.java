package io.github.hidbpf4j.guest.image;

import io.github.hidbpf4j.guest.GuestException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Kernels built for {@code ARCH=um}: programs of the host, in which the kernel's own code runs
 * untranslated (Linux {@code Documentation/virt/uml}).
 */
final class UserModeLinux {
  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
  private static final Pattern RELEASE = Pattern.compile("\\d+\\.\\d+\\S*");

  private UserModeLinux() {}

  /** Whether a file is a program, and so not a boot image. */
  static boolean is(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(ELF.length), ELF);
    }
  }

  /**
   * The release of a kernel, which it prints on request.
   *
   * @throws GuestException if it does not
   */
  static String release(Path file) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(file.toAbsolutePath().toString(), "--version")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw notOne(file, e);
    }
    try (InputStream output = process.getInputStream()) {
      process.getOutputStream().close();
      String text = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0 || !RELEASE.matcher(text).matches()) {
        throw notOne(file, null);
      }
      return text;
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static GuestException notOne(Path file, @Nullable IOException cause) {
    return new GuestException(
        file
            + ": an ELF file that prints no release when it is started with --version: expected a vmlinuz, or a User-Mode Linux (built with ARCH=um)",
        cause);
  }
}
