package io.github.hidbpf4j.testing.snapshot;

import static io.github.hidbpf4j.testing.snapshot.SnapshotFile.DIGEST;
import static io.github.hidbpf4j.testing.snapshot.SnapshotFile.FIRST;
import static io.github.hidbpf4j.testing.snapshot.SnapshotFile.NONE;
import static io.github.hidbpf4j.testing.snapshot.SnapshotFile.SECTION;
import static io.github.hidbpf4j.testing.snapshot.SnapshotFile.VERSION;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a snapshot through one buffer: the text of sections is digested while it is read, and not
 * kept.
 */
final class SnapshotReader {
  private static final int ROOM = 1 << 16;

  /** Matches conflict markers of version control. */
  private static final Pattern CONFLICT =
      Pattern.compile("<{7}( .*)?|={7}|>{7}( .*)?|\\|{7}( .*)?");

  private final Path file;
  private final InputStream in;
  private final SectionText.Source again;

  /** Complete lines, and the start of the next one; grows if a line is longer. */
  private byte[] buffer;

  private int filled;

  /** The file offset of the buffer's start. */
  private long offset;

  private final List<String> head = new ArrayList<>();
  private final List<SnapshotFile.Section> sections = new ArrayList<>();
  private final Set<String> known = new HashSet<>();

  /** The kernels of the section being read. */
  private @Nullable List<String> kernels;

  private TextDigest text = new TextDigest();
  private long textOffset;
  private int firstLine;
  private boolean closed;

  /**
   * @param in the file, from its start
   * @param again reads parts of the file later
   */
  SnapshotReader(Path file, InputStream in, SectionText.Source again) {
    this(file, in, again, ROOM);
  }

  /**
   * @param room initial size of the buffer in bytes
   */
  SnapshotReader(Path file, InputStream in, SectionText.Source again, int room) {
    this.file = file;
    this.in = in;
    this.again = again;
    buffer = new byte[room];
  }

  /** Reads the whole file. */
  SnapshotFile read() throws IOException {
    int line = 0;
    int from = 0;
    boolean more = true;
    while (more || from < filled) {
      int to = from;
      while (to < filled && buffer[to] != '\n') {
        to++;
      }
      if (to == filled && more) {
        more = fill(from);
        from = 0;
        continue;
      }
      line(++line, from, to);
      from = to + 1;
    }
    return finish(line);
  }

  /**
   * Reads more into the buffer, which keeps what it has from a position on.
   *
   * @return whether there was more
   */
  private boolean fill(int from) throws IOException {
    text.flush(buffer);
    filled -= from;
    offset += from;
    System.arraycopy(buffer, from, buffer, 0, filled);
    if (filled == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * filled);
    }
    int got = in.read(buffer, filled, buffer.length - filled);
    filled += Math.max(0, got);
    return got >= 0;
  }

  /** Handles the line between two positions of the buffer. */
  private void line(int number, int from, int to) {
    int end = to > from && buffer[to - 1] == '\r' ? to - 1 : to;
    // Nearly all lines are text of a section, which need not be parsed.
    if (kernels != null && !closed && !mayMean(from < to ? buffer[from] : 0)) {
      text.line(buffer, from, end);
      return;
    }
    String line = new String(buffer, from, end - from, StandardCharsets.UTF_8);
    if (number == 1) {
      first(line.startsWith("\ufeff") ? line.substring(1) : line);
    } else if (CONFLICT.matcher(line).matches()) {
      throw bad(
          number,
          "a conflict of a merge that is not resolved: resolve it, or rewrite the snapshot with "
              + "--update");
    } else if (line.startsWith(SECTION)) {
      checkEnd(number);
      begin(number, to + 1, line.substring(SECTION.length()));
    } else if (line.startsWith(DIGEST)) {
      digests(number, from, line);
    } else if (kernels == null) {
      head.add(line);
    } else if (closed && !line.isBlank()) {
      throw bad(number, "text after the digests of a section: expected a line '== KERNELS'");
    } else if (!closed) {
      text.line(buffer, from, end);
    }
  }

  /** Whether a line with this first character may be something other than text. */
  private static boolean mayMean(int first) {
    return switch (first) {
      case '=', '-', '<', '>', '|' -> true;
      default -> false;
    };
  }

  private void first(String line) {
    if (!line.startsWith(FIRST)) {
      throw new SnapshotException(
          file, 1, false, "not a snapshot: expected '" + FIRST + VERSION + "' as the first line");
    }
    String version = line.substring(FIRST.length()).strip();
    if (!version.equals(Integer.toString(VERSION))) {
      throw bad(
          1,
          ("snapshot of version %s, this hidbpf has version %d: rewrite it with --update, or use "
                  + "the hidbpf that wrote it")
              .formatted(version, VERSION));
    }
  }

  private void begin(int number, int next, String names) {
    List<String> list = List.of(names.strip().split(",\\s*", -1));
    for (String name : list) {
      if (name.isBlank()) {
        throw bad(number, "expected names of kernels after '=='");
      }
      if (!known.add(name)) {
        throw bad(number, "kernel %s has a section already".formatted(name));
      }
    }
    kernels = list;
    text = new TextDigest();
    textOffset = offset + next;
    firstLine = number + 1;
    closed = false;
  }

  private void digests(int number, int from, String line) {
    String[] parts = line.substring(DIGEST.length()).strip().split("\\s+", -1);
    List<String> open = kernels;
    if (open == null || closed || parts.length != 3 || !parts[0].equals("digests")) {
      throw bad(number, "expected '-- digests RUN TEXT' at the end of a section");
    }
    text.flush(buffer);
    String found = text.result();
    SectionText lines =
        new SectionText(file, again, textOffset, offset + from, firstLine, text.lines(), found);
    boolean untouched = found.equals(parts[2]);
    String run = untouched && !parts[1].equals(NONE) ? parts[1] : "";
    sections.add(new SnapshotFile.Section(open, lines, firstLine, run));
    closed = true;
  }

  private void checkEnd(int number) {
    if (kernels != null && !closed) {
      throw bad(
          number,
          "a section without '-- digests RUN TEXT' at its end, as if the file was cut off: "
              + "rewrite it with --update");
    }
  }

  private SnapshotException bad(int line, String message) {
    return new SnapshotException(file, line, true, message);
  }

  private SnapshotFile finish(int lineCount) {
    if (lineCount == 0) {
      first("");
    }
    checkEnd(lineCount);
    while (!head.isEmpty() && head.getLast().isBlank()) {
      head.removeLast();
    }
    return new SnapshotFile(head, sections);
  }
}
