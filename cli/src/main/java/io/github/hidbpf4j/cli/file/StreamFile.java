package io.github.hidbpf4j.cli.file;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A file of any length that can be read several times with the same result. If it grows, only the
 * bytes that it had at first are read; standard input, pipes and devices are copied to a temporary
 * file as data arrives.
 */
public final class StreamFile implements Closeable {
  /** Limit of the bytes copied: a pipe may have no end. */
  private static final long MOST_COPIED = 4L << 30;

  private final Path file;
  private final long mostCopied;
  private final @Nullable Path copy;
  private final long length;
  private @Nullable GrowingCopy growing;

  private StreamFile(Path file, @Nullable Path copy, long length, long mostCopied) {
    this.file = file;
    this.copy = copy;
    this.length = length;
    this.mostCopied = mostCopied;
  }

  /** A file, not opened yet. */
  public static StreamFile of(Path file) throws IOException {
    return of(file, MOST_COPIED);
  }

  static StreamFile of(Path file, long mostCopied) throws IOException {
    InputFile.refuseFolder(file);
    if (!InputFile.isStandardInput(file) && Files.isRegularFile(file)) {
      return new StreamFile(file, null, Files.size(file), mostCopied);
    }
    if (!InputFile.isStandardInput(file) && !Files.isReadable(file)) {
      // Throws an error that says what is wrong.
      Files.newInputStream(file).close();
    }
    return new StreamFile(file, Files.createTempFile("hidbpf4j-input", null), -1, mostCopied);
  }

  /** A file with these contents instead of its own. */
  public static StreamFile of(Path file, byte[] contents) throws IOException {
    Path copy = Files.createTempFile("hidbpf4j-input", null);
    Files.write(copy, contents);
    return new StreamFile(file, copy, contents.length, MOST_COPIED);
  }

  /** The file's name in messages. */
  public String name() {
    return InputFile.name(file);
  }

  /** Opens the file from its start; reading waits for bytes that are still to come. */
  public InputStream open() throws IOException {
    return open(null);
  }

  /**
   * Opens it for a first look: of a live stream, such as a recording that is still being made, only
   * what has arrived.
   *
   * @param mayEnd asked at the end of a line: whether what was read is enough
   */
  public InputStream openForLook(BooleanSupplier mayEnd) throws IOException {
    return open(mayEnd);
  }

  private InputStream open(@Nullable BooleanSupplier mayEnd) throws IOException {
    Path copied = copy;
    if (copied == null) {
      return new First(Files.newInputStream(file), length);
    }
    if (length >= 0) {
      return Files.newInputStream(copied);
    }
    GrowingCopy known = growing;
    if (known == null) {
      known =
          new GrowingCopy(
              name(),
              InputFile.isStandardInput(file) ? System.in : Files.newInputStream(file),
              copied,
              mostCopied);
      growing = known;
    }
    return known.open(mayEnd);
  }

  @Override
  public void close() throws IOException {
    GrowingCopy known = growing;
    if (known != null) {
      known.close();
    }
    if (copy != null) {
      Files.deleteIfExists(copy);
    }
  }

  /** The first bytes of a stream. */
  private static final class First extends FilterInputStream {
    private long left;

    First(InputStream in, long length) {
      super(in);
      left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
      int read = left == 0 ? -1 : super.read(into, offset, (int) Math.min(count, left));
      left -= Math.max(0, read);
      return read;
    }
  }
}
