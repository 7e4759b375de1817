package io.github.hidbpf4j.testing.play;

import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import java.util.HexFormat;
import java.util.Locale;

/** Formats requests as one line that can be compared. */
public final class RequestText {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private RequestText() {}

  /**
   * Formats a request to a device.
   *
   * @param call GET_REPORT, SET_REPORT or OUTPUT
   * @param type of the report; ignored for an output report
   * @param id of the report, 0 without ids
   * @param data what is sent; empty for a request to read
   */
  public static String asked(TransportCall call, ReportType type, int id, byte[] data) {
    String what = call.name().toLowerCase(Locale.ROOT).replace("_report", "");
    return call == TransportCall.OUTPUT
        ? "output: " + HEX.formatHex(data)
        : "%s %s 0x%02x%s"
            .formatted(what, type.text(), id, data.length == 0 ? "" : ": " + HEX.formatHex(data));
  }

  /** Formats the answer that a user of hidraw got. */
  public static String answer(RecordedRequest done) {
    if (done.result() < 0) {
      return "error " + -done.result();
    }
    return done.kind() == RecordedRequest.Kind.GET_REPORT
        ? HEX.formatHex(done.data())
        : done.result() + " bytes";
  }
}
