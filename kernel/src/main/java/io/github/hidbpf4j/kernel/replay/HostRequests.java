package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidErrno;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.emit.ReplayEvents;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Requests of a hidraw user to a device, as in a recording. */
public final class HostRequests {
  private HostRequests() {}

  /**
   * HIDIOCGFEATURE and the like.
   *
   * @param id id of the report, 0 if there are none
   * @param length number of bytes to request
   */
  public static RecordedRequest get(ReportType type, int id, int length) {
    return request(RecordedRequest.Kind.GET_REPORT, type, id, length, new byte[0]);
  }

  /** HIDIOCSFEATURE and the like; the id is the first byte, 0 if there are none. */
  public static RecordedRequest set(ReportType type, byte[] report) {
    return request(RecordedRequest.Kind.SET_REPORT, type, id(report), report.length, report);
  }

  /** {@code write()}: an output report; its id is the first byte, 0 if there are none. */
  public static RecordedRequest write(byte[] report) {
    return request(
        RecordedRequest.Kind.OUTPUT_REPORT, ReportType.OUTPUT, id(report), report.length, report);
  }

  private static int id(byte[] report) {
    return report.length == 0 ? 0 : report[0] & 0xff;
  }

  private static RecordedRequest request(
      RecordedRequest.Kind kind, ReportType type, int id, int length, byte[] data) {
    return new RecordedRequest(
        0, kind, RecordedRequest.Origin.USER, 0, 0, type, id, length, 0, data);
  }

  /**
   * Makes a request in process context, and waits for its end.
   *
   * @param events receives the events
   * @param file the user's open file; null when the device has no node
   * @return the request with its result; -ENODEV without a file
   */
  public static RecordedRequest perform(
      ReplayEvents events, @Nullable HidrawFile file, RecordedRequest request) {
    ReplayEvents.UserAction action = events.userBegins(request);
    byte[] data = request.data();
    int ret = -HidErrno.ENODEV;
    if (file != null) {
      switch (request.kind()) {
        case GET_REPORT -> {
          byte[] buffer = new byte[request.asked()];
          if (buffer.length > 0) {
            buffer[0] = (byte) request.id();
          }
          ret = file.getReport(request.type(), buffer);
          data = Arrays.copyOf(buffer, Math.clamp(ret, 0, buffer.length));
        }
        case SET_REPORT -> ret = file.setReport(request.type(), data);
        case OUTPUT_REPORT -> ret = file.write(data);
      }
    } else if (request.kind() == RecordedRequest.Kind.GET_REPORT) {
      data = new byte[0];
    }
    return events.userDone(action, request, ret, data);
  }
}
