package io.github.hidbpf4j.hid.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.hid.Fixtures;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.DeviceGroup;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.report.ReportDecoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings read and written. */
class RecordingTest {
  private static final String HEADER = "R: 2 64 64\n";

  @Test
  void oneDevice() {
    Recording recording = fixture("mouse.hid");
    assertThat(recording.warnings()).isEmpty();
    assertThat(recording.devices())
        .containsExactly(
            new RecordedDevice(
                0, "Fixture Mouse", "usb-1/input0", 3, 0x1209, 1, Fixtures.bytes("mouse.rdesc")));
    assertThat(recording.events()).hasSize(6);
    RecordedEvent second = recording.events().get(1);
    assertThat(second.micros()).isEqualTo(8000);
    assertThat(second.nanos()).isEqualTo(8_000_000);
    assertThat(second).hasToString("E: 000000.008000 7 03 00 00 00 00 ff 00");
  }

  @Test
  void severalDevicesAndEventsBeforeBpf() {
    Recording recording = fixture("two-devices.hid");
    assertThat(recording.devices()).extracting(RecordedDevice::index).containsExactly(0, 1);
    assertThat(recording.events(0, RecordedEvent.Kind.INPUT)).hasSize(5);
    assertThat(recording.events(0, RecordedEvent.Kind.BEFORE_BPF)).hasSize(5);
    assertThat(recording.events(1, RecordedEvent.Kind.INPUT)).hasSize(5);
    RecordedDevice second = Objects.requireNonNull(recording.device(1));
    assertThat(second.group()).isEqualTo(DeviceGroup.GENERIC);
    ReportDescriptor descriptor = second.parseDescriptor();
    assertThat(descriptor.maxReportLength()).isEqualTo(7);
    assertThat(recording.device(2)).isNull();
  }

  @Test
  void notesAndUnknownLettersAreWarnings() {
    Recording recording = fixture("touchpad.hid");
    assertThat(recording.warnings())
        .extracting(RecordingWarning::toString)
        .containsExactly(
            "line 6: text skipped: Now put two fingers down and drag them:",
            "line 7: text skipped: - slowly",
            "line 20: unknown line \"X:\" skipped");
    assertThat(recording.devices().getFirst().name()).isEqualTo("Fixture Touchpad, übergroß");
    assertThat(recording.devices().getFirst().group()).isEqualTo(DeviceGroup.MULTITOUCH_WIN_8);
    assertThat(recording.events().get(11).micros()).isEqualTo(11 * 7983);
  }

  @Test
  void lineEndsOfWindowsAndLongTimes() {
    Recording recording = fixture("oddities.hid");
    assertThat(recording.events()).hasSize(6);
    assertThat(recording.events().get(4).micros()).isEqualTo(12345678901234L);
    ReportDescriptor descriptor = recording.devices().getFirst().parseDescriptor();
    assertThat(
            new ReportDecoder(descriptor)
                .decode(ReportType.INPUT, recording.events().get(4).data())
                .values())
        .isNotEmpty();
  }

  @ParameterizedTest(name = "{0} gives {1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "E: 0.0000 1 00; 2: found \"0.0000\", expected a time in seconds with six decimals",
        "E: 0.0000000 1 00; 2: found \"0.0000000\", expected a time",
        "E: 1 1 00; 2: found \"1\", expected a time",
        "E: -1.000000 1 00; 2: found \"-1.000000\", expected a time",
        "E: 99999999999.000000 1 00; 2: found \"99999999999.000000\", expected a time",
        "E:; 2: found the end of the line, expected a time",
        "E: 0.000000; 2: found the end of the line, expected a length from 0 to 16384",
        "E: 0.000000 2 00; 2: the length says 2, but there are 1 bytes",
        "E: 0.000000 1 00 01; 2: the length says 1, but there are 2 bytes",
        "E: 0.000000 99999999999999999999 00; 2: found \"99999999999999999999\", expected a length",
        "E: 0.000000 16385 00; 2: found \"16385\", expected a length from 0 to 16384",
        "E: 0.000000 1 0x00; 2: found \"0x00\" after 0 bytes, expected a byte",
        "E: 0.000000 1 100; 2: found \"100\" after 0 bytes, expected a byte",
        "E: 0.000000 1 000; 2: found \"000\" after 0 bytes, expected a byte",
        "D: x; 2: found \"x\", expected a device index from 0 to 255",
        "D: 4294967296; 2: found \"4294967296\", expected a device index",
        "D: 1 2; 2: found \"2\", expected the end of the line",
        "I: 3 045e; 2: found the end of the line, expected the product id in hex",
        "I: 3 045e 1ffffffff; 2: found \"1ffffffff\", expected the product id in hex",
        "R: 0; 2: length 0: expected at least 1",
        "R: 4097 05; 2: found \"4097\", expected a length from 1 to 4096"
      })
  void malformedLines(String line, String message) {
    assertThatThrownBy(() -> parse(HEADER + line + "\nE: 0.000000 1 00\n"))
        .isInstanceOf(RecordingException.class)
        .hasMessageStartingWith("test.hid:" + message);
  }

  @Test
  void devicesWithoutDescriptor() {
    assertThatThrownBy(() -> parse("N: x\nE: 0.000000 1 00\n"))
        .hasMessageStartingWith("test.hid:2: an event before the R: line of device 0");
    assertThatThrownBy(() -> parse(HEADER + "D: 1\nN: x\n"))
        .hasMessageStartingWith("test.hid:2: no R: line for device 1");
    assertThatThrownBy(() -> parse("some text\n")).hasMessageContaining("no R: line");
    assertThatThrownBy(() -> parse("")).hasMessageStartingWith("test.hid:0: no R: line");
  }

  @Test
  void recordingsGluedTogether() {
    Recording recording =
        parse(
            HEADER
                + "N: a\nE: 0.000001 1 00\n"
                + HEADER
                + "E: 0.000000 1 01\nR: 1 64\nN: b\nE: 0.000000 1 02\n");
    assertThat(recording.devices()).extracting(RecordedDevice::name).containsExactly("a", "b");
    assertThat(recording.events()).extracting(RecordedEvent::device).containsExactly(0, 0, 1);
    assertThat(recording.warnings())
        .extracting(RecordingWarning::message)
        .containsExactly(
            "the same R: line again",
            "time goes backwards",
            "a second R: line without D: line: taken as device 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "ISO-8859-1"})
  void namesOfEitherEncoding(String charset) {
    String text = HEADER + "N: Größe \u001b[2J\n";
    Recording recording = Recording.parse("test.hid", text.getBytes(Charset.forName(charset)));
    assertThat(recording.devices().getFirst().name()).isEqualTo("Größe \ufffd[2J");
  }

  @Test
  void byteOrderMarkBlanksAndTabs() {
    Recording recording = parse("\ufeffR:\t2  64 64 \n\n  E:  1.000002\t1   0F  \n");
    assertThat(recording.events()).hasSize(1);
    assertThat(recording.events().getFirst().data()).containsExactly(0x0f);
    assertThat(recording.events().getFirst().micros()).isEqualTo(1_000_002);
  }

  @Test
  void writesWhatItReads() {
    for (var file : Fixtures.files(".hid")) {
      Recording recording = Recording.parse(file.toString(), Fixtures.bytes(file));
      Recording again = parse(RecordingWriter.toText(recording));
      assertThat(again.devices()).isEqualTo(recording.devices());
      assertThat(again.events()).isEqualTo(recording.events());
      assertThat(RecordingWriter.toText(again)).isEqualTo(RecordingWriter.toText(recording));
    }
  }

  @Test
  void copiesLineByLineWithComments() throws IOException {
    byte[] bytes = Fixtures.bytes("two-devices.hid");
    StringWriter copy = new StringWriter();
    try (RecordingLineReader reader =
            new RecordingLineReader("x", new ByteArrayInputStream(bytes));
        RecordingWriter writer = new RecordingWriter(copy)) {
      for (var line = reader.next(); line != null; line = reader.next()) {
        writer.write(line);
      }
    }
    assertThat(copy.toString()).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
  }

  @Test
  void refusesToWriteWhatCannotBeRead() {
    RecordingWriter writer = new RecordingWriter(new StringWriter());
    assertThatThrownBy(
            () -> writer.write(new RecordedEvent(0, RecordedEvent.Kind.INPUT, -1, new byte[1])))
        .isInstanceOf(HidException.class);
    assertThatThrownBy(
            () -> writer.write(new RecordedEvent(0, RecordedEvent.Kind.INPUT, 0, new byte[16385])))
        .isInstanceOf(HidException.class);
    assertThatThrownBy(
            () -> writer.write(new RecordedEvent(256, RecordedEvent.Kind.INPUT, 0, new byte[1])))
        .isInstanceOf(HidException.class);
  }

  @Test
  void hugeInputIsReadInBoundedMemory() {
    // A stream is as long as it likes: many events, one line without end, many notes.
    byte[] head = HEADER.getBytes(StandardCharsets.US_ASCII);
    byte[] event =
        "E: 000000.000000 8 00 01 02 03 04 05 06 07\n".getBytes(StandardCharsets.US_ASCII);
    Fixtures.survives(
        "events", () -> assertThat(countEvents(head, event, 100_000L)).isEqualTo(100_000L));
    Fixtures.survives(
        "line without end",
        () -> assertThat(countEvents(head, new byte[] {'#'}, 8_000_000L)).isZero());
    Fixtures.survives(
        "descriptor without end",
        () ->
            assertThatThrownBy(
                    () -> countEvents(new byte[] {'R', ':'}, new byte[] {' ', '0'}, 4_000_000L))
                .hasMessageContaining("the line is longer than 65536 bytes"));
    Fixtures.survives(
        "notes without end",
        () -> assertThat(countEvents(head, new byte[] {'a', '\n'}, 100_000L)).isZero());
  }

  private static long countEvents(byte[] head, byte[] repeated, long times) {
    try (RecordingReader reader = new RecordingReader("x", new Repeated(head, repeated, times))) {
      long count = 0;
      while (reader.next() != null) {
        count++;
      }
      assertThat(reader.warnings()).hasSizeLessThanOrEqualTo(RecordingReader.MAX_WARNINGS);
      return count;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A head, then the same bytes again and again. */
  private static final class Repeated extends InputStream {
    private final byte[] head;
    private final byte[] repeated;
    private final long length;
    private long at;

    Repeated(byte[] head, byte[] repeated, long times) {
      this.head = head;
      this.repeated = repeated;
      this.length = head.length + times * repeated.length;
    }

    @Override
    public int read(byte[] into, int offset, int count) {
      int done = 0;
      for (int next = read(); next >= 0; next = read()) {
        into[offset + done++] = (byte) next;
        if (done == count) {
          break;
        }
      }
      return done == 0 ? -1 : done;
    }

    @Override
    public int read() {
      if (at == length) {
        return -1;
      }
      long i = at++;
      return i < head.length
          ? head[(int) i]
          : repeated[(int) ((i - head.length) % repeated.length)];
    }
  }

  private static Recording fixture(String name) {
    return Recording.parse(name, Fixtures.bytes(name));
  }

  private static Recording parse(String text) {
    return Recording.parse("test.hid", text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void warningsAreCapped() throws IOException {
    byte[] bytes = (HEADER + "note\n".repeat(500)).getBytes(StandardCharsets.UTF_8);
    try (RecordingReader reader = new RecordingReader("x", new ByteArrayInputStream(bytes))) {
      assertThat(reader.next()).isNull();
      assertThat(reader.warnings()).hasSize(100);
      assertThat(reader.warningCount()).isEqualTo(500);
      assertThat(reader.devices()).extracting(RecordedDevice::index).isEqualTo(List.of(0));
    }
  }

  @Test
  void whatIsReplayedIsWhatCameBeforePrograms() {
    Recording recording =
        Recording.parse(
            "x",
            """
            D: 0
            R: 7 05 01 09 02 a1 01 c0
            N: a
            I: 3 1 2
            D: 1
            R: 7 05 01 09 02 a1 01 c0
            N: b
            I: 3 1 2
            D: 0
            E: 000000.000001 1 01
            B: 000000.000002 1 02
            D: 1
            E: 000000.000003 1 03
            """
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertThat(recording.toReplay(0)).extracting(RecordedEntry::micros).containsExactly(2L);
    assertThat(recording.toReplay(1)).extracting(RecordedEntry::micros).containsExactly(3L);
    assertThat(recording.entries()).hasSize(3);
  }
}
