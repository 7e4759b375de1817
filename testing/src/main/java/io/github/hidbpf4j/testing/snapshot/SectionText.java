package io.github.hidbpf4j.testing.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a section of a snapshot, read only on demand: for a snapshot that nobody edited,
 * comparing the digest is enough. Immutable.
 */
final class SectionText extends AbstractList<String> implements RandomAccess {
  /** Where the text is stored. */
  @FunctionalInterface
  interface Source {
    /**
     * Reads a part of the text; returns less at its end.
     *
     * @param from in bytes
     */
    byte[] read(long from, int length) throws IOException;

    /** A file. */
    static Source of(Path file) {
      return (from, length) -> {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
          channel.position(from);
          while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            // Returns as much as there is.
          }
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
      };
    }
  }

  private final Path file;
  private final Source source;
  private final long from;
  private final long to;
  private final int firstLine;
  private final int size;
  private final String digest;
  private @Nullable List<String> lines;

  /**
   * @param from offset of its start, in bytes
   * @param to offset of the line after it
   * @param firstLine number of its first line in the file
   * @param size number of lines
   * @param digest digest of the lines
   */
  SectionText(
      Path file, Source source, long from, long to, int firstLine, int size, String digest) {
    this.file = file;
    this.source = source;
    this.from = from;
    this.to = to;
    this.firstLine = firstLine;
    this.size = size;
    this.digest = digest;
  }

  /** The digest of the text: 16 hex digits. */
  String digest() {
    return digest;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public String get(int line) {
    List<String> read = lines;
    if (read == null) {
      read = load();
      lines = read;
    }
    return read.get(line);
  }

  private List<String> load() {
    if (to - from > Integer.MAX_VALUE - 8) {
      throw bad("text of %d bytes is too long to be shown".formatted(to - from));
    }
    byte[] text;
    try {
      text = source.read(from, (int) (to - from));
    } catch (IOException e) {
      throw bad("cannot be read a second time: " + e.getMessage());
    }
    List<String> read = new ArrayList<>(size);
    TextDigest found = new TextDigest();
    int start = 0;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n') {
        int end = i > start && text[i - 1] == '\r' ? i - 1 : i;
        found.line(text, start, end);
        read.add(new String(text, start, end - start, StandardCharsets.UTF_8));
        start = i + 1;
      }
    }
    found.flush(text);
    if (read.size() != size || !found.result().equals(digest)) {
      throw bad("has changed since it was read: try again");
    }
    return List.copyOf(read);
  }

  private SnapshotException bad(String what) {
    return new SnapshotException(file, firstLine, true, what);
  }
}
