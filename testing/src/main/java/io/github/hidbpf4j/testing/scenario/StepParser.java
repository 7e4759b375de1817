package io.github.hidbpf4j.testing.scenario;

import io.github.hidbpf4j.bpf.text.NearestWord;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.model.ModelRule;
import io.github.hidbpf4j.hid.model.ModelWords;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.replay.HostRequests;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Parses the steps of a scenario. */
final class StepParser {
  /** Length of a request by a hidraw user if the scenario gives none: {@code HID_MAX_BUFFER}. */
  private static final int GET_LENGTH = 4096;

  private StepParser() {}

  static void take(ModelWords words, ScenarioDraft draft) {
    String device = "";
    if (draft.hasDevice(words.peek()) && !words.peek().isEmpty()) {
      device = words.next();
    }
    int line = words.line();
    String verb = words.next();
    switch (verb) {
      case "send" -> {
        check(words, draft, device);
        draft.add(new Step.Send(line, device, words.bytes()));
      }
      case "after" -> draft.add(new Step.After(line, device, words.time(0)));
      case "answers", "on" -> {
        answers(words, draft, device);
        return;
      }
      case "host" -> {
        check(words, draft, device);
        draft.add(new Step.Host(line, device, host(words)));
      }
      case "detach" -> draft.add(new Step.Detach(line, device));
      case "replug" -> draft.add(new Step.Replug(line, device, true, true));
      case "unplug" -> draft.add(new Step.Replug(line, device, true, false));
      case "plug" -> draft.add(new Step.Replug(line, device, false, true));
      case "replay" -> draft.add(new Step.Replay(line, device));
      case "ignore" -> {
        words.accept("rest");
        draft.add(new Step.Ignore(line, device));
      }
      case "expect" -> draft.add(ExpectationParser.take(words, device));
      default -> throw unknown(words, verb);
    }
    if (!(draft.steps.getLast() instanceof Step.After)) {
      check(words, draft, device);
    }
    words.end();
  }

  private static final List<String> STEPS =
      List.of(
          "send",
          "expect",
          "after",
          "host",
          "device answers",
          "detach",
          "replug",
          "unplug",
          "plug",
          "replay",
          "ignore");

  private static final List<String> HEADERS =
      List.of(
          "scenario",
          "fix",
          "device",
          "kernel",
          "property",
          "explore",
          "seed",
          "optional",
          "force");

  private static RuntimeException unknown(ModelWords words, String verb) {
    List<String> all = new ArrayList<>(STEPS);
    all.addAll(HEADERS);
    String nearest = NearestWord.of(verb, all);
    return words.error(
        "found '%s', expected %s%s"
            .formatted(
                verb,
                String.join(", ", all),
                nearest == null ? "" : "; did you mean '" + nearest + "'?"));
  }

  /** Checks that a step names a device if there are several. */
  private static void check(ModelWords words, ScenarioDraft draft, String device) {
    boolean verdict =
        !draft.steps.isEmpty()
            && draft.steps.getLast() instanceof Step.Expect e
            && e.expectation() instanceof Expectation.Verdict;
    boolean ofAll =
        !draft.steps.isEmpty()
            && draft.steps.getLast() instanceof Step.Expect all
            && (all.expectation() instanceof Expectation.Snapshot
                || all.expectation() instanceof Expectation.Found);
    if (device.isEmpty() && draft.devices.size() > 1 && !verdict && !ofAll) {
      throw words.error(
          "which device? Begin the line with one of "
              + String.join(", ", draft.devices.stream().map(Scenario.Device::name).toList()));
    }
    if (draft.devices.isEmpty() && !verdict) {
      throw words.error("no device yet: expected a line 'device RECORDING' before");
    }
  }

  /** Parses {@code device answers get feature 0xf2: wait 3 ms; reply f2 00}. */
  static void answers(ModelWords words, ScenarioDraft draft, String device) {
    words.accept("answers");
    int line = words.line();
    ModelRule rule = DeviceModel.rule(draft.file.toString(), words);
    if (!rule.isReaction()) {
      throw words.error(
          "expected an answer to get, set, output or recorded, without goto; what a device does "
              + "by itself belongs in a model");
    }
    check(words, draft, device);
    draft.add(new Step.Answers(line, device, rule));
  }

  /** Parses {@code get TYPE ID [LENGTH bytes]}, {@code set TYPE: BYTES}, {@code write BYTES}. */
  private static RecordedRequest host(ModelWords words) {
    String what = words.next();
    return switch (what) {
      case "get" -> {
        ReportType type = Objects.requireNonNull(words.type(false));
        int id = words.id(false);
        int length = GET_LENGTH;
        if (!words.atEnd()) {
          length = words.number(1, 16_384, "how many bytes to ask for: 1 to 16384");
          words.accept("bytes");
        }
        yield HostRequests.get(type, id, length);
      }
      case "set" -> {
        ReportType type = Objects.requireNonNull(words.type(false));
        words.accept(":");
        yield HostRequests.set(type, words.bytes());
      }
      case "write" -> {
        words.accept(":");
        yield HostRequests.write(words.bytes());
      }
      default -> throw words.error("found '%s', expected get, set or write".formatted(what));
    };
  }
}
