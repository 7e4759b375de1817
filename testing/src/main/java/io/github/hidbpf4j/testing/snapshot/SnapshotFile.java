package io.github.hidbpf4j.testing.snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot: what a fix is expected to do with a recording. It is UTF-8 text in the format of
 * docs/testing.md. The head says which kernels load the objects. Each section after it describes
 * what happens under some kernels, and ends with two digests: one of the run and one of the
 * section's text. If the text is unchanged since it was written, the first alone decides whether a
 * run is as expected; if somebody has edited it, the text does.
 *
 * @param head the lines before the first section, without the version
 * @param sections by kernels; each kernel is in at most one
 */
public record SnapshotFile(List<String> head, List<Section> sections) {
  /** The suffix of snapshots, as in {@code wheel.a4tech-horizontal-wheel.snap}. */
  public static final String SUFFIX = ".snap";

  static final String FIRST = "hidbpf snapshot ";
  static final int VERSION = 1;
  static final String SECTION = "== ";
  static final String DIGEST = "-- ";

  /** Replaces the digest of a run if kernels differ in it but not in the text. */
  static final String NONE = "-";

  /**
   * What happens under some kernels.
   *
   * @param kernels names of profiles
   * @param lines what happens, as {@link TextTranscript} writes it
   * @param firstLine line number of the first of these in the file
   * @param digest digest of the run; empty if the text was edited since it was written, or the
   *     kernels have several digests
   */
  public record Section(List<String> kernels, List<String> lines, int firstLine, String digest) {
    /** Copies. */
    public Section {
      kernels = List.copyOf(kernels);
      lines = lines instanceof SectionText ? lines : List.copyOf(lines);
    }

    /** The section for a run. */
    public static Section of(List<String> kernels, List<String> lines, String digest) {
      return new Section(kernels, lines, 0, digest);
    }
  }

  /** Copies. */
  public SnapshotFile {
    head = List.copyOf(head);
    sections = List.copyOf(sections);
  }

  /** The section of a kernel; null if there is none. */
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
   * @throws SnapshotException if it is not a snapshot, or of another version
   * @throws IOException if it cannot be read
   */
  public static SnapshotFile read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new SnapshotReader(file, in, SectionText.Source.of(file)).read();
    }
  }

  /** Whether a file is a snapshot, of any version; other tools use the suffix, too. */
  public static boolean isOne(Path file) {
    byte[] mark = ("\ufeff" + FIRST).getBytes(StandardCharsets.UTF_8);
    try (InputStream in = Files.newInputStream(file)) {
      String begin = new String(in.readNBytes(mark.length), StandardCharsets.UTF_8);
      return begin.startsWith(FIRST) || begin.startsWith("\ufeff" + FIRST);
    } catch (IOException e) {
      return false;
    }
  }

  // ---- writing

  /** The file's text; parsing it results in an equal snapshot. */
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
          .append(DigestTranscript.ofLines(section.lines()))
          .append('\n');
    }
    return text.toString();
  }

  /**
   * Writes a file; the old one stays until the new one is complete.
   *
   * @throws IOException if it cannot be written
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
