package io.github.hidbpf4j.testing.scenario;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.BtfValue;
import io.github.hidbpf4j.bpf.text.NearestWord;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.input.InputDevice;
import io.github.hidbpf4j.hid.input.InputEvent;
import io.github.hidbpf4j.hid.input.InputEventCodes;
import io.github.hidbpf4j.hid.input.InputPacket;
import io.github.hidbpf4j.hid.model.BytePattern;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.hid.report.ReportWords;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.testing.bench.Bench;
import io.github.hidbpf4j.testing.bench.BenchDevice;
import io.github.hidbpf4j.testing.bench.Observation;
import io.github.hidbpf4j.testing.scenario.ScenarioRun.Failure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares what a bench saw with what a scenario expects. */
final class ExpectationCheck {
  /** Steps of time in which something is waited for. */
  private static final long STEP = 100_000L;

  private static final int MOST_SHOWN = 8;

  private final Bench bench;
  private final Lanes lanes;

  /** What was dropped in place of the report that is expected: it says why. */
  private final ArrayDeque<Observation.Dropped> dropped = new ArrayDeque<>();

  ExpectationCheck(Bench bench, Lanes lanes) {
    this.bench = bench;
    this.lanes = lanes;
  }

  // ---- what is left

  /** What nobody expected so far, of what the scenario speaks of; null when there is nothing. */
  @Nullable Failure nothingLeft(int line) {
    for (BenchDevice device : bench.devices()) {
      String who = who(device);
      if (lanes.host()) {
        List<Observation> got =
            device.host().stream().filter(Observation.HostReport.class::isInstance).toList();
        if (!got.isEmpty()) {
          return left(line, who + "the host got what is not expected", got);
        }
        device.host().clear();
      }
      if (lanes.evdev()) {
        device.evdev().removeIf(e -> e.toString().equals("nothing"));
        if (!device.evdev().isEmpty()) {
          return left(
              line, who + "applications got what is not expected", List.copyOf(device.evdev()));
        }
      }
      if (lanes.requests() && !device.requests().isEmpty()) {
        return left(
            line,
            who + "the device was asked what is not expected",
            List.copyOf(device.requests()));
      }
      if (lanes.printk() && !device.printed().isEmpty()) {
        return left(
            line, who + "a program printed what is not expected", List.copyOf(device.printed()));
      }
      if (!lanes.host()) {
        device.host().clear();
      }
      if (!lanes.evdev()) {
        device.evdev().clear();
      }
      if (!lanes.requests()) {
        device.requests().clear();
      }
      if (!lanes.printk()) {
        device.printed().clear();
      }
    }
    return null;
  }

  private Failure left(int line, String message, List<? extends Observation> got) {
    return new Failure(line, message + ", after this line", shown(got));
  }

  private String who(BenchDevice device) {
    return device.setup().name().isEmpty() ? "" : device.setup().name() + ": ";
  }

  private List<String> shown(List<? extends Observation> got) {
    List<String> lines = new ArrayList<>();
    got.stream().limit(MOST_SHOWN).forEach(o -> lines.add(text(o)));
    if (got.size() > MOST_SHOWN) {
      lines.add("… and %d more".formatted(got.size() - MOST_SHOWN));
    }
    return lines;
  }

  private static String text(Observation o) {
    String fields =
        o instanceof Observation.HostReport r
            ? ReportWords.values(r.reports(), ReportType.INPUT, r.report(), MOST_SHOWN)
            : "";
    return "%d.%06d s: %s%s"
        .formatted(
            o.nanos() / 1_000_000_000,
            o.nanos() / 1_000 % 1_000_000,
            o,
            fields.isEmpty() ? "" : "   " + fields);
  }

  // ---- expectations

  @Nullable Failure check(Step.Expect step, BenchDevice device, @Nullable RecordedRequest answer) {
    int line = step.line();
    long within = step.within();
    return switch (step.expectation()) {
      case Expectation.Report(BytePattern pattern) ->
          report(line, device, within, pattern.toString(), r -> pattern.matches(r.report()));
      case Expectation.Unchanged() ->
          report(
              line,
              device,
              within,
              hex(device.lastSent()) + ", as the device sent it",
              r -> Arrays.equals(r.report(), device.lastSent()));
      case Expectation.Fields fields -> fields(line, device, fields);
      case Expectation.Dropped() -> dropped(line, device);
      case Expectation.Nothing() -> nothing(line, device, within);
      case Expectation.Evdev evdev -> evdev(line, device, within, evdev);
      case Expectation.Request request -> request(line, device, within, request);
      case Expectation.Answer(BytePattern pattern) -> answer(line, answer, pattern);
      case Expectation.AnswerError() ->
          answer != null && answer.result() < 0
              ? null
              : new Failure(line, "expected an error", List.of(answerText(answer)));
      case Expectation.Printk(String text) -> printed(line, device, within, text);
      case Expectation.Found(String kind) -> found(line, kind);
      case Expectation.Property(String name, String value) -> property(line, device, name, value);
      case Expectation.Attached(boolean all, String text) -> attached(line, device, all, text);
      case Expectation.Verdict _ -> null;
      case Expectation.Descriptor(BytePattern pattern) ->
          pattern.matches(device.descriptor())
              ? null
              : new Failure(
                  line,
                  "expected this report descriptor in use: " + pattern,
                  List.of("found " + hex(device.descriptor())));
      case Expectation.DescriptorPart(BytePattern pattern) ->
          has(device.descriptor(), pattern)
              ? null
              : new Failure(
                  line,
                  "expected in the report descriptor in use: " + pattern,
                  List.of("found " + hex(device.descriptor())));
      case Expectation.Driver(String name) ->
          device.driver().equals(name)
              ? null
              : new Failure(
                  line,
                  "expected driver " + name,
                  List.of("found " + (device.driver().isEmpty() ? "none" : device.driver())));
      case Expectation.Input(List<String> codes) -> input(line, device, codes);
      case Expectation.Variable(String name, String value) -> variable(line, device, name, value);
    };
  }

  /** Whether something is in a queue, once time has passed if need be. */
  private boolean await(Queue<?> queue, long within) {
    long end = bench.now() + within;
    while (queue.isEmpty() && bench.now() < end) {
      bench.advance(Math.min(STEP, end - bench.now()));
    }
    return !queue.isEmpty();
  }

  private static String inTime(long within) {
    return within == 0
        ? ""
        : " within %d.%03d ms".formatted(within / 1_000_000, within / 1_000 % 1_000);
  }

  /** A test of a report that the host got. */
  @FunctionalInterface
  private interface ReportTest {
    boolean fits(Observation.HostReport report);
  }

  /** The next report that the host got; what was dropped before it is passed over. */
  private Observation.@Nullable HostReport nextReport(BenchDevice device, long within) {
    long end = bench.now() + within;
    while (true) {
      await(device.host(), Math.max(0, end - bench.now()));
      Observation next = device.host().peek();
      if (next instanceof Observation.HostReport report) {
        return report;
      }
      if (next == null) {
        return null;
      }
      dropped.addLast((Observation.Dropped) next);
      device.host().remove();
    }
  }

  private @Nullable Failure report(
      int line, BenchDevice device, long within, String expected, ReportTest test) {
    dropped.clear();
    Observation.HostReport got = nextReport(device, within);
    if (got != null && test.fits(got)) {
      device.host().remove();
      return null;
    }
    List<String> details = new ArrayList<>();
    dropped.forEach(d -> details.add(text(d)));
    details.addAll(
        got == null
            ? List.of("the host got nothing" + inTime(within))
            : shown(List.copyOf(device.host())));
    return new Failure(line, "expected that the host gets " + expected, details);
  }

  private @Nullable Failure fields(int line, BenchDevice device, Expectation.Fields expected) {
    dropped.clear();
    Observation.HostReport got = nextReport(device, 0);
    if (got == null) {
      List<String> details = new ArrayList<>();
      dropped.forEach(d -> details.add(text(d)));
      details.add("the host got nothing");
      return new Failure(line, "expected a report with " + fieldText(expected.values()), details);
    }
    Map<String, String> values = ReportWords.byName(got.reports(), ReportType.INPUT, got.report());
    List<String> wrong = new ArrayList<>();
    expected
        .values()
        .forEach(
            (name, value) -> {
              String found = values.getOrDefault(name, isSelectable(values, name) ? "0" : "none");
              if (!found.equals(value)) {
                wrong.add(
                    found.equals("none")
                        ? noField(name, values.keySet())
                        : "%s: expected %s, found %s".formatted(name, value, found));
              }
            });
    if (expected.only()) {
      values.forEach(
          (name, value) -> {
            if (!expected.values().containsKey(name) && !value.equals("0")) {
              wrong.add("%s: expected at rest, found %s".formatted(name, value));
            }
          });
    }
    if (wrong.isEmpty()) {
      device.host().remove();
      return null;
    }
    wrong.add("in " + text(got));
    return new Failure(line, "expected a report with " + fieldText(expected.values()), wrong);
  }

  private static String noField(String name, Set<String> names) {
    String nearest = NearestWord.of(name, names);
    return "no field '%s' in this report, only %s%s"
        .formatted(
            name,
            names.isEmpty() ? "bytes without meaning" : String.join(", ", names),
            nearest == null ? "" : "; did you mean '" + nearest + "'?");
  }

  /** Keys of an array have no value where they are not pressed. */
  private static boolean isSelectable(Map<String, String> values, String name) {
    return !values.isEmpty() && name.startsWith("Keyboard");
  }

  private static String fieldText(Map<String, String> values) {
    List<String> parts = new ArrayList<>();
    values.forEach((name, value) -> parts.add(name + " " + value));
    return String.join(", ", parts);
  }

  private @Nullable Failure dropped(int line, BenchDevice device) {
    for (Observation o : device.host()) {
      if (o instanceof Observation.Dropped d && Arrays.equals(d.report(), device.lastSent())) {
        device.host().remove(o);
        return null;
      }
    }
    return new Failure(
        line,
        "expected that %s is dropped".formatted(hex(device.lastSent())),
        device.host().isEmpty()
            ? List.of("it was not, and the host got nothing: has it been sent?")
            : shown(List.copyOf(device.host())));
  }

  private @Nullable Failure nothing(int line, BenchDevice device, long within) {
    if (within > 0) {
      bench.advance(within);
    }
    List<Observation> got =
        device.host().stream().filter(Observation.HostReport.class::isInstance).toList();
    if (!got.isEmpty()) {
      return new Failure(line, "expected that the host gets nothing" + inTime(within), shown(got));
    }
    device.host().clear();
    return null;
  }

  private @Nullable Failure evdev(
      int line, BenchDevice device, long within, Expectation.Evdev expected) {
    Queue<Observation.Evdev> queue = device.evdev();
    queue.removeIf(e -> e.toString().equals("nothing"));
    if (expected.events().isEmpty()) {
      return queue.isEmpty()
          ? null
          : new Failure(line, "expected no input event", shown(List.copyOf(queue)));
    }
    await(queue, within);
    String wanted = String.join(", ", expected.events());
    Observation.Evdev next = queue.peek();
    if (next != null && fits(next, expected)) {
      take(queue, next, expected);
      return null;
    }
    return new Failure(
        line,
        "expected input events %s%s"
            .formatted(expected.input().isEmpty() ? "" : expected.input() + ": ", wanted),
        next == null
            ? List.of("applications got nothing" + inTime(within))
            : shown(List.copyOf(queue)));
  }

  private static List<String> events(InputPacket packet) {
    return packet.events().stream()
        .filter(
            e ->
                e.type() != InputEventCodes.EV_MSC
                    || !InputEventCodes.name(e.type(), e.code()).equals("MSC_SCAN"))
        .map(InputEvent::toString)
        .toList();
  }

  private static int index(Observation.Evdev seen, Expectation.Evdev expected) {
    for (int i = 0; i < seen.packets().size(); i++) {
      InputPacket packet = seen.packets().get(i);
      boolean named =
          expected.input().isEmpty()
              || packet.device() < seen.devices().size()
                  && seen.devices().get(packet.device()).name().equals(expected.input());
      List<String> events = events(packet);
      if (named && !events.isEmpty()) {
        return events.equals(expected.events()) ? i : -1;
      }
    }
    return -1;
  }

  private static boolean fits(Observation.Evdev seen, Expectation.Evdev expected) {
    return index(seen, expected) >= 0;
  }

  /** Takes one packet away; those beside it wait for their own line. */
  private static void take(
      Queue<Observation.Evdev> queue, Observation.Evdev seen, Expectation.Evdev expected) {
    int at = index(seen, expected);
    List<InputPacket> rest = new ArrayList<>(seen.packets());
    rest.remove(at);
    queue.remove();
    if (rest.stream().anyMatch(p -> !events(p).isEmpty())) {
      List<Observation.Evdev> later = List.copyOf(queue);
      queue.clear();
      queue.add(new Observation.Evdev(seen.nanos(), rest, seen.devices()));
      queue.addAll(later);
    }
  }

  private @Nullable Failure request(
      int line, BenchDevice device, long within, Expectation.Request expected) {
    await(device.requests(), within);
    Observation.Request next = device.requests().peek();
    if (next != null) {
      RecordedRequest r = next.request();
      Boolean failed = expected.failed();
      boolean fits =
          r.kind() == expected.kind()
              && (expected.type() == null || r.type() == expected.type())
              && (expected.id() < 0 || r.id() == expected.id())
              && expected.report().matches(r.data())
              && (failed == null || failed == r.result() < 0);
      if (fits) {
        device.requests().remove();
        return null;
      }
    }
    return new Failure(
        line,
        "expected another request to the device",
        next == null
            ? List.of("it was asked nothing" + inTime(within))
            : List.of(
                text(next)
                    + (next.request().result() < 0
                        ? ", which failed: " + Errno.describe(next.request().result())
                        : "")));
  }

  private static String answerText(@Nullable RecordedRequest answer) {
    if (answer == null) {
      return "the host has asked nothing: expected a line 'host get …' before";
    }
    return answer.result() < 0
        ? "found " + Errno.describe(answer.result())
        : "found " + (answer.data().length == 0 ? answer.result() + " bytes" : hex(answer.data()));
  }

  private static @Nullable Failure answer(
      int line, @Nullable RecordedRequest answer, BytePattern pattern) {
    return answer != null && answer.result() >= 0 && pattern.matches(answer.data())
        ? null
        : new Failure(line, "expected the answer " + pattern, List.of(answerText(answer)));
  }

  private @Nullable Failure printed(int line, BenchDevice device, long within, String text) {
    await(device.printed(), within);
    Observation.Printed next = device.printed().peek();
    if (next != null && next.line().contains(text)) {
      device.printed().remove();
      return null;
    }
    return new Failure(
        line,
        "expected a line of bpf_printk with '%s'".formatted(text),
        List.of(next == null ? "no line was printed" + inTime(within) : text(next)));
  }

  private @Nullable Failure found(int line, String kind) {
    List<String> all = bench.findings().stream().map(Finding::toString).toList();
    if (kind.isEmpty()) {
      return all.isEmpty() ? null : new Failure(line, "expected no findings", all);
    }
    return bench.findings().stream().anyMatch(f -> f.kind().id().equals(kind))
        ? null
        : new Failure(
            line, "expected finding " + kind, all.isEmpty() ? List.of("nothing was found") : all);
  }

  private static @Nullable Failure property(
      int line, BenchDevice device, String name, String value) {
    Map<String, String> all = new LinkedHashMap<>();
    device.start().attachments().forEach(a -> all.putAll(a.properties()));
    String found = all.get(name);
    return value.equals(found)
        ? null
        : new Failure(
            line,
            "expected property %s=%s".formatted(name, value),
            List.of(
                found != null
                    ? "found " + found
                    : all.isEmpty()
                        ? "no property was set"
                        : "only " + String.join(", ", all.keySet())));
  }

  /** Why objects are not attached to a device; empty when all are. */
  static String unattached(BenchDevice device) {
    List<String> reasons = new ArrayList<>();
    for (ReplayStart.Attachment a : device.start().attachments()) {
      if (a.status() != ReplayStart.Attachment.Status.ATTACHED) {
        reasons.add(a.object() + ": " + a.reason());
      }
    }
    return String.join("; ", reasons);
  }

  private static @Nullable Failure attached(
      int line, BenchDevice device, boolean all, String text) {
    String reasons = unattached(device);
    if (all) {
      return reasons.isEmpty()
          ? null
          : new Failure(line, "expected that the fix is attached", List.of(reasons));
    }
    if (reasons.isEmpty()) {
      return new Failure(line, "expected that the fix is not attached", List.of("it is"));
    }
    return reasons.contains(text)
        ? null
        : new Failure(
            line,
            "expected that the fix is not attached: '%s'".formatted(text),
            List.of("found " + reasons));
  }

  private static boolean has(byte[] descriptor, BytePattern pattern) {
    int length = pattern.bytes().size();
    for (int i = 0; i + length <= descriptor.length; i++) {
      if (pattern.matches(Arrays.copyOfRange(descriptor, i, i + length))) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Failure input(int line, BenchDevice device, List<String> codes) {
    List<String> missing = new ArrayList<>(codes);
    for (InputDevice input : device.inputDevices()) {
      missing.removeIf(code -> hasCode(input, code));
    }
    return missing.isEmpty()
        ? null
        : new Failure(
            line,
            "expected an input device with " + String.join(", ", missing),
            device.inputDevices().isEmpty()
                ? List.of("there is no input device")
                : device.inputDevices().stream()
                    .map(d -> "%s: %s".formatted(d.name(), names(d)))
                    .toList());
  }

  private static boolean hasCode(InputDevice input, String name) {
    return names(input).contains(name);
  }

  private static List<String> names(InputDevice input) {
    List<String> names = new ArrayList<>();
    for (int type = InputEventCodes.EV_SYN + 1; type < 0x20; type++) {
      for (int code : input.codes(type)) {
        names.add(InputEventCodes.name(type, code));
      }
    }
    return names;
  }

  private static @Nullable Failure variable(
      int line, BenchDevice device, String name, String value) {
    List<String> found = new ArrayList<>();
    for (var object : device.objects()) {
      BtfValue is = object.variableValues().get(name);
      if (is != null) {
        if (is.toString().equals(value)) {
          return null;
        }
        found.add("found " + is);
      }
    }
    return new Failure(
        line,
        "expected variable %s = %s".formatted(name, value),
        found.isEmpty() ? List.of("no loaded object has such a variable") : found);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes);
  }
}
