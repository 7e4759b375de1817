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
   * @param request tells it from others, from 1; the cause of what the hooks do
   * @param asked null for an output report
   * @param origin who asks
   * @param reportnum id of the report; 0 when it has none, and for output reports
   * @param type type of the report
   * @param data its bytes after the hooks
   * @param ret 0: it goes on to the device; otherwise its result
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
   * The device begins to be asked something, or told; {@link Answered} says how it went.
   *
   * @param at when and where it happened, and what of
   * @param number tells it from others, from 1
   * @param thread id of the thread: of one thread what begins last ends first
   * @param call what is asked of the transport
   * @param origin who asks; null for START to CLOSE
   * @param type type of the report; null for START to CLOSE
   * @param id id of the report, 0 when it has none
   * @param data what is sent; empty where the device is asked
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
   * The device was asked something, or told.
   *
   * @param at when and where it happened, and what of
   * @param began when, as in {@link Stamp#nanos}
   * @param number number of the call, as in {@link Asked}
   * @param call what was asked of the transport
   * @param origin who asked; null for START to CLOSE
   * @param type type of the report; null for START to CLOSE
   * @param id id of the report, 0 when it has none
   * @param asked bytes that were sent, or that there was room for
   * @param data what was sent, or what came back
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
     * Converts it to the entry that a recording has of it.
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
   * A user of hidraw begins to do again what the recording has.
   *
   * @param at when and where it happened, and what of
   * @param number identifies the user's action among others, from 1
   * @param request the request as it was recorded
   */
  record UserBegan(Stamp at, long number, RecordedRequest request) implements RequestEvent {}

  /**
   * The user's action is over; the request says how it ended.
   *
   * @param at when and where it happened, and what of
   * @param began when it began, as in {@link Stamp#nanos}
   * @param number number of the action, as in {@link UserBegan}
   * @param request the request with the result and the data of this replay
   */
  record UserDone(Stamp at, long began, long number, RecordedRequest request)
      implements RequestEvent {}
}
