package io.github.hidbpf4j.testing.scenario;

import io.github.hidbpf4j.hid.model.BytePattern;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.testing.bench.Bench;
import io.github.hidbpf4j.testing.bench.BenchDevice;
import io.github.hidbpf4j.testing.bench.Observation;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares the observations of a bench with expectations, and removes those that match. */
public final class ExpectationCheck {
  private final Bench bench;
  private final HostCheck host;

  /** Creates a check of the devices of a bench. */
  public ExpectationCheck(Bench bench) {
    this.bench = bench;
    this.host = new HostCheck(bench);
  }

  // ---- what is left

  /**
   * Finds unexpected observations. Lanes that the test does not mention are ignored.
   *
   * @param lanes the lanes that the test mentions
   * @return what is left; null if nothing is
   */
  public @Nullable Mismatch nothingLeft(Lanes lanes) {
    for (BenchDevice device : bench.devices()) {
      Mismatch left = nothingLeft(device, lanes);
      if (left != null) {
        return left;
      }
    }
    return null;
  }

  /** {@link #nothingLeft(Lanes)} of one device. */
  public @Nullable Mismatch nothingLeft(BenchDevice device, Lanes lanes) {
    EvdevCheck.dropEmpty(device.evdev());
    Mismatch left =
        left(device, lanes.host(), "the host got", HostCheck.reports(device), device.host());
    if (left == null) {
      left = left(device, lanes.evdev(), "applications got", device.evdev(), device.evdev());
    }
    if (left == null) {
      left =
          left(
              device,
              lanes.requests(),
              "the device was asked",
              device.requests(),
              device.requests());
    }
    if (left == null) {
      left = left(device, lanes.printk(), "a program printed", device.printed(), device.printed());
    }
    return left;
  }

  private static @Nullable Mismatch left(
      BenchDevice device,
      boolean spokenOf,
      String what,
      Collection<? extends Observation> left,
      Collection<?> all) {
    if (spokenOf && !left.isEmpty()) {
      String name = device.setup().name();
      return new Mismatch(
          (name.isEmpty() ? "" : name + ": ") + what + " what is not expected", Shown.lines(left));
    }
    all.clear();
    return null;
  }

  /** {@return why objects are not attached to a device; empty if all are} */
  public static String unattached(BenchDevice device) {
    return StateCheck.unattached(device);
  }

  // ---- expectations

  /**
   * Compares observations with one expectation.
   *
   * @param expect the expectation, and the time within which it must be met
   * @param device the device that it is about
   * @param answer the host's last request, with its result; null if there is none
   * @return the mismatch; null if it is met
   */
  public @Nullable Mismatch check(
      Step.Expect expect, BenchDevice device, @Nullable RecordedRequest answer) {
    long within = expect.within();
    return switch (expect.expectation()) {
      case Expectation.Report(BytePattern pattern) -> host.report(device, within, pattern);
      case Expectation.Unchanged() -> host.unchanged(device, within);
      case Expectation.Fields fields -> host.fields(device, within, fields);
      case Expectation.Dropped() -> host.dropped(device);
      case Expectation.Nothing() -> host.nothing(device, within);
      case Expectation.Evdev evdev -> EvdevCheck.check(bench, device, within, evdev);
      case Expectation.Request request -> RequestCheck.check(bench, device, within, request);
      case Expectation.Answer(BytePattern pattern) -> RequestCheck.answer(answer, pattern);
      case Expectation.AnswerError() -> RequestCheck.error(answer);
      case Expectation.Printk(String text) -> printed(device, within, text);
      case Expectation.Found(String kind) -> StateCheck.found(bench.findings(), kind);
      case Expectation.Property(String name, String value) ->
          StateCheck.property(device, name, value);
      case Expectation.Attached(boolean all, String text) -> StateCheck.attached(device, all, text);
      // ScenarioRun's callers check these.
      case Expectation.Verdict _, Expectation.Snapshot _ -> null;
      case Expectation.Descriptor(BytePattern pattern) -> StateCheck.descriptor(device, pattern);
      case Expectation.DescriptorPart(BytePattern pattern) ->
          StateCheck.descriptorPart(device, pattern);
      case Expectation.Driver(String name) -> StateCheck.driver(device, name);
      case Expectation.Input(List<String> codes) -> StateCheck.input(device, codes);
      case Expectation.Variable(String name, String value) ->
          StateCheck.variable(device, name, value);
    };
  }

  private @Nullable Mismatch printed(BenchDevice device, long within, String text) {
    Waiting.until(bench, device.printed(), within);
    Observation.Printed next = device.printed().peek();
    if (next != null && next.line().contains(text)) {
      device.printed().remove();
      return null;
    }
    return new Mismatch(
        "expected a line of bpf_printk with '%s'".formatted(text),
        next == null
            ? List.of("no line was printed" + Shown.inTime(within))
            : Shown.lines(device.printed()));
  }
}
