package io.github.hidbpf4j.hid.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.hid.Fixtures;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recordings of {@code libinput record}: the descriptor, and events that are HID reports. */
class LibinputRecordingTest {
  /** As libinput writes it. */
  private static final String TEXT =
      new String(Fixtures.bytes("libinput.yml"), StandardCharsets.UTF_8);

  private static Recording parse(String text) {
    return Recording.parse("r.yml", text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void descriptorIdsAndReports() {
    Recording recording = parse(TEXT);
    assertThat(recording.devices()).hasSize(1);
    RecordedDevice device = recording.devices().getFirst();
    assertThat(device).hasToString("0: 0003:1209:0101 Fixture \"#1\"");
    assertThat(device.descriptor()).hasSize(13).startsWith(5, 1, 9, 2, 0xa1, 1);
    assertThat(device.parseDescriptor().maxReportLength()).isEqualTo(3);
    assertThat(recording.events())
        .extracting(RecordedEvent::toString)
        .containsExactly("E: 000000.000137 3 01 02 ff", "E: 000002.000250 3 03 04 05");
    assertThat(recording.warnings())
        .extracting(RecordingWarning::message)
        .containsExactly(
            "skipped: 2 frames of the input layer (evdev), which are not HID reports; libinput "
                + "record --with-hidraw records those",
            "skipped: 1 reports of other hidraw nodes than hidraw3",
            "skipped: 1 frames of the input layer (evdev), which are not HID reports; libinput "
                + "record --with-hidraw records those");
  }

  /** As a YAML library writes the same: keys sorted, sequences in blocks. */
  @Test
  void inOtherYaml() {
    Recording recording =
        parse(
            """
            devices:
            - evdev:
                id:
                - 3
                - 4617
                - 257
                - 273
                name: 'it''s'
              events:
              - hid:
                  hidraw0:
                    - 7
                  time:
                    - 4
                    - 5
              hid:
              - 5
              - 0x01
              - 9
              node: /dev/input/event1
            libinput: {version: 1.26.0}
            """);
    RecordedDevice device = recording.devices().getFirst();
    assertThat(device).hasToString("0: 0003:1209:0101 it's");
    assertThat(device.descriptor()).containsExactly(5, 1, 9);
    assertThat(recording.events())
        .extracting(RecordedEvent::toString)
        .containsExactly("E: 000004.000005 1 07");
  }

  @Test
  void withoutIdsOrEvents() {
    Recording recording =
        parse("version: 1\ndevices:\n- node: /dev/input/event1\n  hid: [5, 1,\n  9, 2]\n");
    assertThat(recording.devices().getFirst().descriptor()).containsExactly(5, 1, 9, 2);
    assertThat(recording.devices().getFirst().hasIds()).isFalse();
    assertThat(recording.events()).isEmpty();
  }

  @Test
  void cutOffEvent() {
    Recording recording = parse(TEXT.substring(0, TEXT.indexOf("4, 5]")));
    assertThat(recording.events()).hasSize(1);
    assertThat(recording.warnings().getFirst().message())
        .isEqualTo("the last event is cut off and skipped: hidraw3: the file ends before the ]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hid: [5, 1, 256] | found 256, expected a byte, 0 to 255",
        "hid: [5, x] | found \"x\", expected a number",
        "hid: [5, 1 | hid: the file ends before the ]",
        "hid: [] | hid: 0 bytes, expected 1 to 4096",
        "node: x | a recording of libinput in which no device has hid:",
      })
  void malformed(String line, String message) {
    assertThatThrownBy(() -> parse("version: 1\ndevices:\n- node: x\n  " + line + "\n"))
        .isInstanceOf(RecordingException.class)
        .hasMessageStartingWith("r.yml:4: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "time: [1] | time: found [1], expected [seconds, microseconds]",
        "time: [1, 1000000] | time: found [1, 1000000]",
        "hidraw0: [-1] | found -1, expected a byte",
      })
  void malformedEvents(String line, String message) {
    String text = "version: 1\ndevices:\n- hid: [1]\n  events:\n  - hid:\n      " + line + "\n";
    assertThatThrownBy(() -> parse(text)).hasMessageStartingWith("r.yml:6: " + message);
  }
}
