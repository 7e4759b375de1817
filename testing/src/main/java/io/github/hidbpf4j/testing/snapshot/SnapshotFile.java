package io.github.hidbpf4j.testing.snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot: what a fix is expected to do with a recording. Text in UTF-8; docs/testing.md has the
 * format. A head says which kernels load the objects; after it, each section is what happens under
 * some kernels, and ends with two digests: one of the run and one of the section's text. Where the
 * text is as it was written, the first alone decides whether a run is as expected; where somebody
 * has edited it, the text does.
 *
 * @param head the lines before the first section, without the version
 * @param sections by kernels; each kernel is in one at most
 */
public record SnapshotFile(List<String> head, List<Section> sections) {
  /** Files are named so: {@code wheel.a4tech-horizontal-wheel.snap}. */
  public static final String SUFFIX = ".snap";

  private static final String FIRST = "hidbpf snapshot ";
  private static final int VERSION = 1;
  private static final String SECTION = "== ";
  private static final String DIGEST = "-- ";

  /** In place of the digest of a run, where kernels differ in it, but not in the text. */
  private static final String NONE = "-";

  /** What version control leaves in a file. */
  private static final Pattern CONFLICT =
      Pattern.compile("<{7}( .*)?|={7}|>{7}( .*)?|\\|{7}( .*)?");

  /**
   * What happens under some kernels.
   *
   * @param kernels names of profiles
   * @param lines what happens, as {@link TextTranscript} writes it
   * @param firstLine number in the file of the first of these
   * @param digest of the run; empty where the text was edited since it was written, or the kernels
   *     have several
   */
  public record Section(List<String> kernels, List<String> lines, int firstLine, String digest) {
    /** Copies. */
    public Section {
      kernels = List.copyOf(kernels);
      lines = lines instanceof TextLines ? lines : List.copyOf(lines);
    }

    /** What a run gave. */
    public static Section of(List<String> kernels, List<String> lines, String digest) {
      return new Section(kernels, lines, 0, digest);
    }
  }

  /** Copies. */
  public SnapshotFile {
    head = List.copyOf(head);
    sections = List.copyOf(sections);
  }

  /** The section of a kernel; null when there is none. */
  public @Nullable Section section(String kernel) {
    for (Section section : sections) {
      if (section.kernels().contains(kernel)) {
        return section;
      }
    }
    return null;
  }

  /** All kernels that have a section, in the order of the file. */
  public List<String> kernels() {
    return sections.stream().flatMap(s -> s.kernels().stream()).toList();
  }

  // ---- reading

  /**
   * Reads a file.
   *
   * @throws SnapshotException when it is none, or of another version
   * @throws IOException when it cannot be read
   */
  public static SnapshotFile read(Path file) throws IOException {
    return parse(file, Files.readAllBytes(file));
  }

  /** Whether a file is a snapshot, of whatever version; other tools have files named so, too. */
  public static boolean isOne(Path file) {
    byte[] mark = ("\ufeff" + FIRST).getBytes(StandardCharsets.UTF_8);
    try (InputStream in = Files.newInputStream(file)) {
      String begin = new String(in.readNBytes(mark.length), StandardCharsets.UTF_8);
      return begin.startsWith(FIRST) || begin.startsWith("\ufeff" + FIRST);
    } catch (IOException e) {
      return false;
    }
  }

  static SnapshotFile parse(Path file, byte[] bytes) {
    Reading reading = new Reading(file, bytes);
    int line = 0;
    int from = 0;
    while (from < bytes.length) {
      int to = from;
      while (to < bytes.length && bytes[to] != '\n') {
        to++;
      }
      reading.line(++line, from, to);
      from = to + 1;
    }
    return reading.finish(line);
  }

  /** A file that is being read. */
  private static final class Reading {
    final Path file;
    final byte[] bytes;
    final List<String> head = new ArrayList<>();
    final List<Section> sections = new ArrayList<>();
    final Set<String> known = new HashSet<>();
    @Nullable List<String> kernels;
    TextLines.Builder lines;
    int firstLine;
    boolean closed;

    Reading(Path file, byte[] bytes) {
      this.file = file;
      this.bytes = bytes;
      this.lines = new TextLines.Builder(bytes);
    }

    /** A line that lies between two places. */
    void line(int number, int from, int to) {
      // Nearly all lines are text of a section: they are not looked at.
      if (kernels != null && !closed && !mayMean(from < to ? bytes[from] : 0)) {
        lines.add(from);
        return;
      }
      int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
      line(number, from, new String(bytes, from, end - from, StandardCharsets.UTF_8));
    }

    /** Whether a line that begins so may be something else than text. */
    private static boolean mayMean(int first) {
      return switch (first) {
        case '=', '-', '<', '>', '|' -> true;
        default -> false;
      };
    }

    private void line(int number, int from, String text) {
      if (number == 1) {
        first(text.startsWith("\ufeff") ? text.substring(1) : text);
      } else if (isConflict(text)) {
        throw bad(
            number,
            "a conflict of a merge that is not resolved: resolve it, or write the snapshot anew with --update");
      } else if (text.startsWith(SECTION)) {
        checkEnd(number);
        begin(number, text.substring(SECTION.length()));
      } else if (text.startsWith(DIGEST)) {
        digests(number, from, text);
      } else if (kernels == null) {
        head.add(text);
      } else if (closed && !text.isBlank()) {
        throw bad(number, "text after the digests of a section: expected a line '== KERNELS'");
      } else if (!closed) {
        lines.add(from);
      }
    }

    private static boolean isConflict(String text) {
      return CONFLICT.matcher(text).matches();
    }

    private void first(String text) {
      if (!text.startsWith(FIRST)) {
        throw new SnapshotException(
            file, 1, false, "no snapshot: expected '" + FIRST + VERSION + "' as the first line");
      }
      String version = text.substring(FIRST.length()).strip();
      if (!version.equals(Integer.toString(VERSION))) {
        throw bad(
            1,
            "snapshot of version %s, this hidbpf has version %d: write it anew with --update, or use the hidbpf that wrote it"
                .formatted(version, VERSION));
      }
    }

    private void begin(int number, String names) {
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
      lines = new TextLines.Builder(bytes);
      firstLine = number + 1;
      closed = false;
    }

    private void digests(int number, int from, String text) {
      String[] parts = text.substring(DIGEST.length()).strip().split("\\s+", -1);
      List<String> open = kernels;
      if (open == null || closed || parts.length != 3 || !parts[0].equals("digests")) {
        throw bad(number, "expected '-- digests RUN TEXT' at the end of a section");
      }
      TextLines all = lines.build(from);
      boolean untouched = textDigest(all).equals(parts[2]);
      String run = untouched && !parts[1].equals(NONE) ? parts[1] : "";
      sections.add(new Section(open, all, firstLine, run));
      closed = true;
    }

    private void checkEnd(int number) {
      if (kernels != null && !closed) {
        throw bad(
            number,
            "a section without '-- digests RUN TEXT' at its end, as of a file that was cut: write it anew with --update");
      }
    }

    private SnapshotException bad(int line, String message) {
      return new SnapshotException(file, line, true, message);
    }

    SnapshotFile finish(int lineCount) {
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

  private static String textDigest(List<String> lines) {
    return DigestTranscript.ofLines(lines);
  }

  // ---- writing

  /** The file's text; reads back as an equal one. */
  public String toText() {
    StringBuilder text = new StringBuilder(FIRST).append(VERSION).append('\n');
    head.forEach(line -> text.append(line).append('\n'));
    for (Section section : sections) {
      text.append('\n').append(SECTION).append(String.join(", ", section.kernels())).append('\n');
      section.lines().forEach(line -> text.append(line).append('\n'));
      text.append(DIGEST)
          .append("digests ")
          .append(section.digest().isEmpty() ? NONE : section.digest())
          .append(' ')
          .append(textDigest(section.lines()))
          .append('\n');
    }
    return text.toString();
  }

  /**
   * Writes a file; the old one stays whole until the new one is.
   *
   * @throws IOException when it cannot be written
   */
  public void write(Path file) throws IOException {
    Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file;
    Path fresh = target.resolveSibling("." + target.getFileName() + ".new");
    try {
      Files.writeString(fresh, toText());
      Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
