package io.github.hidbpf4j.testing.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.testing.snapshot.SnapshotFile.Section;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotFileTest {
  private static final Path FILE = Path.of("wheel.fix.snap");

  private static final SnapshotFile WHEEL =
      new SnapshotFile(
          List.of("loads on    6.11 to 7.3"),
          List.of(
              Section.of(List.of("6.12", "6.18"), List.of("events", "0.000000 = 01"), "0123abcd"),
              Section.of(List.of("7.3"), List.of("events"), "")));

  private static SnapshotFile parse(String text) {
    return parse(text.getBytes(StandardCharsets.UTF_8), 1 << 10);
  }

  /** Reads a snapshot with a buffer of this initial size. */
  private static SnapshotFile parse(byte[] bytes, int room) {
    try {
      return new SnapshotReader(
              FILE,
              new ByteArrayInputStream(bytes),
              (from, length) -> Arrays.copyOfRange(bytes, (int) from, (int) from + length),
              room)
          .read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The contents of a file that matter: line numbers are only known after reading. */
  private static List<Object> content(SnapshotFile file) {
    List<Object> all = new ArrayList<>(List.of(file.head()));
    file.sections().forEach(s -> all.add(List.of(s.kernels(), s.lines(), s.digest())));
    return all;
  }

  @Test
  void theFormatIsThis() {
    assertThat(WHEEL.toText())
        .isEqualTo(
            """
            hidbpf snapshot 1
            loads on    6.11 to 7.3

            == 6.12, 6.18
            events
            0.000000 = 01
            -- digests 0123abcd 0f0e2f0ee7bd02a9

            == 7.3
            events
            -- digests - 8c8cb0d2c38ea6fd
            """
                .replace("0f0e2f0ee7bd02a9", digest("events\n0.000000 = 01"))
                .replace("8c8cb0d2c38ea6fd", digest("events")));
  }

  private static String digest(String text) {
    return DigestTranscript.ofLines(text.lines().toList());
  }

  @Test
  void whatIsWrittenReadsBack() {
    SplittableRandom random = new SplittableRandom(7);
    List<String> words =
        List.of(
            "events",
            "",
            "  evdev BTN_LEFT 1",
            "= = =",
            "--",
            "==",
            "é → –",
            "\t",
            "  == 7.3",
            "a\u2028b");
    for (int round = 0; round < 500; round++) {
      List<Section> sections = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        List<String> lines =
            random.ints(random.nextInt(6), 0, words.size()).mapToObj(words::get).toList();
        sections.add(
            Section.of(List.of("6." + i, "7." + i), lines, random.nextBoolean() ? "" : "aa" + i));
      }
      SnapshotFile file =
          new SnapshotFile(
              random.nextBoolean() ? List.of() : List.of("loads on    6.12"), sections);
      SnapshotFile read = parse(file.toText());
      assertThat(content(read)).isEqualTo(content(file));
      assertThat(read.toText()).isEqualTo(file.toText());
      // As written by Git and editors on Windows.
      byte[] windows =
          ("\ufeff" + file.toText().replace("\n", "\r\n")).getBytes(StandardCharsets.UTF_8);
      assertThat(content(parse(windows, 1 + random.nextInt(windows.length + 1))))
          .isEqualTo(content(file));
      byte[] plain = file.toText().getBytes(StandardCharsets.UTF_8);
      assertThat(content(parse(plain, 1 + random.nextInt(plain.length + 1))))
          .isEqualTo(content(file));
    }
  }

  @Test
  void linesOfSectionsAreKnown() {
    SnapshotFile read = parse(WHEEL.toText());
    assertThat(read.sections()).extracting(Section::firstLine).containsExactly(5, 10);
    assertThat(read.section("6.18")).isEqualTo(read.sections().getFirst());
    assertThat(read.section("6.13")).isNull();
    assertThat(read.kernels()).containsExactly("6.12", "6.18", "7.3");
  }

  /** The digest of a run is ignored once somebody has changed the text. */
  @Test
  void afterAnEditTheTextDecides() {
    String edited = WHEEL.toText().replace("0.000000 = 01", "0.000000 = 02");
    Section section = parse(edited).sections().getFirst();
    assertThat(section.digest()).isEmpty();
    assertThat(section.lines()).containsExactly("events", "0.000000 = 02");
    String added = WHEEL.toText().replace("0.000000 = 01\n", "0.000000 = 01\n\n");
    assertThat(parse(added).sections().getFirst().digest()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '"',
      value = {
        "''                                     @ 1 @ not a snapshot: expected 'hidbpf snapshot "
            + "1' as the first line @ false",
        "something else                         @ 1 @ not a snapshot: expected 'hidbpf snapshot "
            + "1' as the first line @ false",
        "hidbpf snapshot 2                      @ 1 @ snapshot of version 2, this hidbpf has "
            + "version 1: rewrite it with --update, or use the hidbpf that wrote it @ true",
        "hidbpf snapshot                        @ 1 @ not a snapshot: expected 'hidbpf snapshot "
            + "1' as the first line @ false",
        "hidbpf snapshot 1;== 6.12;a            @ 3 @ a section without '-- digests RUN TEXT' at "
            + "its end, as if the file was cut off: rewrite it with --update @ true",
        "hidbpf snapshot 1;== 6.12;a;;== 7.3;b  @ 5 @ a section without '-- digests RUN TEXT' at "
            + "its end, as if the file was cut off: rewrite it with --update @ true",
        "hidbpf snapshot 1;== 6.12;a;-- dig     @ 4 @ expected '-- digests RUN TEXT' at the end of a section @ true",
        "hidbpf snapshot 1;-- digests a b       @ 2 @ expected '-- digests RUN TEXT' at the end of a section @ true",
        "hidbpf snapshot 1;== 6.12;-- digests a b;more @ 4 @ text after the digests of a section: expected a line '== KERNELS' @ true",
        "hidbpf snapshot 1;== 6.12, 6.12        @ 2 @ kernel 6.12 has a section already @ true",
        "hidbpf snapshot 1;== 6.12;-- digests a b;== 6.12 @ 4 @ kernel 6.12 has a section already @ true",
        "hidbpf snapshot 1;== 6.12,,7.3         @ 2 @ expected names of kernels after '==' @ true",
        "hidbpf snapshot 1;<<<<<<< HEAD;== 6.12 @ 2 @ a conflict of a merge that is not "
            + "resolved: resolve it, or rewrite the snapshot with --update @ true",
        "hidbpf snapshot 1;== 6.12;a;=======;b  @ 4 @ a conflict of a merge that is not "
            + "resolved: resolve it, or rewrite the snapshot with --update @ true",
        "hidbpf snapshot 1;== 6.12;a;>>>>>>> b  @ 4 @ a conflict of a merge that is not "
            + "resolved: resolve it, or rewrite the snapshot with --update @ true",
        "hidbpf snapshot 1;== 6.12;-- digests a b;||||||| c @ 4 @ a conflict of a merge that is "
            + "not resolved: resolve it, or rewrite the snapshot with --update @ true",
      })
  void badFilesAreToldWithTheirLine(String text, int line, String message, boolean snapshot) {
    String file = text.equals("''") ? "" : text.replace(";", "\n");
    assertThatThrownBy(() -> parse(file))
        .isInstanceOf(SnapshotException.class)
        .hasMessage("wheel.fix.snap:%d: %s".formatted(line, message))
        .asInstanceOf(InstanceOfAssertFactories.type(SnapshotException.class))
        .returns(snapshot, SnapshotException::isSnapshot);
  }

  /** A truncated file is detected, unless it lacks whole sections. */
  @Test
  void cutFilesAreNotTakenForWhole() {
    byte[] whole = WHEEL.toText().getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < whole.length - 1; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      try {
        SnapshotFile read = parse(part, 16);
        for (Section section : read.sections()) {
          Section original = parse(WHEEL.toText()).section(section.kernels().getFirst());
          assertThat(section.lines()).isEqualTo(original == null ? null : original.lines());
        }
      } catch (SnapshotException e) {
        assertThat(e).hasMessageStartingWith("wheel.fix.snap:");
      }
    }
  }

  /** Lines are compared as text, including bytes that are not UTF-8. */
  @Test
  void bytesThatAreNoTextAreLinesToo() {
    byte[] bytes = WHEEL.toText().getBytes(StandardCharsets.UTF_8);
    bytes[WHEEL.toText().indexOf("= 01")] = (byte) 0xff;
    Section section = parse(bytes, 8).sections().getFirst();
    assertThat(section.digest()).isEmpty();
    assertThat(section.lines()).containsExactly("events", "0.000000 \ufffd 01");
  }

  @Test
  void linesAreReadAgainFromTheFileAsItWas(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a.snap");
    WHEEL.write(file);
    List<Section> sections = SnapshotFile.read(file).sections();
    assertThat(sections.getFirst().lines()).containsExactly("events", "0.000000 = 01");
    Files.writeString(file, WHEEL.toText().replace("events", "event "));
    // Once read, lines are kept.
    assertThat(sections.getFirst().lines()).containsExactly("events", "0.000000 = 01");
    assertThatThrownBy(() -> sections.getLast().lines().getFirst())
        .isInstanceOf(SnapshotException.class)
        .hasMessage(file + ":10: has changed since it was read: try again");
    Files.delete(file);
    assertThatThrownBy(() -> sections.getLast().lines().getFirst())
        .isInstanceOf(SnapshotException.class)
        .hasMessageStartingWith(file + ":10: cannot be read a second time: ");
  }

  @Test
  void aFileIsReplacedAsAWhole(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a.snap");
    WHEEL.write(file);
    WHEEL.write(file);
    assertThat(content(SnapshotFile.read(file))).isEqualTo(content(WHEEL));
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all).containsExactly(file);
    }
    // Permissions are those of a checkout: others may read the file.
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      Path plain = Files.createFile(folder.resolve("plain"));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo(PosixFilePermissions.toString(Files.getPosixFilePermissions(plain)));
    }
  }

  @Test
  void aLinkStaysALink(@TempDir Path folder) throws IOException {
    Path target = Files.writeString(folder.resolve("target.snap"), "");
    Path link = Files.createSymbolicLink(folder.resolve("a.snap"), target);
    WHEEL.write(link);
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(content(SnapshotFile.read(target))).isEqualTo(content(WHEEL));
  }
}
