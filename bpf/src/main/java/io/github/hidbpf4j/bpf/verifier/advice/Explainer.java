package io.github.hidbpf4j.bpf.verifier.advice;

import io.github.hidbpf4j.bpf.program.Explanation;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.verifier.log.InstructionText;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out why a program was refused: from the verifier's messages and the state at that point.
 */
public final class Explainer {
  private static final Pattern SLOT = Pattern.compile("\\binsn (\\d+)");

  private static final Pattern ARGUMENT = Pattern.compile("\\bR([1-5])\\b");

  private Explainer() {}

  /**
   * Explains a refusal.
   *
   * @param refused the program and what is known about its refusal
   * @param missing what this kernel lacks and instructions refer to, by slot
   */
  public static Explanation of(RefusedProgram refused, Map<Integer, String> missing) {
    LinkedProgram program = refused.program();
    List<String> messages = LogMessages.of(refused.log());
    if (messages.isEmpty()) {
      messages = List.of(refused.reason());
    }
    int at = refused.slot() >= 0 ? refused.slot() : slotIn(messages, program);
    boolean inside = at >= 0 && at < program.instructions().size();
    Situation situation =
        new Situation(program, refused.profile(), at, refused.slot() == at ? refused.path() : null);
    // another rule may have been violated first
    String what = messages.getLast().startsWith("invalid func ") ? missing.get(at) : null;
    Recognised known =
        what == null
            ? recognise(messages, situation)
            : new Recognised("program.missing", Advice.ofMissing(what));
    return new Explanation(
        program.name(),
        messages,
        at,
        inside ? new InstructionText(program).text(at) : "",
        program.lineAt(Math.max(at, 0)),
        known.cause,
        known.advice.found(),
        known.advice.expected(),
        known.advice.action(),
        CausalSteps.of(situation, messages, known.cause));
  }

  private record Recognised(String cause, Advice advice) {}

  private static Recognised recognise(List<String> messages, Situation situation) {
    String text = String.join("; ", messages) + (situation.isCall() ? RejectionCause.AT_CALL : "");
    Recognised known = recognise(text, situation);
    return known.cause.isEmpty() && situation.isCall()
        ? recognise(argumentsByNumber(text), situation)
        : known;
  }

  /** Kernels since 7.2 name an argument of a kfunc by its register, earlier ones by its number. */
  private static String argumentsByNumber(String text) {
    return ARGUMENT
        .matcher(text)
        .replaceAll(found -> "arg#" + (Integer.parseInt(found.group(1)) - 1));
  }

  private static Recognised recognise(String text, Situation situation) {
    for (RejectionCause cause : CauseTable.CAUSES) {
      Matcher message = cause.match(text, situation);
      if (message != null) {
        Words words = new Words(situation, message);
        Advice advice = cause.advice();
        return new Recognised(
            cause.id(),
            new Advice(
                words.fill(advice.found()),
                words.fill(advice.expected()),
                words.fill(advice.action())));
      }
    }
    return new Recognised("", Advice.NONE);
  }

  /** Structural checks have no slot of their own, but name one. */
  private static int slotIn(List<String> messages, LinkedProgram program) {
    for (String message : messages) {
      Matcher matcher = SLOT.matcher(message);
      if (matcher.find() && matcher.group(1).length() < 8) {
        int slot = Integer.parseInt(matcher.group(1));
        return slot < program.instructions().size() ? slot : -1;
      }
    }
    return -1;
  }
}
