package io.github.hidbpf4j.testing.snapshot;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.hid.descriptor.DescriptorDiff;
import io.github.hidbpf4j.hid.input.InputDevice;
import io.github.hidbpf4j.hid.input.InputDeviceText;
import io.github.hidbpf4j.hid.input.InputFinding;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.event.DeviceEvent;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.OutcomeView;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.event.ReplayEnd;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.event.SentView;
import io.github.hidbpf4j.kernel.replay.EvdevView;
import io.github.hidbpf4j.kernel.replay.GatheredReport;
import io.github.hidbpf4j.kernel.replay.ReplayFolding;
import io.github.hidbpf4j.kernel.replay.ReportGatherer;
import io.github.hidbpf4j.kernel.replay.ReportListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a run of one device to a {@link Transcript}. */
public final class RunTranscriber implements EventSink, ReportListener, EvdevView.Sink {
  private final Transcript transcript;
  private final EvdevView view = new EvdevView(List.of(this), false);
  private final ReportGatherer reports = new ReportGatherer();

  /** What readers get for the current event: written below it. */
  private EvdevView.@Nullable StepView reported;

  /** What the input layer found for the current event: written below it. */
  private final List<String> notes = new ArrayList<>();

  private List<InputDevice> devices = List.of();
  private boolean begun;
  private boolean over;

  /** Creates a transcriber for one run, to be attached before its start. */
  public RunTranscriber(Transcript transcript) {
    this.transcript = transcript;
  }

  @Override
  public boolean wantsHookRuns() {
    return false;
  }

  @Override
  public void event(KernelEvent event) {
    if (event instanceof ReplayStart start) {
      started(start);
      return;
    }
    switch (event) {
      case SentView sent -> sent(sent);
      case OutcomeView outcome -> outcome(outcome);
      default -> {
        view.event(event);
        other(event, event.at().micros());
        end();
      }
    }
  }

  @Override
  public void sent(SentView report) {
    reports.sent(report);
  }

  @Override
  public void outcome(OutcomeView outcome) {
    reports.outcome(outcome, this);
  }

  @Override
  public void report(GatheredReport report) {
    // Meanwhile the view passes on what passing time caused before this event.
    view.report(report);
    transcript.report(report);
    end();
  }

  @Override
  public void injected(long micros, GatheredReport.Output output) {
    view.injected(micros, output);
    transcript.injected(micros, output);
    end();
  }

  @Override
  public void injectionDropped(OutcomeView dropped) {
    timed(
        dropped.micros(),
        "x %s   injected by a program, dropped: %s"
            .formatted(
                HexFormat.ofDelimiter(" ").formatHex(dropped.input(), 0, dropped.inputLength()),
                ReportGatherer.reason(dropped)));
  }

  private void end() {
    EvdevView.StepView step = reported;
    if (step != null) {
      transcript.packets(step.micros(), step.with(), devices);
      reported = null;
    }
    for (int i = 0; i < notes.size(); i++) {
      transcript.line(notes.get(i));
    }
    notes.clear();
  }

  /** Ends the run: contacts that the device forgot are released. */
  public void finish() {
    view.finish();
  }

  private void other(KernelEvent event, long micros) {
    RecordedRequest request = ReplayFolding.request(event, 0);
    // Up to the start, requests come from drivers while they are bound, which depends on the kernel
    // alone.
    if (request != null && begun) {
      timed(micros, "? " + text(request));
    }
    switch (event) {
      case ReplayEnd _ -> over = true;
      case DeviceEvent.Bound bound when begun ->
          timed(
              micros,
              "bound by %s, report descriptor of %d bytes"
                  .formatted(bound.driver(), bound.descriptor().length));
      case DeviceEvent.StateEntered entered -> timed(micros, "device is " + entered.state());
      case DeviceEvent.Withheld withheld ->
          timed(micros, "- " + hex(withheld.report()) + "   withheld by the device model");
      case DeviceEvent.Overloaded overloaded -> timed(micros, overloaded.toString());
      case DeviceEvent.Detached detached ->
          timed(micros, "detached " + String.join(", ", detached.names()));
      case ProgramEvent.Printk printk ->
          timed(micros, printk.program() + ": " + printable(printk.line()));
      // Findings of the second run do not belong to this one.
      case ProgramEvent.Found _ when over -> {}
      case ProgramEvent.Found found -> timed(micros, "! " + found.finding());
      default -> {}
    }
  }

  private void timed(long micros, String text) {
    transcript.line(TextTranscript.time(micros) + " " + text);
  }

  private static String text(RecordedRequest r) {
    return "%s %s 0x%02x by %s%s: %s, took %d.%03d ms"
        .formatted(
            r.kind(),
            r.type().text(),
            r.id(),
            r.origin().text(),
            r.data().length == 0 ? "" : " " + hex(r.data()),
            r.result() < 0 ? Errno.describe(r.result()) : r.result() + " bytes",
            r.tookMicros() / 1_000,
            r.tookMicros() % 1_000);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes);
  }

  /** Escapes text of devices and programs, so that it cannot end a line. */
  private static String printable(String text) {
    StringBuilder clean = new StringBuilder();
    text.chars().forEach(c -> clean.append(c < 0x20 || c >= 0x7f && c < 0xa0 ? '?' : (char) c));
    return clean.toString();
  }

  // ---- the start

  private void started(ReplayStart start) {
    begun = true;
    transcript.line("driver      " + driver(start));
    start.attachments().forEach(this::attachment);
    descriptor(start);
    view.event(start);
    if (devices.isEmpty()) {
      transcript.line("input       no input device");
    }
    for (InputDevice device : devices) {
      transcript.line("input");
      InputDeviceText.lines(device).forEach(l -> transcript.line("  " + l));
    }
    transcript.line("events");
    notes.forEach(transcript::line);
    notes.clear();
  }

  private static String driver(ReplayStart start) {
    String before = start.driverBefore();
    String now = start.driver().isEmpty() ? "none" : start.driver();
    return before.isEmpty() || before.equals(start.driver())
        ? now
        : now + " (before the programs " + before + ")";
  }

  private void attachment(ReplayStart.Attachment a) {
    String attached =
        a.attached().isEmpty() ? "nothing attached" : "attached " + String.join(", ", a.attached());
    String why = a.reason().isEmpty() || !a.failures().isEmpty() ? "" : ": " + a.reason();
    transcript.line("object      " + fileName(a.object()) + ", " + attached + why);
    a.failures().forEach(f -> transcript.line("  not attached: " + printable(f)));
    a.properties()
        .forEach((name, value) -> transcript.line("  property " + name + "=" + printable(value)));
    a.warnings().forEach(w -> transcript.line("  warning: " + printable(w)));
    a.passedOver().forEach(p -> transcript.line("  passed over: " + printable(p)));
  }

  /** Objects appear by file name; their folder does not matter. */
  private static String fileName(String object) {
    return String.valueOf(Path.of(object).getFileName());
  }

  private void descriptor(ReplayStart start) {
    byte[] old = start.descriptorBefore();
    byte[] now = start.descriptorAfter();
    if (now.length == 0) {
      transcript.line("descriptor  %d bytes, not in use".formatted(old.length));
    } else if (Arrays.equals(old, now)) {
      transcript.line("descriptor  %d bytes, unchanged".formatted(old.length));
    } else {
      transcript.line("descriptor  %d bytes, %d in use".formatted(old.length, now.length));
      DescriptorDiff.of(old, now).forEach(l -> transcript.line("  " + l));
    }
  }

  // ---- the input devices

  @Override
  public void devices(List<InputDevice> without, List<InputDevice> with) {
    devices = with;
  }

  @Override
  public void rebound(long micros, List<InputDevice> with) {
    InputDeviceText.changes(devices, with).forEach(l -> notes.add("  input " + l));
    devices = with;
  }

  /** Events of a report come by {@link #reported}; these are caused by passing time alone. */
  @Override
  public void step(EvdevView.Step step) {
    if (!step.with().isEmpty()) {
      transcript.passed(step.micros(), step.with(), devices);
    }
  }

  @Override
  public void reported(EvdevView.StepView step) {
    if (step.with().size() > 0) {
      reported = step;
    }
  }

  @Override
  public void finding(InputFinding finding) {
    notes.add("  ! " + printable(finding.message()));
  }
}
