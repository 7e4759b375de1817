package io.github.hidbpf4j.guest.image;

import io.github.hidbpf4j.guest.GuestException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Compression methods of packages and modules. Java decompresses gzip itself; others need their
 * commands.
 */
enum Compression {
  NONE(""),
  GZIP(".gz"),
  XZ(".xz", "xz", "-dc"),
  ZSTD(".zst", "zstd", "-dcq");

  private final String suffix;
  private final List<String> command;

  Compression(String suffix, String... command) {
    this.suffix = suffix;
    this.command = List.of(command);
  }

  /** The method for a file name's suffix. */
  static Compression of(String fileName) {
    for (Compression compression : values()) {
      if (compression != NONE && fileName.endsWith(compression.suffix)) {
        return compression;
      }
    }
    return NONE;
  }

  /** The name without the suffix of its compression. */
  String strip(String fileName) {
    return fileName.substring(0, fileName.length() - suffix.length());
  }

  byte[] decompress(String source, byte[] bytes) {
    try (InputStream in = decompress(source, new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new GuestException(source + ": " + e.getMessage(), e);
    }
  }

  /**
   * A decompressing stream over another one, which is closed with it. Reading it to its end fails
   * if the command does.
   */
  InputStream decompress(String source, InputStream compressed) throws IOException {
    return switch (this) {
      case NONE -> compressed;
      case GZIP -> new GZIPInputStream(compressed);
      case XZ, ZSTD -> new Piped(source, command, compressed);
    };
  }

  /** The output of a command that reads a stream. */
  private static final class Piped extends FilterInputStream {
    private final String source;
    private final String command;
    private final Process process;
    private final InputStream compressed;
    private final Thread feeder;
    private volatile @Nullable IOException failure;

    Piped(String source, List<String> command, InputStream compressed) throws IOException {
      super(InputStream.nullInputStream());
      this.source = source;
      this.command = command.getFirst();
      this.compressed = compressed;
      try {
        process =
            new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      } catch (IOException e) {
        compressed.close();
        throw new GuestException(
            "%s: needs the command %s, which was not found; install it (package %s)"
                .formatted(source, this.command, this.command.equals("xz") ? "xz-utils" : "zstd"),
            e);
      }
      in = process.getInputStream();
      feeder = Thread.ofVirtual().start(this::feed);
    }

    private void feed() {
      try (OutputStream to = process.getOutputStream()) {
        compressed.transferTo(to);
      } catch (IOException e) {
        failure = e;
      }
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      if (value < 0) {
        checkEnd();
      }
      return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = in.read(buffer, offset, length);
      if (count < 0) {
        checkEnd();
      }
      return count;
    }

    private void checkEnd() throws IOException {
      try {
        int status = process.waitFor();
        feeder.join();
        if (status != 0 || failure != null) {
          throw new GuestException(
              "%s: %s ended with %d: the data is damaged or was cut off"
                  .formatted(source, command, status));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }

    @Override
    public void close() throws IOException {
      process.destroyForcibly();
      in.close();
      compressed.close();
    }
  }
}
