package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.async.AsyncKind;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.DescriptorDiff;
import io.github.hidbpf4j.hid.descriptor.DescriptorPrinter;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.hid.recording.RecordingWarning;
import io.github.hidbpf4j.hid.report.DecodedReport;
import io.github.hidbpf4j.hid.report.ReportDecoder;
import io.github.hidbpf4j.hid.report.ReportDiff;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.replay.CallbackLatency;
import io.github.hidbpf4j.kernel.replay.ReplayEvent;
import io.github.hidbpf4j.kernel.replay.ReplayListener;
import io.github.hidbpf4j.kernel.replay.ReplayStart;
import io.github.hidbpf4j.kernel.replay.ReplaySummary;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints a replay for people. */
final class RunText implements ReplayListener {
  private static final int MOST_CHANGES = 8;

  private final PrintWriter out;
  private final List<RecordingWarning> warnings;
  private @Nullable ReportDecoder before;
  private @Nullable ReportDecoder after;

  RunText(PrintWriter out, List<RecordingWarning> warnings) {
    this.out = out;
    this.warnings = warnings;
  }

  @Override
  public void started(ReplayStart start) {
    before = decoder(start.reportsBefore());
    after = decoder(start.reportsAfter());
    out.printf(
        "device      %s, %s, %s%n",
        start.device().name().isEmpty() ? "(no name)" : Hex.printable(start.device().name()),
        start.sysfsName(),
        start.driver().isEmpty()
            ? "no driver: its report descriptor does not parse"
            : "driver " + start.driver());
    for (RecordingWarning w : warnings) {
      out.printf("recording   line %d: %s%n", w.line(), w.message());
    }
    out.printf("kernel      %s%n", start.profile());
    start.attachments().forEach(this::attachment);
    out.println();
    descriptor(start);
    out.println();
    out.println(
        "events      < from the device, > to the host, = passed unchanged, x dropped, + injected by a program, ? asked of the device");
  }

  private static @Nullable ReportDecoder decoder(@Nullable ReportDescriptor descriptor) {
    return descriptor == null ? null : new ReportDecoder(descriptor);
  }

  private void attachment(ReplayStart.Attachment a) {
    if (!a.forThisDevice() && a.attached().isEmpty() && !a.probed()) {
      out.printf(
          "object      %s: not for this device, by its metadata (--force attaches it)%n",
          a.object());
      return;
    }
    String probe = "";
    if (a.probed()) {
      probe =
          a.refused()
              ? "probe turned the device down (retval %d; --force attaches all the same), "
                  .formatted(a.probeResult())
              : "probe accepted the device, ";
    }
    out.printf(
        "object      %s: %s%s%n",
        a.object(),
        probe,
        a.attached().isEmpty()
            ? "nothing attached"
            : "attached " + String.join(", ", a.attached()));
    a.failures().forEach(f -> out.printf("            not attached: %s%n", f));
  }

  private void descriptor(ReplayStart start) {
    byte[] old = start.descriptorBefore();
    byte[] now = start.descriptorAfter();
    if (now.length == 0) {
      out.printf("report descriptor, %d bytes, not in use%n", old.length);
      DescriptorPrinter.print(old).forEach(l -> out.println("  " + l));
    } else if (Arrays.equals(old, now)) {
      out.printf("report descriptor, %d bytes, unchanged%n", old.length);
      DescriptorPrinter.print(old).forEach(l -> out.println("  " + l));
    } else {
      out.printf(
          "report descriptor, %d bytes from the device (-), %d bytes in use (+)%n",
          old.length, now.length);
      DescriptorDiff.of(old, now).forEach(l -> out.println("  " + l));
    }
  }

  @Override
  public void event(ReplayEvent event) {
    if (event.isUnchanged()) {
      line(event.micros(), "=", event.input(), fields(before, event.input()));
      return;
    }
    line(event.micros(), "<", event.input(), fields(before, event.input()));
    for (ReplayEvent.Output o : event.output()) {
      out.print("            ");
      out.printf(
          "%s %s%s%n",
          o.injected() ? "+" : ">",
          Hex.spaced(o.report()),
          comment(changes(event.input(), o.report())));
    }
    if (event.isDropped()) {
      out.printf("            x %s%n", event.dropped());
    }
  }

  private void line(long micros, String sign, byte[] report, String comment) {
    out.printf(
        "%4d.%06d %s %s%s%n",
        micros / 1_000_000, micros % 1_000_000, sign, Hex.spaced(report), comment(comment));
  }

  private static String comment(String text) {
    return text.isEmpty() ? "" : "   " + text;
  }

  /** The fields that are not zero, by usage name. */
  private static String fields(@Nullable ReportDecoder decoder, byte[] report) {
    DecodedReport decoded = decode(decoder, report);
    if (decoded == null) {
      return "";
    }
    return RunFields.nonZero(decoded, MOST_CHANGES);
  }

  /**
   * What a program changed; a field that only the new descriptor has is worth a word when it is not
   * at rest.
   */
  private String changes(byte[] from, byte[] to) {
    List<ReportDiff.Change> changes =
        ReportDiff.between(decode(before, from), decode(after, to)).stream()
            .filter(c -> c.before() != null || !"0".equals(c.after()))
            .toList();
    return ReportDiff.format(changes, MOST_CHANGES);
  }

  private static @Nullable DecodedReport decode(@Nullable ReportDecoder decoder, byte[] report) {
    if (decoder == null) {
      return null;
    }
    try {
      return decoder.decode(ReportType.INPUT, report);
    } catch (HidException e) {
      return null;
    }
  }

  @Override
  public void injected(long micros, byte[] report) {
    line(micros, "+", report, fields(after, report));
  }

  @Override
  public void request(long token, RecordedRequest r) {
    long over = r.micros() + r.tookMicros();
    out.printf(
        "%4d.%06d ? %s by %s%s: %s, took %d.%03d ms%n",
        over / 1_000_000,
        over % 1_000_000,
        "%s %s 0x%02x".formatted(r.kind(), r.type().text(), r.id()),
        r.origin().text(),
        r.data().length == 0 ? "" : " " + Hex.spaced(r.data()),
        r.result() < 0 ? Errno.describe(r.result()) : r.result() + " bytes",
        r.tookMicros() / 1_000,
        r.tookMicros() % 1_000);
  }

  @Override
  public void stateEntered(long micros, String state) {
    out.printf("%4d.%06d   device is %s%n", micros / 1_000_000, micros % 1_000_000, state);
  }

  @Override
  public void detached(long micros, List<String> names) {
    out.printf(
        "%4d.%06d   detached %s%n",
        micros / 1_000_000, micros % 1_000_000, String.join(", ", names));
  }

  @Override
  public void withheld(long micros, byte[] report) {
    line(micros, "-", report, "withheld by the device model");
  }

  @Override
  public void printk(long micros, String program, String line) {
    out.printf(
        "%4d.%06d   %s: %s%n",
        micros / 1_000_000, micros % 1_000_000, program, Hex.printable(line));
  }

  @Override
  public void finding(long micros, Finding finding) {
    out.printf("%4d.%06d ! %s%n", micros / 1_000_000, micros % 1_000_000, finding);
  }

  private static String millis(long nanos) {
    return "%d.%03d".formatted(nanos / 1_000_000, nanos / 1_000 % 1_000);
  }

  static void summary(PrintWriter out, ReplaySummary s) {
    out.println();
    out.printf(
        "summary     %d events in %d.%06d s: %d unchanged, %d changed, %d dropped; %d injected; host got %d reports%n",
        s.events(),
        s.micros() / 1_000_000,
        s.micros() % 1_000_000,
        s.unchanged(),
        s.changed(),
        s.dropped(),
        s.injected(),
        s.delivered());
    for (CallbackLatency c : s.callbacks()) {
      out.printf(
          "callbacks   %d of %s's %s: %s ms from start to callback (at most %s), of these %s ms late (at most %s)%n",
          c.callbacks(),
          c.program(),
          c.kind() == AsyncKind.WORK ? "work" : c.kindText() + "s",
          millis(c.fromStart()),
          millis(c.mostFromStart()),
          millis(c.late()),
          millis(c.mostLate()));
    }
    for (Finding f : s.findings()) {
      out.printf("finding     %s%n", f);
    }
  }
}
