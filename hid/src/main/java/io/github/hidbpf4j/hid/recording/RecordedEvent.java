package io.github.hidbpf4j.hid.recording;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A recorded input report.
 *
 * @param device index of the device
 * @param kind where it was captured
 * @param micros microseconds since the start of the recording, never negative
 * @param data the report, id byte included
 */
public record RecordedEvent(int device, Kind kind, long micros, byte[] data)
    implements RecordedEntry {
  /** Where an event was captured. */
  public enum Kind {
    /** Line {@code E:}: after HID-BPF programs and drivers, as seen by hidraw. */
    INPUT('E'),
    /** Line {@code B:}: as it came from the device, before any HID-BPF program. */
    BEFORE_BPF('B');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    /** {@return the letter at the start of its lines} */
    public char letter() {
      return letter;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecordedEvent that
        && device == that.device
        && kind == that.kind
        && micros == that.micros
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(micros) * 31 + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return "%c: %06d.%06d %d %s"
        .formatted(
            kind.letter(),
            micros / 1_000_000,
            micros % 1_000_000,
            data.length,
            HexFormat.ofDelimiter(" ").formatHex(data));
  }
}
