package io.github.hidbpf4j.hid.model;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Device models as text. */
final class ModelText {
  private static final long[] UNITS = {1_000_000_000L, 1_000_000L, 1_000L, 1L};
  private static final String[] UNIT_NAMES = {"s", "ms", "us", "ns"};

  private ModelText() {}

  static String of(DeviceModel model) {
    StringBuilder text = new StringBuilder();
    for (StoredReport r : model.reports()) {
      text.append("report ").append(report(r.type(), r.id()));
      text.append(": ").append(HexFormat.ofDelimiter(" ").formatHex(r.report())).append('\n');
    }
    rules(text, model.always(), "");
    for (ModelState state : model.states()) {
      if (!state.name().isEmpty()) {
        text.append("state ").append(state.name()).append(state.mute() ? ", mute" : "");
        text.append('\n');
      }
      rules(text, state.rules(), "  ");
    }
    return text.toString();
  }

  private static void rules(StringBuilder text, List<ModelRule> rules, String indent) {
    for (ModelRule rule : rules) {
      text.append(indent).append("on ").append(trigger(rule.trigger()));
      if (rule.times() > 0) {
        text.append(", times ").append(rule.times());
      }
      text.append(": ")
          .append(rule.actions().stream().map(ModelText::action).collect(Collectors.joining("; ")))
          .append('\n');
    }
  }

  static String trigger(ModelTrigger trigger) {
    return switch (trigger) {
      case ModelTrigger.Get(ReportType type, int id) -> "get " + report(type, id);
      case ModelTrigger.Set(ReportType type, int id, BytePattern pattern) ->
          ("set " + report(type, id) + " " + pattern).strip();
      case ModelTrigger.Output(BytePattern pattern) -> ("output " + pattern).strip();
      case ModelTrigger.Recorded(BytePattern pattern) -> ("recorded " + pattern).strip();
      case ModelTrigger.Open() -> "open";
      case ModelTrigger.Close() -> "close";
      case ModelTrigger.Enter() -> "enter";
      case ModelTrigger.After(long nanos) -> "after " + time(nanos);
      case ModelTrigger.Every(long nanos) -> "every " + time(nanos);
      case ModelTrigger.Idle(long nanos) -> "idle " + time(nanos);
    };
  }

  private static String action(ModelAction action) {
    return switch (action) {
      case ModelAction.Reply(ByteTemplate report) -> "reply " + report;
      case ModelAction.Stored() -> "stored";
      case ModelAction.Ok() -> "ok";
      case ModelAction.Failure(int error) -> "error " + ModelErrno.name(error);
      case ModelAction.Silent() -> "silent";
      case ModelAction.Wait(long least, long most) ->
          "wait " + time(least) + (least == most ? "" : " to " + time(most));
      case ModelAction.Input(ByteTemplate report) -> "input " + report;
      case ModelAction.Goto(String state) -> "goto " + state;
    };
  }

  private static String report(@Nullable ReportType type, int id) {
    return (type == null ? "any" : type.text())
        + " "
        + (id == ModelTrigger.ANY_ID ? "any" : String.format(Locale.ROOT, "0x%02x", id));
  }

  /** A time in the largest unit in which it is whole. */
  static String time(long nanos) {
    for (int i = 0; i < UNITS.length; i++) {
      if (nanos % UNITS[i] == 0 && (nanos > 0 || i == 1)) {
        return nanos / UNITS[i] + " " + UNIT_NAMES[i];
      }
    }
    return nanos + " ns";
  }
}
