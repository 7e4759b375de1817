package io.github.hidbpf4j.testing.play;

import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import java.util.HexFormat;
import java.util.Locale;

/** Requests as one line that can be compared. */
public final class RequestText {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private RequestText() {}

  /**
   * What a device is asked or told.
   *
   * @param call GET_REPORT, SET_REPORT or OUTPUT
   * @param type of the report; of an output report it does not matter
   * @param id of the report, 0 without ids
   * @param data what is sent; empty where the device is asked
   */
  public static String asked(TransportCall call, ReportType type, int id, byte[] data) {
    String what = call.name().toLowerCase(Locale.ROOT).replace("_report", "");
    return call == TransportCall.OUTPUT
        ? "output: " + HEX.formatHex(data)
        : "%s %s 0x%02x%s"
            .formatted(what, type.text(), id, data.length == 0 ? "" : ": " + HEX.formatHex(data));
  }

  /** What a user of hidraw got. */
  public static String answer(RecordedRequest done) {
    if (done.result() < 0) {
      return "error " + -done.result();
    }
    return done.kind() == RecordedRequest.Kind.GET_REPORT
        ? HEX.formatHex(done.data())
        : done.result() + " bytes";
  }
}
