package io.github.hidbpf4j.hid.recording;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * An input report as it was recorded.
 *
 * @param device index of the device
 * @param kind where it was caught
 * @param micros microseconds since the start of the recording, never negative
 * @param data the report, id byte included
 */
public record RecordedEvent(int device, Kind kind, long micros, byte[] data)
    implements RecordedEntry {
  /** Where an event was caught. */
  public enum Kind {
    /** Line {@code E:}: behind HID-BPF programs and drivers, as hidraw showed it. */
    INPUT('E'),
    /** Line {@code B:}: as it came from the device, before any HID-BPF program. */
    BEFORE_BPF('B');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    /** {@return the letter that its lines begin with} */
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
