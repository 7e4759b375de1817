package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.linux.node.UhidNode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the kernel wants of a uhid device, and writes the answers: {@code struct uhid_event}
 * of Linux 6.12 {@code include/uapi/linux/uhid.h}, packed and little-endian.
 */
final class UhidEvents {
  private static final int START = 2;
  private static final int STOP = 3;
  private static final int OPEN = 4;
  private static final int CLOSE = 5;
  private static final int OUTPUT = 6;
  private static final int GET_REPORT = 9;
  private static final int GET_REPORT_REPLY = 10;
  private static final int SET_REPORT = 13;
  private static final int SET_REPORT_REPLY = 14;

  private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfByte U8 = ValueLayout.JAVA_BYTE;

  private UhidEvents() {}

  /** What the kernel wants. */
  sealed interface Wanted {}

  /** The device was probed, or the driver let go; it has its first user, or has lost its last. */
  enum Lifecycle implements Wanted {
    /** UHID_START. */
    START,
    /** UHID_STOP. */
    STOP,
    /** UHID_OPEN. */
    OPEN,
    /** UHID_CLOSE. */
    CLOSE
  }

  /** UHID_OUTPUT: a report to send, without an answer. */
  record Output(ReportType type, byte[] data) implements Wanted {}

  /** UHID_GET_REPORT. */
  record GetReport(int id, int reportnum, ReportType type) implements Wanted {}

  /** UHID_SET_REPORT. */
  record SetReport(int id, int reportnum, ReportType type, byte[] data) implements Wanted {}

  /**
   * Reads one.
   *
   * @param size bytes of it
   * @return null for what is none of these
   */
  static @Nullable Wanted read(MemorySegment event, int size) {
    if (size < 4) {
      return null;
    }
    return switch (event.get(U32, 0)) {
      case START -> Lifecycle.START;
      case STOP -> Lifecycle.STOP;
      case OPEN -> Lifecycle.OPEN;
      case CLOSE -> Lifecycle.CLOSE;
      case OUTPUT -> {
        ReportType type = type(event, 4102);
        yield type == null ? null : new Output(type, data(event, 4, event.get(U16, 4100)));
      }
      case GET_REPORT -> {
        ReportType type = type(event, 9);
        yield type == null ? null : new GetReport(event.get(U32, 4), event.get(U8, 8) & 0xff, type);
      }
      case SET_REPORT -> {
        ReportType type = type(event, 9);
        yield type == null
            ? null
            : new SetReport(
                event.get(U32, 4),
                event.get(U8, 8) & 0xff,
                type,
                data(event, 12, event.get(U16, 10)));
      }
      default -> null;
    };
  }

  private static @Nullable ReportType type(MemorySegment event, long offset) {
    int number = event.get(U8, offset) & 0xff;
    return number < ReportType.COUNT ? ReportType.ofUhidNumber(number) : null;
  }

  private static byte[] data(MemorySegment event, long offset, short size) {
    byte[] data = new byte[Math.min(size & 0xffff, UhidNode.DATA_MAX)];
    MemorySegment.copy(event, U8, offset, data, 0, data.length);
    return data;
  }

  /**
   * Writes UHID_GET_REPORT_REPLY.
   *
   * @param error 0, or a positive error number
   * @return its bytes
   */
  static int getReply(MemorySegment event, int id, int error, byte[] data, int size) {
    int count = Math.min(size, UhidNode.DATA_MAX);
    event.set(U32, 0, GET_REPORT_REPLY);
    event.set(U32, 4, id);
    event.set(U16, 8, (short) error);
    event.set(U16, 10, (short) count);
    MemorySegment.copy(data, 0, event, U8, 12, count);
    return 12 + count;
  }

  /** Writes UHID_SET_REPORT_REPLY. */
  static int setReply(MemorySegment event, int id, int error) {
    event.set(U32, 0, SET_REPORT_REPLY);
    event.set(U32, 4, id);
    event.set(U16, 8, (short) error);
    return 10;
  }
}
