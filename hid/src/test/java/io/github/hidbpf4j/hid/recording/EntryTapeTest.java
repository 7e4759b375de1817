package io.github.hidbpf4j.hid.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A tape returns what was added to it, for each device and kind, as often as it is asked. */
class EntryTapeTest {
  private static List<RecordedEntry> read(EntryTape tape, int device, RecordedEvent.Kind kind) {
    List<RecordedEntry> all = new ArrayList<>();
    EntryCursor cursor = tape.read(device, kind);
    try {
      while (cursor.next()) {
        RecordedRequest request = cursor.request();
        int from = cursor.offset();
        all.add(
            request != null
                ? request
                : new RecordedEvent(
                    device,
                    kind,
                    cursor.micros(),
                    Arrays.copyOfRange(cursor.bytes(), from, from + cursor.length())));
        assertThat(cursor.micros()).isEqualTo(all.getLast().micros());
      }
      assertThat(cursor.next()).isFalse();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  private static void add(EntryTape tape, RecordedEntry entry) {
    switch (entry) {
      case RecordedEvent e -> tape.add(e.device(), e.kind(), e.micros(), e.data(), e.data().length);
      case RecordedRequest request -> tape.add(request);
    }
  }

  private static RecordedEntry entry(Random random) {
    int device = random.nextInt(3) * 127;
    byte[] data = new byte[random.nextInt(20) == 0 ? random.nextInt(16385) : random.nextInt(70)];
    random.nextBytes(data);
    long micros = random.nextLong() & RecordingLineReader.MAX_MICROS;
    return random.nextInt(10) == 0
        ? new RecordedRequest(
            device,
            RecordedRequest.Kind.SET_REPORT,
            RecordedRequest.Origin.USER,
            micros,
            1,
            ReportType.FEATURE,
            2,
            data.length,
            data.length,
            data)
        : new RecordedEvent(
            device,
            random.nextBoolean() ? RecordedEvent.Kind.INPUT : RecordedEvent.Kind.BEFORE_BPF,
            micros,
            data);
  }

  @Test
  void whatIsReadIsWhatWasWritten() {
    Random random = new Random(1);
    List<RecordedEntry> all = new ArrayList<>();
    EntryTape tape = new EntryTape(1L << 30);
    for (int i = 0; i < 5_000; i++) {
      RecordedEntry entry = entry(random);
      all.add(entry);
      add(tape, entry);
    }
    tape.end();
    assertThat(tape.isWhole()).isTrue();
    for (int device : new int[] {0, 127, 254, 3}) {
      for (RecordedEvent.Kind kind : RecordedEvent.Kind.values()) {
        List<RecordedEntry> expected =
            all.stream().filter(e -> e.isReplayed(device, kind)).toList();
        assertThat(read(tape, device, kind)).isEqualTo(expected);
        assertThat(read(tape, device, kind)).isEqualTo(expected);
      }
    }
    EntryTape none = new EntryTape(100);
    none.end();
    assertThat(read(none, 0, RecordedEvent.Kind.INPUT)).isEmpty();
    assertThat(none.isWhole()).isTrue();
  }

  @Test
  void whatDoesNotFitIsNotThere() {
    Random random = new Random(1);
    EntryTape tape = new EntryTape(100_000);
    for (int i = 0; i < 5_000; i++) {
      add(tape, entry(random));
    }
    tape.end();
    assertThat(tape.isWhole()).isFalse();
    assertThat(read(tape, 0, RecordedEvent.Kind.INPUT)).isEmpty();
  }
}
