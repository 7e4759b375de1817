package io.github.hidbpf4j.kernel.trace;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.hid.ClassRequest;
import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.event.Delivery;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.event.RunKind;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Texts common to both forms of a trace. */
final class TraceText {
  static final int MOST_FIELDS = 8;
  static final byte[] NOTHING = {};
  private static final int MOST_BYTES = 64;
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private TraceText() {}

  /**
   * The mark of a report that a host got; those shown next to the device's own report are marked
   * only if they differ.
   */
  static String mark(Delivery delivery) {
    return delivery == Delivery.UNCHANGED ? ">" : delivery.mark();
  }

  /** Maximum number of fields shown of such a report: changed ones are never hidden. */
  static int maxFields(Delivery delivery) {
    return delivery == Delivery.UNCHANGED ? MOST_FIELDS : Integer.MAX_VALUE;
  }

  /** Bytes in hex, truncated if very long. */
  static String hex(byte[] bytes) {
    return bytes.length <= MOST_BYTES
        ? HEX.formatHex(bytes)
        : HEX.formatHex(bytes, 0, MOST_BYTES) + " … (" + bytes.length + " bytes)";
  }

  /** {@code GET_REPORT feature 0xf2}. */
  static String io(TransportCall call, @Nullable ReportType type, int id) {
    return type == null
        ? call.name()
        : String.format(Locale.ROOT, "%s %s 0x%02x", name(call), type.text(), id);
  }

  private static String name(TransportCall call) {
    return call == TransportCall.OUTPUT ? "OUTPUT_REPORT" : call.name();
  }

  /** {@code GET_REPORT feature 0xf2}. */
  static String io(RecordedRequest r) {
    return String.format(Locale.ROOT, "%s %s 0x%02x", r.kind().name(), r.type().text(), r.id());
  }

  /** {@code 17 bytes} or an errno. */
  static String result(int ret) {
    return ret < 0 ? Errno.describe(ret) : ret == 1 ? "1 byte" : ret + " bytes";
  }

  /** A program's result: an errno if it looks like one. */
  static String programResult(long result) {
    int value = (int) result;
    return value < 0 && value > -4096 ? Errno.describe(value) : Integer.toString(value);
  }

  /** Why a report was dropped. */
  static String reason(InputOutcome.Dropped dropped) {
    return dropped.stage() == InputOutcome.Stage.HOOKS
        ? "a program returned " + Errno.describe(dropped.ret())
        : dropped.reason();
  }

  /** The arguments of a HID kfunc: {@code GET_REPORT feature, 17 bytes: f2 00 …}. */
  static String arguments(ProgramEvent.KfuncCall call) {
    byte[] data = call.ret() == Errno.EINVAL.result() ? NOTHING : call.data();
    StringBuilder text = new StringBuilder();
    ClassRequest request = ClassRequest.ofNumber(call.request());
    if (call.kfunc().endsWith("hw_request")) {
      text.append(request == null ? "request " + call.request() : request.name()).append(' ');
    }
    if (!call.kfunc().endsWith("hw_output_report")) {
      boolean known = call.type() >= 0 && call.type() < ReportType.COUNT;
      text.append(known ? ReportType.ofCoreNumber(call.type()).text() : "type " + call.type());
      text.append(", ");
    }
    text.append(result(data.length));
    return data.length == 0 ? text.toString() : text + ": " + hex(data);
  }

  /** The callback of a timer or work item: {@code send_due of space_clicks}. */
  static String callback(String program, String function) {
    return function.isEmpty() ? program + "'s callback" : function + " of " + program;
  }

  static String kind(RunKind kind) {
    return switch (kind) {
      case HOOK -> "hook";
      case SYSCALL -> "syscall";
      case TIMER -> "timer";
      case WORK -> "work";
    };
  }

  /** {@code 20 ms}, {@code 1.5 ms}, {@code 40 us}. */
  static String duration(long nanos) {
    if (nanos >= 1_000_000) {
      return decimals(nanos, 1_000_000) + " ms";
    }
    return nanos >= 1_000 ? decimals(nanos, 1_000) + " us" : nanos + " ns";
  }

  private static String decimals(long nanos, long unit) {
    long thousandths = nanos / (unit / 1_000);
    String text =
        thousandths / 1_000 + "." + String.format(Locale.ROOT, "%03d", thousandths % 1_000);
    int end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
  }
}
