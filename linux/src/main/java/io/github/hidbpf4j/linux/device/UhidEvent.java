package io.github.hidbpf4j.linux.device;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.linux.node.UhidNode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes {@code struct uhid_event}, which begins at offset 0 of a segment (Linux 6.12
 * {@code include/uapi/linux/uhid.h}: little-endian here, packed). Writers return how many bytes are
 * to be written: the kernel treats the rest of an event as zero. Sizes that are read are capped at
 * {@link UhidNode#DATA_MAX}.
 */
public final class UhidEvent {
  /** To the kernel: destroy the device. */
  public static final int UHID_DESTROY = 1;

  /** From the kernel: a driver has bound to the device. */
  public static final int UHID_START = 2;

  /** From the kernel: the driver has unbound. */
  public static final int UHID_STOP = 3;

  /** From the kernel: the first reader has opened it. */
  public static final int UHID_OPEN = 4;

  /** From the kernel: the last reader has closed it. */
  public static final int UHID_CLOSE = 5;

  /** From the kernel: an output report, which needs no answer. */
  public static final int UHID_OUTPUT = 6;

  /** From the kernel: get a report; it waits five seconds for {@link #replyGet}. */
  public static final int UHID_GET_REPORT = 9;

  /** To the kernel. */
  public static final int UHID_GET_REPORT_REPLY = 10;

  /** To the kernel: create a device. */
  public static final int UHID_CREATE2 = 11;

  /** To the kernel: an input report. */
  public static final int UHID_INPUT2 = 12;

  /** From the kernel: set a report; it waits five seconds for {@link #replySet}. */
  public static final int UHID_SET_REPORT = 13;

  /** To the kernel. */
  public static final int UHID_SET_REPORT_REPLY = 14;

  /** Flag of UHID_START: feature reports have ids. */
  public static final long UHID_DEV_NUMBERED_FEATURE_REPORTS = 1;

  /** Flag of UHID_START: output reports have ids. */
  public static final long UHID_DEV_NUMBERED_OUTPUT_REPORTS = 1 << 1;

  /** Flag of UHID_START: input reports have ids. */
  public static final long UHID_DEV_NUMBERED_INPUT_REPORTS = 1 << 2;

  /** Offset of the report in UHID_OUTPUT. */
  public static final int OUTPUT_DATA = 4;

  /** Offset of the report in UHID_SET_REPORT. */
  public static final int SET_REPORT_DATA = 12;

  /** Offset of the report in UHID_GET_REPORT_REPLY. */
  public static final int GET_REPLY_DATA = 12;

  private static final int OUTPUT_SIZE = OUTPUT_DATA + UhidNode.DATA_MAX;
  private static final int OUTPUT_RTYPE = OUTPUT_SIZE + 2;

  private static final int REQUEST_ID = 4;
  private static final int REQUEST_RNUM = 8;
  private static final int REQUEST_RTYPE = 9;
  private static final int REPLY_ERR = 8;
  private static final int REQUEST_SIZE = 10;

  private static final int CREATE_NAME = 4;
  private static final int CREATE_PHYS = 132;
  private static final int CREATE_UNIQ = 196;
  private static final int CREATE_RD_SIZE = 260;
  private static final int CREATE_BUS = 262;
  private static final int CREATE_VENDOR = 264;
  private static final int CREATE_PRODUCT = 268;
  private static final int CREATE_VERSION = 272;
  private static final int CREATE_COUNTRY = 276;
  private static final int CREATE_RD_DATA = 280;

  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private UhidEvent() {}

  // ---- from the kernel

  /** The type of an event: {@link #UHID_START} and so on. */
  public static int type(MemorySegment event) {
    return event.get(U32, 0);
  }

  /** Of UHID_START: the flags, UHID_DEV_NUMBERED_…. */
  public static long startFlags(MemorySegment event) {
    return event.get(U64, 4);
  }

  /** Of UHID_OUTPUT: size of the report, which is at {@link #OUTPUT_DATA}. */
  public static int outputSize(MemorySegment event) {
    return size(event, OUTPUT_SIZE);
  }

  /** Of UHID_OUTPUT: the type of the report; null if it is invalid. */
  public static @Nullable ReportType outputType(MemorySegment event) {
    return reportType(event, OUTPUT_RTYPE);
  }

  /** Of UHID_GET_REPORT and UHID_SET_REPORT: the id that the reply must have. */
  public static int requestId(MemorySegment event) {
    return event.get(U32, REQUEST_ID);
  }

  /** Of UHID_GET_REPORT and UHID_SET_REPORT: the report's id, 0 to 255. */
  public static int reportId(MemorySegment event) {
    return event.get(ValueLayout.JAVA_BYTE, REQUEST_RNUM) & 0xff;
  }

  /** Of UHID_GET_REPORT and UHID_SET_REPORT: the type of the report; null if it is invalid. */
  public static @Nullable ReportType requestType(MemorySegment event) {
    return reportType(event, REQUEST_RTYPE);
  }

  /** Of UHID_SET_REPORT: size of the report, which is at {@link #SET_REPORT_DATA}. */
  public static int setReportSize(MemorySegment event) {
    return size(event, REQUEST_SIZE);
  }

  private static int size(MemorySegment event, int offset) {
    return Math.min(event.get(U16, offset) & 0xffff, UhidNode.DATA_MAX);
  }

  private static @Nullable ReportType reportType(MemorySegment event, int offset) {
    int number = event.get(ValueLayout.JAVA_BYTE, offset) & 0xff;
    return number < ReportType.COUNT ? ReportType.ofUhidNumber(number) : null;
  }

  // ---- to the kernel

  /**
   * Writes UHID_GET_REPORT_REPLY for a report that is at {@link #GET_REPLY_DATA}.
   *
   * @param id the request's
   * @param err 0, or an error number, which the requester sees as EIO
   * @param size size of the report, 0 with an error
   * @return size of the event
   */
  public static int replyGet(MemorySegment event, int id, int err, int size) {
    if (size < 0 || size > UhidNode.DATA_MAX) {
      throw new IllegalArgumentException("report of " + size + " bytes");
    }
    event.set(U32, 0, UHID_GET_REPORT_REPLY);
    event.set(U32, REQUEST_ID, id);
    event.set(U16, REPLY_ERR, (short) err);
    event.set(U16, REQUEST_SIZE, (short) size);
    return GET_REPLY_DATA + size;
  }

  /** Writes UHID_GET_REPORT_REPLY with a copy of a report. */
  public static int replyGet(
      MemorySegment event, int id, int err, MemorySegment data, long offset, int size) {
    int bytes = replyGet(event, id, err, size);
    MemorySegment.copy(data, offset, event, GET_REPLY_DATA, size);
    return bytes;
  }

  /**
   * Writes UHID_SET_REPORT_REPLY.
   *
   * @param id the request's
   * @param err 0, or an error number, which the requester sees as EIO
   * @return size of the event
   */
  public static int replySet(MemorySegment event, int id, int err) {
    event.set(U32, 0, UHID_SET_REPORT_REPLY);
    event.set(U32, REQUEST_ID, id);
    event.set(U16, REPLY_ERR, (short) err);
    return REPLY_ERR + Short.BYTES;
  }

  /** Writes UHID_INPUT2 for a report that is at {@link UhidNode#INPUT2_DATA}. */
  static int input2(MemorySegment event, int size) {
    event.set(U32, 0, UHID_INPUT2);
    event.set(U16, Integer.BYTES, (short) size);
    return UhidNode.INPUT2_DATA + size;
  }

  static int destroy(MemorySegment event) {
    event.set(U32, 0, UHID_DESTROY);
    return Integer.BYTES;
  }

  /** Writes UHID_CREATE2; the segment must be all zero. */
  static int create2(MemorySegment event, HidDeviceInfo info, byte[] descriptor) {
    event.set(U32, 0, UHID_CREATE2);
    string(event, CREATE_NAME, CREATE_PHYS, info.name());
    string(event, CREATE_PHYS, CREATE_UNIQ, info.phys());
    string(event, CREATE_UNIQ, CREATE_RD_SIZE, info.uniq());
    event.set(U16, CREATE_RD_SIZE, (short) descriptor.length);
    event.set(U16, CREATE_BUS, (short) info.bus());
    event.set(U32, CREATE_VENDOR, info.vendor());
    event.set(U32, CREATE_PRODUCT, info.product());
    event.set(U32, CREATE_VERSION, info.version());
    event.set(U32, CREATE_COUNTRY, info.country());
    MemorySegment.copy(
        MemorySegment.ofArray(descriptor), 0, event, CREATE_RD_DATA, descriptor.length);
    return CREATE_RD_DATA + descriptor.length;
  }

  /** Writes a string to a field, truncated so that the last byte of the field is NUL. */
  private static void string(MemorySegment event, int from, int to, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    int size = Math.min(bytes.length, to - from - 1);
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, event, from, size);
  }
}
