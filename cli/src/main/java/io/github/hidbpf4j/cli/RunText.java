package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.AsyncKind;
import io.github.hidbpf4j.hid.descriptor.DescriptorDiff;
import io.github.hidbpf4j.hid.descriptor.DescriptorPrinter;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.hid.recording.RecordingWarning;
import io.github.hidbpf4j.kernel.event.Delivery;
import io.github.hidbpf4j.kernel.event.DeviceEvent;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.OutcomeView;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.event.ReplayEnd;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.event.SentView;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.replay.CallbackLatency;
import io.github.hidbpf4j.kernel.replay.GatheredReport;
import io.github.hidbpf4j.kernel.replay.PendingRun;
import io.github.hidbpf4j.kernel.replay.ReplayFolding;
import io.github.hidbpf4j.kernel.replay.ReplaySummary;
import io.github.hidbpf4j.kernel.replay.ReportGatherer;
import io.github.hidbpf4j.kernel.replay.ReportListener;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints a replay for people. */
final class RunText implements EventSink, ReportListener {
  private static final int MOST_PENDING = 20;
  private static final int MOST_FIELDS = 8;

  private final PrintWriter out;
  private final List<RecordingWarning> warnings;
  private final List<String> otherDevices;
  private @Nullable ReportDescriptor own;
  private byte[] ownBytes = {};
  private final ReportGatherer reports = new ReportGatherer();
  private final ReportTexts texts = new ReportTexts();
  private final EventLine line = new EventLine();
  private String driver = "";
  private boolean begun;

  /** When the last event happened; negative while the replay runs. */
  private long lastMicros = -1;

  /** Creates a printer for the replay of one device of a recording. */
  RunText(PrintWriter out, RecordingContents contents, RecordedDevice device) {
    this.out = out;
    this.warnings = contents.warnings(device);
    this.otherDevices = contents.otherDevices(device);
  }

  /** Creates a printer for a device that is not a recording's. */
  RunText(PrintWriter out) {
    this.out = out;
    this.warnings = List.of();
    this.otherDevices = List.of();
  }

  @Override
  public boolean wantsHookRuns() {
    return false;
  }

  @Override
  public void sent(SentView report) {
    reports.sent(report);
  }

  @Override
  public void outcome(OutcomeView report) {
    reports.outcome(report, this);
  }

  @Override
  public void injected(long micros, GatheredReport.Output output) {
    begin(micros, output.delivery().mark(), output.report(), output.length());
    values(output.reports(), output.report(), output.length(), most(output.delivery()));
  }

  @Override
  public void injectionDropped(OutcomeView dropped) {
    begin(dropped.micros(), "x", dropped.input(), dropped.inputLength());
    line.comment("injected by a program, dropped: " + ReportGatherer.reason(dropped)).print(out);
  }

  @Override
  @SuppressWarnings("IfChainToSwitch") // a switch over types costs some milliseconds at start
  public void event(KernelEvent event) {
    long micros = event.at().micros();
    RecordedRequest request = ReplayFolding.request(event, 0);
    if (request != null) {
      request(request);
    }
    if (event instanceof ReplayStart start) {
      started(start);
    } else if (event instanceof ReplayEnd end) {
      lastMicros = end.lastMicros();
    } else if (event instanceof SentView sent) {
      sent(sent);
    } else if (event instanceof OutcomeView outcome) {
      outcome(outcome);
    } else if (event instanceof DeviceEvent.Bound bound) {
      if (begun) {
        rebound(micros, bound);
      }
    } else if (event instanceof DeviceEvent.StateEntered entered) {
      line(micros, "device is " + entered.state());
    } else if (event instanceof DeviceEvent.Withheld withheld) {
      line(micros, "-", withheld.report(), "withheld by the device model");
    } else if (event instanceof DeviceEvent.Overloaded overloaded) {
      line(micros, overloaded.toString());
    } else if (event instanceof DeviceEvent.Detached detached) {
      line(micros, "detached " + String.join(", ", detached.names()));
    } else if (event instanceof ProgramEvent.Printk printk) {
      line(micros, printk.program() + ": " + Hex.printable(printk.line()));
    } else if (event instanceof ProgramEvent.Folded folded) {
      line(micros, "… " + folded.count() + " more, by callbacks that start each other");
    } else if (event instanceof ProgramEvent.Found found) {
      finding(micros, found.finding());
    }
  }

  private void started(ReplayStart start) {
    begun = true;
    own = start.reportsBefore();
    ownBytes = start.descriptorBefore();
    out.printf(
        "device      %s, %s, %s%n",
        start.device().name().isEmpty() ? "(no name)" : Hex.printable(start.device().name()),
        start.sysfsName(),
        driver(start));
    driver = start.driver();
    otherDevices.forEach(line -> out.printf("recording   %s%n", line));
    for (RecordingWarning w : warnings) {
      out.printf("recording   line %d: %s%n", w.line(), w.message());
    }
    out.printf("kernel      %s%n", start.profile());
    start.attachments().forEach(this::attachment);
    out.println();
    descriptor(start);
    out.println();
    out.println(
        "events      < from the device, > to the host, = passed unchanged, ~ same bytes with another meaning, x dropped, + injected by a program, ? asked of the device");
  }

  private void attachment(ReplayStart.Attachment a) {
    String attached = "attached " + String.join(", ", a.attached());
    String what =
        switch (a.status()) {
          case ATTACHED, FAILED -> a.attached().isEmpty() ? "nothing attached" : attached;
          case NOT_FOR_THIS_DEVICE, DEVICE_IGNORED -> a.reason() + " (--force attaches it)";
          case TURNED_DOWN -> "nothing attached";
          case NOTHING_TO_ATTACH -> "nothing attached: " + a.reason();
        };
    String probe =
        !a.probed()
            ? ""
            : a.refused()
                ? "probe rejected the device (retval %d; --force attaches it anyway), "
                    .formatted(a.probeResult())
                : "probe accepted the device, ";
    out.printf("object      %s: %s%s%n", a.object(), probe, what);
    a.failures().forEach(f -> below("not attached: " + f));
    a.properties().forEach((name, value) -> below("property %s=%s".formatted(name, value)));
    a.warnings().forEach(this::below);
    a.passedOver().forEach(p -> below("passed over: " + p));
    if (!a.leftOut().isEmpty()) {
      out.printf(
          "            optional, not asked for (--optional): %s%n", String.join(", ", a.leftOut()));
    }
  }

  /** Prints a line below an object's, in which its names and values may hold any characters. */
  private void below(String text) {
    out.println("            " + Hex.printable(text));
  }

  private void descriptor(ReplayStart start) {
    byte[] old = start.descriptorBefore();
    byte[] now = start.descriptorAfter();
    if (now.length == 0) {
      out.println("report descriptor, " + old.length + " bytes, not in use");
      DescriptorPrinter.print(old).forEach(l -> out.println("  " + l));
    } else if (Arrays.equals(old, now)) {
      out.println("report descriptor, " + old.length + " bytes, unchanged");
      DescriptorPrinter.print(old).forEach(l -> out.println("  " + l));
    } else {
      out.println(
          "report descriptor, "
              + old.length
              + " bytes from the device (-), "
              + now.length
              + " bytes in use (+)");
      DescriptorDiff.of(old, now).forEach(l -> out.println("  " + l));
    }
  }

  @Override
  public void report(GatheredReport event) {
    byte[] input = event.input();
    int inputLength = event.inputLength();
    if (event.isUnchanged()) {
      GatheredReport.Output o = event.output(0);
      begin(event.micros(), "=", input, inputLength);
      values(o.reports(), o.report(), o.length(), most(o.delivery()));
      return;
    }
    begin(event.micros(), "<", input, inputLength);
    values(own, input, inputLength, MOST_FIELDS);
    for (int i = 0; i < event.outputs(); i++) {
      GatheredReport.Output o = event.output(i);
      line.below().add(Ink.mark(o.delivery().mark())).add(' ').bytes(o.report(), o.length());
      StringBuilder text = line.beginComment();
      switch (o.delivery()) {
        case UNCHANGED, INJECTED ->
            texts.values(o.reports(), o.report(), o.length(), most(o.delivery()), text);
        case REINTERPRETED -> texts.reinterpreted(own, o.reports(), o.report(), o.length(), text);
        case CHANGED ->
            texts.changes(own, input, inputLength, o.reports(), o.report(), o.length(), text);
      }
      line.endComment().print(out);
    }
    if (event.isDropped()) {
      line.below().add(Ink.mark("x")).add(' ').add(event.dropped()).print(out);
    }
  }

  /** Starts a line about a report. */
  private void begin(long micros, String sign, byte[] report, int length) {
    line.at(micros).add(' ').add(Ink.mark(sign)).add(' ').bytes(report, length);
  }

  /** Ends the line with the values of a report. */
  private void values(@Nullable ReportDescriptor reports, byte[] report, int length, int most) {
    texts.values(reports, report, length, most, line.beginComment());
    line.endComment().print(out);
  }

  private static int most(Delivery delivery) {
    return delivery == Delivery.INJECTED ? Integer.MAX_VALUE : MOST_FIELDS;
  }

  private void line(long micros, String sign, byte[] report, String comment) {
    begin(micros, sign, report, report.length);
    line.comment(comment).print(out);
  }

  private void line(long micros, String what) {
    line.at(micros).add("   ").add(what).print(out);
  }

  /** The driver, and the previous one if attaching the programs changed it. */
  private static String driver(ReplayStart start) {
    String before = start.driverBefore();
    String now =
        start.driver().isEmpty()
            ? "no driver: its report descriptor does not parse"
            : "driver " + start.driver();
    return before.isEmpty() || before.equals(start.driver())
        ? now
        : now + " (before the programs " + before + ")";
  }

  private void rebound(long micros, DeviceEvent.Bound bound) {
    byte[] descriptor = bound.descriptor();
    String whose = Arrays.equals(descriptor, ownBytes) ? ", the device's own" : "";
    String who = bound.driver().equals(driver) ? "" : ", driver " + bound.driver();
    driver = bound.driver();
    line(micros, "report descriptor in use: " + descriptor.length + " bytes" + whose + who);
  }

  private void request(RecordedRequest r) {
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

  private void finding(long micros, Finding finding) {
    // Findings of the second run get the time at which the first one ended.
    long at = lastMicros < 0 ? micros : lastMicros;
    out.printf("%4d.%06d %s %s%n", at / 1_000_000, at % 1_000_000, Ink.mark("!"), finding);
  }

  private static String millis(long nanos) {
    return decimal(nanos / 1_000, 1_000);
  }

  /** A quotient as a decimal fraction; the whole is 1,000 or a million. */
  private static String decimal(long parts, int whole) {
    return parts / whole + "." + Long.toString(whole + parts % whole).substring(1);
  }

  private static void pending(PrintWriter out, ReplaySummary s) {
    for (PendingRun p : s.pending().subList(0, Math.min(MOST_PENDING, s.pending().size()))) {
      out.printf(
          "pending     %s %s of %s%s: %s%n",
          p.kindText(),
          p.element(),
          p.program(),
          p.function().isEmpty() ? "" : " (" + p.function() + ")",
          p.running()
              ? "has begun, and waits"
              : p.nanos() == Long.MAX_VALUE
                  ? "due never"
                  : "due at " + decimal(p.nanos() / 1_000, 1_000_000) + " s");
    }
    if (s.pending().size() > MOST_PENDING) {
      out.println("            … and " + (s.pending().size() - MOST_PENDING) + " more");
    }
    if (s.drained() && !s.pending().isEmpty()) {
      out.println("            --drain ends here: what runs starts more, or waits without end");
    } else if (s.pending().stream().anyMatch(p -> p.nanos() != Long.MAX_VALUE)) {
      out.println("            --until SECONDS or --drain runs what is due later");
    }
  }

  static void summary(PrintWriter out, ReplaySummary s) {
    out.println();
    out.println(
        "summary     "
            + s.events()
            + " events in "
            + decimal(s.micros(), 1_000_000)
            + " s: "
            + s.unchanged()
            + " unchanged, "
            + (s.reinterpreted() == 0 ? "" : s.reinterpreted() + " with another meaning, ")
            + s.changed()
            + " changed, "
            + s.dropped()
            + " dropped; "
            + s.injected()
            + " injected; host got "
            + s.delivered()
            + " reports");
    for (CallbackLatency c : s.callbacks()) {
      out.println(
          "callbacks   "
              + c.callbacks()
              + " of "
              + c.program()
              + "'s "
              + (c.kind() == AsyncKind.WORK ? "work" : c.kindText() + "s")
              + ": "
              + millis(c.fromStart())
              + " ms from start to callback (at most "
              + millis(c.mostFromStart())
              + "), of these "
              + millis(c.late())
              + " ms late (at most "
              + millis(c.mostLate())
              + ")");
    }
    pending(out, s);
    for (Finding f : s.findings()) {
      out.printf("%s     %s%n", Ink.BAD.on("finding"), f);
    }
  }
}
