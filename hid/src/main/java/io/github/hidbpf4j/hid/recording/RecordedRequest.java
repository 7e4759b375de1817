package io.github.hidbpf4j.hid.recording;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A recorded request or output report of the host, with its result.
 *
 * @param device index of the device
 * @param kind its kind
 * @param origin the requester
 * @param micros microseconds since the start of the recording when it was made, never negative
 * @param tookMicros microseconds until its result was available
 * @param type type of the report
 * @param id id of the report, 0 if there are none
 * @param asked number of bytes requested by GET_REPORT; otherwise the length of {@code data}
 * @param result number of bytes transferred, or a negative errno
 * @param data what GET_REPORT returned or the others sent, id byte included
 */
public record RecordedRequest(
    int device,
    Kind kind,
    Origin origin,
    long micros,
    long tookMicros,
    ReportType type,
    int id,
    int asked,
    int result,
    byte[] data)
    implements RecordedEntry {
  /** Kinds of requests. */
  public enum Kind {
    /** Line {@code G:}. */
    GET_REPORT('G'),
    /** Line {@code S:}. */
    SET_REPORT('S'),
    /** Line {@code O:}: a report on the interrupt channel. */
    OUTPUT_REPORT('O');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    /** {@return the letter at the start of its lines} */
    public char letter() {
      return letter;
    }
  }

  /** The requester. */
  public enum Origin {
    /** A user of hidraw. When a recording is replayed, it repeats the request. */
    USER,
    /** A HID-BPF program. */
    BPF,
    /** A driver of the kernel. */
    KERNEL;

    /** {@return the word for it in a line of a recording, such as {@code user}} */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Replaces the result.
   *
   * @param newResult number of bytes transferred, or a negative errno
   * @return a copy with this result
   */
  public RecordedRequest withResult(int newResult) {
    return new RecordedRequest(
        device, kind, origin, micros, tookMicros, type, id, asked, newResult, data);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecordedRequest that
        && device == that.device
        && kind == that.kind
        && origin == that.origin
        && micros == that.micros
        && tookMicros == that.tookMicros
        && type == that.type
        && id == that.id
        && asked == that.asked
        && result == that.result
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(micros) * 31 + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return "%c: %06d.%06d %s %s %02x -> %d %s"
        .formatted(
            kind.letter(),
            micros / 1_000_000,
            micros % 1_000_000,
            origin.text(),
            type.text(),
            id,
            result,
            HexFormat.ofDelimiter(" ").formatHex(data));
  }
}
