package io.github.hidbpf4j.bpf.verifier.advice;

import io.github.hidbpf4j.bpf.program.CausalStep;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the steps of a path that led to a refusal. */
final class CausalSteps {
  private CausalSteps() {}

  private static final Pattern REGISTER = Pattern.compile("\\bR(\\d|10)\\b");

  /** The steps behind the registers that messages name, in order of instruction. */
  static List<CausalStep> of(Situation situation, List<String> messages) {
    Set<Integer> registers = new TreeSet<>();
    for (String message : messages) {
      Matcher register = REGISTER.matcher(message);
      while (register.find()) {
        registers.add(Integer.valueOf(register.group(1)));
      }
    }
    List<CausalStep> steps = new ArrayList<>();
    for (int register : registers) {
      origin(situation, register, steps);
      loss(situation, register, steps);
    }
    steps.sort(Comparator.comparingInt(CausalStep::slot));
    return steps;
  }

  private static void origin(Situation situation, int register, List<CausalStep> steps) {
    ValueHistory.Origin origin = situation.origin(register);
    String what =
        switch (origin.kind()) {
          case RESULT -> "the result of " + called(situation, origin.slot());
          case LOADED -> "read from memory";
          case CONSTANT -> "a constant";
          case ADDRESS -> "the address of a map, a variable or a function";
          case FRAME -> "the address of a local variable";
          case COMPUTED -> "computed";
          case PATCHED -> "on the stack, partly overwritten";
          case TRUNCATED -> "the low 32 bits of a pointer";
          case PARAMETER -> "what the function was called with";
          case UNKNOWN -> "";
        };
    if (!what.isEmpty() && origin.slot() >= 0) {
      steps.add(step(situation, origin.slot(), "R" + register + ": " + what));
    }
  }

  private static void loss(Situation situation, int register, List<CausalStep> steps) {
    ValueHistory.Loss loss = situation.loss(register);
    if (loss != null) {
      boolean call = !situation.callee(loss.slot()).isEmpty();
      steps.add(
          step(
              situation,
              loss.slot(),
              "R%d: no longer valid, since %s"
                  .formatted(
                      register, call ? called(situation, loss.slot()) : "this instruction")));
    }
  }

  private static String called(Situation situation, int slot) {
    String callee = situation.callee(slot);
    return callee.isEmpty() ? "a call" : callee + "()";
  }

  private static CausalStep step(Situation situation, int slot, String what) {
    return new CausalStep(slot, situation.program().lineAt(slot), what);
  }
}
