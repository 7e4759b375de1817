package io.github.hidbpf4j.hid.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings that broke on their way: cut off, coloured, glued, full of NULs, of another kind. */
class OddRecordingsTest {
  private static final String HEADER = "R: 2 64 64\nN: x\nI: 3 1209 0101\n";
  private static final String EVENT = "E: 000000.000000 3 01 00 00\n";
  private static final String LAST = "E: 000000.008000 3 00 f0 0f";

  private static Recording parse(String text) {
    return Recording.parse("test.hid", text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Wherever the file ends in its last line, the event before is there, and no other one. */
  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n", "\n\n \n", "\0\0\0\0"})
  void lastLineCutAnywhere(String end) {
    for (int length = 2; length < LAST.length(); length++) {
      String cut = LAST.substring(0, length);
      if (cut.endsWith(" 0") && end.contains("\n")) {
        continue; // with a line end, one digit is a byte
      }
      Recording recording = parse(HEADER + EVENT + cut + end);
      assertThat(recording.events()).as("%s", cut).hasSize(1);
      assertThat(recording.warnings().getLast().toString())
          .as("%s", cut)
          .startsWith("line 5: the last line is cut off and skipped: ");
    }
    assertThat(parse(HEADER + EVENT + LAST + end).events()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "G: 000000.000100 us",
        "G: 000000.000100 user feat",
        "G: 000000.000100 user feature f2",
        "G: 000000.000100 user feature f2 17 3 000000.02",
        "S: 000000.000100 kernel",
        "S: 000000.000100 bpf feature f2 -",
        "O: 000000.000100 user 1 000000.000000 1",
        "B: 000000.000100 3 00",
        "D: ",
        "I: 3 12",
      })
  void lastLineOfAnyKindCut(String cut) {
    Recording recording = parse(HEADER + EVENT + cut);
    assertThat(recording.events()).hasSize(1);
    assertThat(recording.requests()).isEmpty();
    assertThat(recording.warnings()).hasSize(1);
  }

  /** What is wrong at the end and not just cut off there is an error as anywhere else. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "E: 0.000000 3 00 00 zz; found \"zz\" after 2 bytes",
        "E: 0.000000 3 00 00 00 00; the length says 3, but there are 4 bytes",
        "E: 0.000000 16385; found \"16385\", expected a length",
        "E: -1; found \"-1\", expected a time",
        "E: 0.000000 3 00 100; found \"100\" after 1 bytes",
        "G: 0.000000 nobody; found \"nobody\", expected who asked",
      })
  void wrongLastLine(String line, String message) {
    assertThatThrownBy(() -> parse(HEADER + EVENT + line))
        .isInstanceOf(RecordingException.class)
        .hasMessageStartingWith("test.hid:5: " + message);
  }

  @Test
  void cutInTheMiddleIsAnError() {
    assertThatThrownBy(() -> parse(HEADER + "E: 000000.000000 3 01\n\n\n" + EVENT))
        .hasMessageStartingWith("test.hid:4: the length says 3, but there are 1 bytes");
  }

  /** A second device that was begun when the recorder was killed does not take the first along. */
  @Test
  void deviceCutOff() {
    Recording recording = parse("D: 0\n" + HEADER + EVENT + "D: 1\nN: y\nR: 52 05 01");
    assertThat(recording.devices()).extracting(RecordedDevice::index).containsExactly(0);
    assertThat(recording.events()).hasSize(1);
    assertThat(recording.warnings())
        .extracting(RecordingWarning::message)
        .containsExactly(
            "the last line is cut off and skipped: the length says 52, but there are 2 bytes",
            "device 1 skipped: no R: line of it");
    assertThatThrownBy(() -> parse("R: 52 05 01")).hasMessageContaining("no R: line");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\033[33mE: 0.000000 3 01 00 00\033[0m\n",
        "\033[1;31;48:5:7mE:\033[m 0.000000 \033[4m3\033[0m 01 00 00\033[K\n",
        "\033[32m\033[KE: 0.000000 3 01 00 00\033(B\033[m\n",
        "\u00ef\u00bb\u00bfE: 0.000000 3 01 00 00\n",
        "E: 0.000000 3 01\0\0 00 00\n",
        "\0\0\0\0E: 0.000000 3 01 00 00\r\n",
        "\033[33m\u00ef\u00bb\u00bfE: 0.000000 3 01 00 00\033[0m",
      })
  void coloursAndMarksAreTakenOut(String line) {
    Recording recording = parse("\u00ef\u00bb\u00bf" + HEADER + line);
    assertThat(recording.events()).hasSize(1);
    assertThat(recording.events().getFirst().data()).containsExactly(1, 0, 0);
    boolean nuls = line.indexOf(0) >= 0;
    assertThat(recording.warnings()).hasSize(nuls ? 1 : 0);
    if (nuls) {
      assertThat(recording.warnings().getFirst().message()).matches("[24] NUL bytes skipped");
    }
  }

  @Test
  void otherSequencesOfTerminalsStayAndAreNotPrinted() {
    Recording recording = parse("R: 2 64 64\nN: a\033[2Jb\033]0;t\007\nI: 3 1 2\n\033[2J\n");
    assertThat(recording.devices().getFirst().name()).isEqualTo("a\ufffd[2Jb\ufffd]0;t\ufffd");
    assertThat(recording.warnings().getFirst().message()).doesNotContain("\033");
  }

  @Test
  void colourThatIsCutOff() {
    for (String end : List.of("\033", "\033[", "\033[3", "\033(", "\033[0m\033")) {
      assertThat(parse(HEADER + EVENT + "N: a" + end).devices().getFirst().name())
          .as(HexFormat.of().formatHex(end.getBytes(StandardCharsets.US_ASCII)))
          .startsWith("a");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "2320 4556454d5520 312e330a; a recording of evemu",
        "4e3a20780a493a20303030332031323039203031303120303131310a; a recording of evemu",
        "496e70757420 647269766572 2076657273696f6e20697320312e302e310a; output of evtest",
        "fffe52003a00; UTF-16",
        "feff0052003a; UTF-16",
        "1f8b0800; compressed by gzip",
        "fd377a585a00; compressed by xz",
        "28b52ffd0458; compressed by zstd",
        "d4c3b2a10200; a packet capture (pcap)",
        "0a0d0d0a6000; a packet capture (pcapng)",
        "7f454c460201; an ELF file",
      })
  void otherFilesAreRefusedByName(String hex, String name) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThatThrownBy(() -> Recording.parse("x.ev", bytes))
        .isInstanceOf(RecordingException.class)
        .hasMessageStartingWith("x.ev:")
        .hasMessageContaining(name);
    byte[] begin = Arrays.copyOf(bytes, 1);
    assertThatThrownBy(() -> Recording.parse("x.ev", begin)).hasMessageContaining("no R: line");
  }

  @Test
  void idsThatAreThereOrNot() {
    assertThat(parse(HEADER).devices().getFirst().hasIds()).isTrue();
    RecordedDevice without = parse("R: 2 64 64\nN: x\n").devices().getFirst();
    assertThat(without.hasIds()).isFalse();
    assertThat(without.withIds(3, 4, 5))
        .isEqualTo(new RecordedDevice(0, "x", "", 3, 4, 5, new byte[] {100, 100}));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "# BPF programs active: 10-Foo_bpf, 20-Bar_bpf | 10-Foo_bpf, 20-Bar_bpf",
        "#BPF programs active:10-Foo_bpf               | 10-Foo_bpf",
        "# BPF programs active: none                   | ",
        "# BPF programs active:                        | ",
        "# no BPF programs active: 10-Foo_bpf          | ",
      })
  void programsThatWereAttachedAreSaid(String comment, @Nullable String programs) {
    Recording recording = parse(HEADER + comment + "\nE: 000000.000000 2 01 02\n");
    assertThat(recording.warnings().stream().map(RecordingWarning::message).toList())
        .isEqualTo(
            programs == null
                ? List.of()
                : List.of(
                    ("recorded with HID-BPF programs attached (%s): E: lines and descriptor may "
                            + "be as these left them; B: lines, where there are any, show what came "
                            + "before")
                        .formatted(programs)));
  }
}
