package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.hid.device.HidErrno;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.emit.ReplayEvents;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a user of hidraw asks of a device, as a recording has it. */
public final class HostRequests {
  private HostRequests() {}

  /**
   * Makes a request in process context, and waits for its end.
   *
   * @param events told of it
   * @param file what the user has open; null when the device has no node
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
