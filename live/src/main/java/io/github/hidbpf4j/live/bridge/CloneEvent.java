package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.linux.device.UhidEvent;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** An event of a clone, copied out of uhid's memory. */
sealed interface CloneEvent {
  /** A driver was bound to the device or unbound. */
  enum Lifecycle implements CloneEvent {
    /** UHID_START. */
    START,
    /** UHID_STOP. */
    STOP
  }

  /** UHID_OUTPUT: a report to send, without an answer. */
  record Output(ReportType type, byte[] data) implements CloneEvent {}

  /** UHID_GET_REPORT. */
  record GetReport(int id, int reportnum, ReportType type) implements CloneEvent {}

  /** UHID_SET_REPORT. */
  record SetReport(int id, int reportnum, ReportType type, byte[] data) implements CloneEvent {}

  /** Reads an event; null if it is none of these. */
  static @Nullable CloneEvent read(MemorySegment event) {
    return switch (UhidEvent.type(event)) {
      case UhidEvent.UHID_START -> Lifecycle.START;
      case UhidEvent.UHID_STOP -> Lifecycle.STOP;
      case UhidEvent.UHID_OUTPUT -> {
        ReportType type = UhidEvent.outputType(event);
        byte[] data = data(event, UhidEvent.OUTPUT_DATA, UhidEvent.outputSize(event));
        yield type == null ? null : new Output(type, data);
      }
      case UhidEvent.UHID_GET_REPORT -> {
        ReportType type = UhidEvent.requestType(event);
        int id = UhidEvent.requestId(event);
        yield type == null ? null : new GetReport(id, UhidEvent.reportId(event), type);
      }
      case UhidEvent.UHID_SET_REPORT -> {
        ReportType type = UhidEvent.requestType(event);
        int id = UhidEvent.requestId(event);
        byte[] data = data(event, UhidEvent.SET_REPORT_DATA, UhidEvent.setReportSize(event));
        yield type == null ? null : new SetReport(id, UhidEvent.reportId(event), type, data);
      }
      default -> null;
    };
  }

  private static byte[] data(MemorySegment event, int offset, int size) {
    return event.asSlice(offset, size).toArray(ValueLayout.JAVA_BYTE);
  }
}
