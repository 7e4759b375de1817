package io.github.hidbpf4j.bpf.verifier.advice;

import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.Effect;
import io.github.hidbpf4j.bpf.proto.StructOpsDefinition;
import io.github.hidbpf4j.bpf.proto.TimerFunctions;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in the placeholders of advice texts. N is a number, or a group of the message's pattern:
 *
 * <ul>
 *   <li>{@code {N}} the group
 *   <li>{@code {callee}} the function that the instruction calls
 *   <li>{@code {hook}}, {@code {kernel}}, {@code {license}} the program's section, profile, licence
 *   <li>{@code {sleep}} how to reach code that may sleep
 *   <li>{@code {at N}} source line of the slot in group N
 *   <li>{@code {release N}} what releases what was acquired there
 *   <li>{@code {from N}} origin of the value of register N, in brackets
 *   <li>{@code {lost N}} what turned the pointer in register N into a number, and where
 *   <li>{@code {used N}} the call that clobbered register N, and where
 *   <li>{@code {value N}} bounds of the number in register N
 *   <li>{@code {offset N}} offset of the pointer in register N
 *   <li>{@code {made N}}, {@code {gone N}} where the dynptr or iterator that register N points to
 *       was created and where it was destroyed
 *   <li>{@code {since N}} the same as ", since ..."
 *   <li>{@code {lostat N}} only the place of that
 *   <li>{@code {signed N}} group N with its sign
 *   <li>{@code {next N}} group N plus one: arguments counted from one
 *   <li>{@code {kind N}}, {@code {wanted N}} types of pointers in group N, in words
 *   <li>{@code {function}} the program's own function that contains the instruction
 *   <li>{@code {addressed}} the one whose address the instruction loads
 * </ul>
 *
 * A register N is a group, {@code rN} the register itself, {@code nextN} the register after the
 * group's, {@code operand} the number in arithmetic with a pointer, {@code object} the argument
 * that is a dynptr or iterator, {@code released} the one that a call releases.
 */
final class Words {
  private static final Pattern OPEN = Pattern.compile("\\{(\\w+)(?: (\\w+))?}");

  private final Situation situation;
  private final Matcher message;

  Words(Situation situation, Matcher message) {
    this.situation = situation;
    this.message = message;
  }

  /** The text with all placeholders filled in. */
  String fill(String text) {
    return OPEN.matcher(text)
        .replaceAll(
            open ->
                Matcher.quoteReplacement(
                    word(open.group(1), open.group(2) == null ? "" : open.group(2))))
        .replace("_impl()", "()"); // programs call these through macros of bpf_experimental.h
  }

  private String word(String word, String argument) {
    return switch (word) {
      case "callee" -> orElse(situation.callee(), "the called function");
      case "hook" -> hook();
      case "sleep" -> sleep();
      case "license" -> situation.program().license();
      case "kernel" -> situation.profile().name();
      case "at" -> at(Integer.parseInt(group(argument)));
      case "release" -> release(Integer.parseInt(group(argument)));
      case "from" -> from(number(argument));
      case "lost" -> lost(number(argument));
      case "used" -> used(number(argument));
      case "value" -> value(number(argument));
      case "offset" -> offset(number(argument));
      case "made" -> object(number(argument), true);
      case "gone" -> object(number(argument), false);
      case "function" -> function();
      case "addressed" -> addressed();
      case "lostat" -> lostAt(number(argument));
      case "since" -> since(number(argument));
      case "signed" -> signed(group(argument));
      case "next" -> Integer.toString(Integer.parseInt(group(argument)) + 1);
      case "kind" -> kind(group(argument));
      case "wanted" -> wanted(group(argument));
      default -> group(word);
    };
  }

  private static String orElse(String text, String other) {
    return text.isEmpty() ? other : text;
  }

  private String group(String number) {
    String text = message.group(Integer.parseInt(number));
    return text == null ? "" : text;
  }

  /** The register that a placeholder's argument refers to. */
  private int number(String argument) {
    return switch (argument) {
      case "operand" -> BoundsCauses.numberOperand(situation);
      case "object" -> StackCauses.heldArgument(situation);
      case "released" -> ReferenceCauses.released(situation);
      default ->
          argument.startsWith("r")
              ? Integer.parseInt(argument, 1, argument.length(), 10)
              : argument.startsWith("next")
                  ? Integer.parseInt(group(argument.substring("next".length()))) + 1
                  : Integer.parseInt(group(argument));
    };
  }

  private static String kind(String type) {
    return switch (type) {
      case "fp" -> "the address of a local variable";
      case "ctx" -> "the context pointer";
      case "map_value" -> "a pointer to a map value or global variable";
      case "mem" -> "a pointer to memory of known size";
      default -> "a " + type + " pointer";
    };
  }

  /** The types that a function accepts, in words. */
  private static String wanted(String types) {
    if (types.startsWith("fp, pkt")) {
      return "memory: a local variable, a map value, a buffer";
    }
    return types.equals("ptr_, trusted_ptr_, rcu_ptr_")
        ? "a pointer to a struct of the kernel"
        : types;
  }

  private static String signed(String number) {
    return number.startsWith("-") ? number : "+" + number;
  }

  private String since(int register) {
    String lost = lost(register);
    return lost.isEmpty() ? "" : ", since " + lost;
  }

  private String lostAt(int register) {
    ValueHistory.Loss loss = situation.loss(register);
    return loss == null ? "" : at(loss.slot());
  }

  private String hook() {
    String section = situation.program().section();
    return section.isEmpty() ? "this program" : "SEC(\"" + section + "\")";
  }

  private String function() {
    Subprogram function = situation.functionAt(situation.slot());
    return function == null ? "the function" : function.name() + "()";
  }

  private String addressed() {
    int slot = situation.slot();
    Subprogram function =
        slot < 0
            ? null
            : situation.functionAt(slot + situation.program().instructions().get(slot).imm() + 1);
    return function == null || function.name().isEmpty() ? "a function" : function.name() + "()";
  }

  /** {@code " at fix.bpf.c:12"} of a slot; empty when unknown. */
  private String at(int slot) {
    LineInfo line = slot < 0 ? null : situation.program().lineAt(slot);
    return line == null
        ? ""
        : " at %s:%d '%s'".formatted(line.shownFile(), line.line(), line.shownText());
  }

  private String from(int register) {
    ValueHistory.Origin origin = situation.origin(register);
    String what =
        switch (origin.kind()) {
          case RESULT ->
              "the result of " + orElse(situation.callee(origin.slot()), "a call") + "()";
          case LOADED -> "read";
          case COMPUTED -> "computed";
          case PATCHED -> "the store";
          case PARAMETER -> parameter(origin);
          case TRUNCATED -> "cut to 32 bits";
          case CONSTANT, ADDRESS, FRAME, UNKNOWN -> "";
        };
    if (what.isEmpty()) {
      return "";
    }
    return " ("
        + what
        + (origin.kind() == ValueHistory.Kind.PARAMETER ? "" : at(origin.slot()))
        + ")";
  }

  private String parameter(ValueHistory.Origin origin) {
    Subprogram function = situation.functionAt(origin.slot());
    return "parameter %d of %s"
        .formatted(origin.register(), function == null ? "the function" : function.name() + "()");
  }

  private String lost(int register) {
    ValueHistory.Loss loss = situation.loss(register);
    if (loss == null) {
      return "";
    }
    String callee = situation.callee(loss.slot());
    return (callee.isEmpty()
            ? situation.isStore(loss.slot()) ? "the store" : "the comparison"
            : callee + "()")
        + at(loss.slot());
  }

  private String used(int register) {
    FailingPath path = situation.path();
    int slot = path == null ? -1 : ValueHistory.clobberedBy(path, register);
    return orElse(situation.callee(slot), "a call") + "()" + at(slot);
  }

  private String value(int register) {
    RegisterState state = situation.register(register);
    if (state == null) {
      return "a number";
    }
    if (state.tnum().isConst()) {
      return Long.toString(state.tnum().value());
    }
    // a bound equal to the limit of the type is no bound
    boolean from = state.smin() > Integer.MIN_VALUE;
    boolean to = state.smax() < Integer.MAX_VALUE;
    if (from && to) {
      return "a number from %d to %d".formatted(state.smin(), state.smax());
    }
    if (from) {
      return "a number from %d on".formatted(state.smin());
    }
    return to ? "a number up to " + state.smax() : "any number";
  }

  private String offset(int register) {
    RegisterState state = situation.register(register);
    if (state == null) {
      return "some bytes";
    }
    if (state.tnum().isConst()) {
      long bytes = state.off() + state.tnum().value();
      return bytes == 1 ? "1 byte" : bytes + " bytes";
    }
    return "a variable number of bytes";
  }

  private String object(int register, boolean made) {
    FailingPath path = situation.path();
    Situation.Place place = situation.place(register);
    if (path == null || place == null) {
      return "";
    }
    int slot =
        made
            ? ValueHistory.createdAt(path, place.frame(), place.slot())
            : ValueHistory.lostAtStep(path, place.frame(), place.slot());
    if (slot < 0) {
      return "";
    }
    String callee = situation.callee(slot);
    return (made ? ", made" : "") + (callee.isEmpty() ? "" : " by " + callee + "()") + at(slot);
  }

  /** How code at this place can reach sleepable code, under this profile. */
  private String sleep() {
    ApiProfile profile = situation.profile();
    Subprogram function = situation.functionAt(situation.slot());
    if (function != null && function.global() && function.start() > 0) {
      return "make "
          + function.name()
          + " static: a global function is verified on its own, as code that may not sleep";
    }
    String elsewhere;
    if (profile.options().workQueue()) {
      elsewhere =
          "defer it: call it from a work queue callback (bpf_wq_set_callback(), bpf_wq_start(), "
              + "or the helper of hid_bpf_async.h)";
    } else if (startsDeviceWork(profile)) {
      elsewhere =
          "call it from SEC(\"fmod_ret.s/hid_bpf_offload\"), after hid_bpf_schedule_delayed_work()";
    } else if (hasSleepableTimers(profile)) {
      elsewhere = "call it from a timer callback set by bpf_timer_set_sleepable_cb()";
    } else {
      elsewhere = "call it from a SEC(\"syscall\") program";
    }
    if (!situation.program().sleepable()
        && situation.program().target()
            instanceof AttachTarget.StructOpsMember(String struct, String name)) {
      StructOpsDefinition definition = profile.structOps().get(struct);
      StructOpsDefinition.Member member =
          definition == null ? null : definition.members().get(name);
      if (member != null && member.sleepable()) {
        return "make the program sleepable, SEC(\"struct_ops.s/" + name + "\"), or " + elsewhere;
      }
    }
    return elsewhere;
  }

  private String release(int slot) {
    return Releases.of(situation.function(slot), situation.callee(slot));
  }

  private static boolean startsDeviceWork(ApiProfile profile) {
    return profile.kfuncSets().stream()
        .flatMap(set -> set.kfuncs().values().stream())
        .map(member -> member.kfunc().effect(Effect.Starts.class))
        .anyMatch(starts -> starts != null && starts.deferral() == Effect.Deferral.DEVICE_WORK);
  }

  private boolean hasSleepableTimers(ApiProfile profile) {
    return profile.has(TimerFunctions.TIMER_SET_SLEEPABLE_CB)
        || profile.has(TimerFunctions.TIMER_SET_SLEEPABLE_CB_IMPL)
        || profile.helpers(situation.program().type()).entries().values().stream()
            .flatMap(List::stream)
            .anyMatch(e -> e.prototype().helper() == TimerFunctions.TIMER_SET_SLEEPABLE_CB_212);
  }
}
