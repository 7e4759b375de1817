package io.github.hidbpf4j;

import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.hid.recording.Recording;
import java.util.ArrayList;
import java.util.List;

/** Makes a recording from given reports. */
final class Reports {
  private static final long PERIOD_MICROS = 10_000;

  private Reports() {}

  static Recording every10ms(RecordedDevice device, List<byte[]> reports) {
    List<RecordedEntry> entries = new ArrayList<>();
    for (byte[] report : reports) {
      entries.add(
          new RecordedEvent(
              device.index(),
              RecordedEvent.Kind.INPUT,
              entries.size() * PERIOD_MICROS,
              report.clone()));
    }
    return new Recording(List.of(device), entries, List.of());
  }
}
