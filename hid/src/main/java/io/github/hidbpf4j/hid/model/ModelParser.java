package io.github.hidbpf4j.hid.model;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the language of device models: lines, rules, states. */
final class ModelParser {
  private static final class RuleDraft {
    final int line;
    final ModelTrigger trigger;
    final int times;
    final List<ModelAction> actions = new ArrayList<>();

    RuleDraft(int line, ModelTrigger trigger, int times) {
      this.line = line;
      this.trigger = trigger;
      this.times = times;
    }
  }

  private static final class StateDraft {
    final String name;
    final boolean mute;
    final List<ModelRule> rules = new ArrayList<>();

    StateDraft(String name, boolean mute) {
      this.name = name;
      this.mute = mute;
    }
  }

  private final String source;
  private final String text;
  private final List<StoredReport> reports = new ArrayList<>();
  private final List<ModelRule> always = new ArrayList<>();
  private final Map<String, Integer> stateLines = new HashMap<>();
  private final List<StateDraft> states = new ArrayList<>();
  private int ruleCount;
  private @Nullable RuleDraft rule;

  ModelParser(String source, String text) {
    this.source = source;
    this.text = text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  /** Reads a rule that stands alone, without its {@code on}. */
  static ModelRule rule(String source, ModelWords words) {
    ModelParser parser = new ModelParser(source, "");
    parser.beginRule(words);
    parser.finishRule();
    return parser.always.getFirst();
  }

  DeviceModel parse() {
    int number = 0;
    for (String line : text.split("\r?\n", -1)) {
      number++;
      ModelWords words = new ModelWords(source, number, line);
      if (!words.atEnd()) {
        line(words);
      }
    }
    finishRule();
    List<ModelState> finished = new ArrayList<>();
    for (StateDraft draft : states) {
      finished.add(new ModelState(draft.name, draft.mute, draft.rules));
    }
    if (finished.isEmpty()) {
      if (reports.isEmpty() && always.isEmpty()) {
        throw new ModelException(source, 1, "empty: expected a line 'report', 'state' or 'on'");
      }
      finished.add(new ModelState("", false, List.of()));
    }
    StateChanges.check(source, always, finished);
    return new DeviceModel(reports, always, finished);
  }

  private void line(ModelWords words) {
    switch (words.peek()) {
      case "report" -> {
        finishRule();
        report(words);
      }
      case "state" -> {
        finishRule();
        state(words);
      }
      case "on" -> {
        finishRule();
        words.next();
        beginRule(words);
      }
      default -> {
        RuleDraft draft = rule;
        if (draft == null) {
          throw words.error(
              "found %s, expected 'report', 'state' or 'on'".formatted(words.shown()));
        }
        actions(words, draft);
      }
    }
  }

  private void report(ModelWords words) {
    words.next();
    ReportType type = words.type(false);
    int id = words.id(false);
    words.expect(":");
    ByteTemplate bytes = words.template(false);
    words.end();
    if (bytes.bytes().isEmpty()) {
      throw words.error("a report without bytes");
    }
    if (reports.size() == DeviceModel.MAX_PARTS) {
      throw words.error("more than " + DeviceModel.MAX_PARTS + " reports");
    }
    for (StoredReport known : reports) {
      if (known.type() == type && known.id() == id) {
        throw words.error("duplicate report %s 0x%02x".formatted(known.type().text(), id));
      }
    }
    byte[] kept = bytes.fill(new byte[0]);
    if (id != 0 && (kept[0] & 0xff) != id) {
      throw words.error(
          "the bytes of report 0x%02x begin with %02x, expected its id".formatted(id, kept[0]));
    }
    reports.add(new StoredReport(java.util.Objects.requireNonNull(type), id, kept));
  }

  private void state(ModelWords words) {
    words.next();
    String name = words.name();
    boolean mute = false;
    if (words.accept(",")) {
      words.expect("mute");
      mute = true;
    }
    words.accept(":");
    words.end();
    Integer before = stateLines.putIfAbsent(name, words.line());
    if (before != null) {
      throw words.error("duplicate state %s, first on line %d".formatted(name, before));
    }
    if (states.size() == DeviceModel.MAX_PARTS) {
      throw words.error("more than " + DeviceModel.MAX_PARTS + " states");
    }
    states.add(new StateDraft(name, mute));
  }

  private void beginRule(ModelWords words) {
    ModelTrigger trigger = trigger(words);
    int times = 0;
    if (words.accept(",")) {
      words.expect("times");
      times = words.number(1, 1_000_000, "how many times: 1 to 1000000");
    }
    words.expect(":");
    if (++ruleCount > DeviceModel.MAX_PARTS) {
      throw words.error("more than " + DeviceModel.MAX_PARTS + " rules");
    }
    RuleDraft draft = new RuleDraft(words.line(), trigger, times);
    rule = draft;
    actions(words, draft);
  }

  private static ModelTrigger trigger(ModelWords words) {
    String kind = words.next();
    return switch (kind) {
      case "get" -> new ModelTrigger.Get(words.type(true), words.id(true));
      case "set" -> new ModelTrigger.Set(words.type(true), words.id(true), words.pattern());
      case "output" -> new ModelTrigger.Output(words.pattern());
      case "recorded" -> new ModelTrigger.Recorded(words.pattern());
      case "open" -> new ModelTrigger.Open();
      case "close" -> new ModelTrigger.Close();
      case "enter" -> new ModelTrigger.Enter();
      case "after" -> new ModelTrigger.After(words.period());
      case "every" -> new ModelTrigger.Every(words.period());
      case "idle" -> new ModelTrigger.Idle(words.period());
      default ->
          throw words.error(
              "found '%s', expected get, set, output, recorded, open, close, enter, after, every or idle"
                  .formatted(ModelWords.shortened(kind)));
    };
  }

  private static void actions(ModelWords words, RuleDraft draft) {
    while (!words.atEnd()) {
      if (words.accept(";")) {
        continue;
      }
      if (draft.actions.size() == DeviceModel.MAX_PARTS) {
        throw words.error("more than " + DeviceModel.MAX_PARTS + " steps in a rule");
      }
      draft.actions.add(action(words, draft.trigger));
      if (!words.atEnd()) {
        words.expect(";");
      }
    }
  }

  private static ModelAction action(ModelWords words, ModelTrigger trigger) {
    boolean hasRequest =
        trigger instanceof ModelTrigger.Set
            || trigger instanceof ModelTrigger.Output
            || trigger instanceof ModelTrigger.Recorded;
    String kind = words.next();
    return switch (kind) {
      case "reply" -> new ModelAction.Reply(words.template(hasRequest));
      case "stored" -> new ModelAction.Stored();
      case "ok" -> new ModelAction.Ok();
      case "error" -> new ModelAction.Failure(words.errno());
      case "silent" -> new ModelAction.Silent();
      case "wait" -> {
        long least = words.time(0);
        long most = words.accept("to") ? words.time(0) : least;
        if (most < least) {
          throw words.error("wait: the second time is less than the first");
        }
        yield new ModelAction.Wait(least, most);
      }
      case "input" -> {
        ByteTemplate report = words.template(hasRequest);
        if (report.bytes().isEmpty()) {
          throw words.error("input without bytes");
        }
        yield new ModelAction.Input(report);
      }
      case "goto" -> new ModelAction.Goto(words.name());
      default ->
          throw words.error(
              "found '%s', expected reply, stored, ok, error, silent, wait, input or goto"
                  .formatted(ModelWords.shortened(kind)));
    };
  }

  private void finishRule() {
    RuleDraft draft = rule;
    if (draft == null) {
      return;
    }
    rule = null;
    checkAnswer(draft);
    ModelRule finished = new ModelRule(draft.line, draft.trigger, draft.times, draft.actions);
    if (states.isEmpty()) {
      always.add(finished);
    } else {
      states.getLast().rules.add(finished);
    }
  }

  /**
   * Checks that requests are answered exactly once, GET_REPORT with data if at all, and that
   * nothing else is answered.
   */
  private void checkAnswer(RuleDraft draft) {
    boolean get = draft.trigger instanceof ModelTrigger.Get;
    boolean set = draft.trigger instanceof ModelTrigger.Set;
    int answers = 0;
    for (ModelAction action : draft.actions) {
      if (!(action instanceof ModelAction.Answering)) {
        continue;
      }
      answers++;
      if (!get && !set) {
        throw new ModelException(
            source,
            draft.line,
            "'on "
                + ModelText.trigger(draft.trigger)
                + "' is not a request: nothing to answer, use input");
      }
      if (get && action instanceof ModelAction.Ok || set && action instanceof ModelAction.Reply) {
        throw new ModelException(
            source,
            draft.line,
            get
                ? "a get is answered by reply, stored, error or silent"
                : "a set is answered by ok, stored, error or silent");
      }
    }
    if (answers > 1) {
      throw new ModelException(source, draft.line, "%d answers to one request".formatted(answers));
    }
    if (get && answers == 0) {
      throw new ModelException(
          source, draft.line, "no answer: expected reply, stored, error or silent among the steps");
    }
    if (draft.actions.isEmpty()) {
      throw new ModelException(source, draft.line, "a rule without steps");
    }
  }
}
