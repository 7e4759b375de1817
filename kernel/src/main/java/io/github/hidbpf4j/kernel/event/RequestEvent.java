package io.github.hidbpf4j.kernel.event;

import io.github.hidbpf4j.hid.ClassRequest;
import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import org.jspecify.annotations.Nullable;

/** Requests to a device. */
public sealed interface RequestEvent extends KernelEvent {
  /**
   * The hooks' result for a request or an output report.
   *
   * @param at when and where it happened, and what of
   * @param request number of the request, from 1; the cause of what the hooks do
   * @param asked null for an output report
   * @param origin the requester
   * @param reportnum id of the report; 0 when it has none, and for output reports
   * @param type type of the report
   * @param data its bytes after the hooks
   * @param ret 0 if it is passed on to the device; otherwise its result
   */
  record Dispatched(
      Stamp at,
      long request,
      @Nullable ClassRequest asked,
      RecordedRequest.Origin origin,
      int reportnum,
      ReportType type,
      byte[] data,
      int ret)
      implements RequestEvent {}

  /**
   * A call of the device's transport starts; {@link Answered} reports its end.
   *
   * @param at when and where it happened, and what of
   * @param number number of the call, from 1
   * @param thread id of the thread: calls of one thread nest
   * @param call the transport operation
   * @param origin the requester; null for START to CLOSE
   * @param type type of the report; null for START to CLOSE
   * @param id id of the report, 0 when it has none
   * @param data data sent; empty when data is requested
   */
  record Asked(
      Stamp at,
      long number,
      long thread,
      TransportCall call,
      RecordedRequest.@Nullable Origin origin,
      @Nullable ReportType type,
      int id,
      byte[] data)
      implements RequestEvent {}

  /**
   * A call of the device's transport has returned.
   *
   * @param at when and where it happened, and what of
   * @param began start time, as in {@link Stamp#nanos}
   * @param number number of the call, as in {@link Asked}
   * @param call the transport operation
   * @param origin the requester; null for START to CLOSE
   * @param type type of the report; null for START to CLOSE
   * @param id id of the report, 0 when it has none
   * @param asked number of bytes sent, or size of the buffer
   * @param data data sent or received
   * @param ret bytes or a negative errno
   */
  record Answered(
      Stamp at,
      long began,
      long number,
      TransportCall call,
      RecordedRequest.@Nullable Origin origin,
      @Nullable ReportType type,
      int id,
      int asked,
      byte[] data,
      int ret)
      implements RequestEvent {
    /**
     * Converts it to an entry of a recording.
     *
     * @param device index of the device in the recording
     * @return the entry; null for START to CLOSE
     */
    public @Nullable RecordedRequest recorded(int device) {
      RecordedRequest.Origin by = origin;
      ReportType of = type;
      if (by == null || of == null) {
        return null;
      }
      RecordedRequest.Kind kind =
          switch (call) {
            case GET_REPORT -> RecordedRequest.Kind.GET_REPORT;
            case SET_REPORT -> RecordedRequest.Kind.SET_REPORT;
            default -> RecordedRequest.Kind.OUTPUT_REPORT;
          };
      long micros = Math.max(0, began / 1_000);
      long took = (at.nanos() - began) / 1_000;
      return new RecordedRequest(device, kind, by, micros, took, of, id, asked, ret, data);
    }
  }

  /**
   * A user of hidraw starts to repeat a recorded request.
   *
   * @param at when and where it happened, and what of
   * @param number number of the user's action, from 1
   * @param request the request as recorded
   */
  record UserBegan(Stamp at, long number, RecordedRequest request) implements RequestEvent {}

  /**
   * The user's action is over; the request has its result.
   *
   * @param at when and where it happened, and what of
   * @param began when it began, as in {@link Stamp#nanos}
   * @param number number of the action, as in {@link UserBegan}
   * @param request the request with the result and the data of this replay
   */
  record UserDone(Stamp at, long began, long number, RecordedRequest request)
      implements RequestEvent {}
}
