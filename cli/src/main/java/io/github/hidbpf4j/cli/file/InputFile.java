package io.github.hidbpf4j.cli.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads whole files of any kind. The limit is enforced while reading, since devices and pipes have
 * no length and files grow. {@code -} is standard input.
 */
public final class InputFile {
  /** More than any BPF object that the kernel would accept; guards against reading a disk image. */
  public static final int MOST_BYTES = 256 << 20;

  /** The limit for pipes and devices, which have no length and may have no end. */
  private static final int MOST_BYTES_OF_STREAM = 64 << 20;

  private static final Path STANDARD_INPUT = Path.of("-");

  private InputFile() {}

  /** Whether this names standard input. */
  public static boolean isStandardInput(Path file) {
    return file.equals(STANDARD_INPUT);
  }

  /** A file's name in messages. */
  public static String name(Path file) {
    return isStandardInput(file) ? "standard input" : file.toString();
  }

  /** The bytes of a file. */
  public static byte[] read(Path file) throws IOException {
    return read(file, MOST_BYTES);
  }

  /**
   * The bytes of a file.
   *
   * @throws FileSystemException if there are more than {@code most}
   */
  public static byte[] read(Path file, int most) throws IOException {
    refuseFolder(file);
    if (isStandardInput(file)) {
      return read(file, System.in, Math.min(most, MOST_BYTES_OF_STREAM));
    }
    long length = Files.size(file);
    if (length > most) {
      throw tooLong(file, length + " bytes", most);
    }
    boolean stream = !Files.isRegularFile(file);
    try (InputStream in = Files.newInputStream(file)) {
      return read(file, in, stream ? Math.min(most, MOST_BYTES_OF_STREAM) : most);
    }
  }

  private static byte[] read(Path file, InputStream in, int most) throws IOException {
    byte[] bytes = in.readNBytes(most);
    if (bytes.length == most && in.read() >= 0) {
      throw tooLong(file, "more than " + most + " bytes", most);
    }
    return bytes;
  }

  /** The lines of a file in UTF-8; what is not UTF-8 becomes the replacement character. */
  public static List<String> lines(Path file) throws IOException {
    return new String(read(file), StandardCharsets.UTF_8).lines().toList();
  }

  static void refuseFolder(Path file) throws FileSystemException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "is a directory, expected a file");
    }
  }

  private static FileSystemException tooLong(Path file, String found, int most) {
    return new FileSystemException(
        name(file), null, "%s, expected at most %d".formatted(found, most));
  }
}
