package io.github.hidbpf4j.bpf.verifier.advice;

import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.verifier.log.InstructionText;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why a program was refused, for its author.
 *
 * @param program name of the program
 * @param messages the verifier's words, line by line, the decisive one last
 * @param slot instruction at fault; -1 when it is the program as a whole
 * @param instruction its text; empty without slot
 * @param line its source line, or where the program begins; null when the object does not say
 * @param cause name of the cause that was recognised, {@code subject.cause}; empty for none
 * @param found what was found; empty when nothing is known beyond the messages
 * @param expected what was expected; empty as above
 * @param action what to do
 * @param path where the values at fault came from, and where they stopped being usable, in order;
 *     may be empty
 */
public record Explanation(
    String program,
    List<String> messages,
    int slot,
    String instruction,
    @Nullable LineInfo line,
    String cause,
    String found,
    String expected,
    String action,
    List<CausalStep> path) {

  private static final Pattern SLOT = Pattern.compile("\\binsn (\\d+)");

  /** Compact constructor: lists are copied. */
  public Explanation {
    messages = List.copyOf(messages);
    path = List.copyOf(path);
  }

  /**
   * Explains a refusal.
   *
   * @param refused what was refused, and what is known of it
   * @param missing what instructions refer to that this kernel lacks, by slot
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
    // another rule may have been broken before
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
        CausalStep.of(situation, messages));
  }

  private record Recognised(String cause, Advice advice) {}

  private static Recognised recognise(List<String> messages, Situation situation) {
    String text = String.join("; ", messages) + (situation.isCall() ? RejectionCause.AT_CALL : "");
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

  /** {@code fix.bpf.c:12:7}, or an empty text. */
  public String place() {
    LineInfo at = line;
    if (at == null) {
      return "";
    }
    String file = Words.shown(at.file());
    return file + ":" + at.line() + (at.column() > 0 ? ":" + at.column() : "");
  }

  /** All of it in one line: where, the kernel's words, found, expected, what to do. */
  public String text() {
    StringBuilder out = new StringBuilder("rejected");
    LineInfo at = line;
    if (at != null) {
      out.append(" at ").append(place());
      String source = Words.source(at);
      if (!source.isEmpty()) {
        out.append(" '").append(source).append('\'');
      }
    }
    out.append(": ").append(String.join("; ", messages));
    if (slot >= 0) {
      out.append(", in slot ").append(slot);
      if (!instruction.isEmpty()) {
        out.append(" '").append(instruction).append('\'');
      }
    }
    return out.append("; ").append(hint()).toString();
  }

  /** Found, expected, what to do; in one line. */
  public String hint() {
    StringBuilder out = new StringBuilder();
    if (!found.isEmpty()) {
      out.append("found ").append(found).append("; ");
    }
    if (!expected.isEmpty()) {
      out.append("expected ").append(expected).append("; ");
    }
    return out.append("to do: ").append(action).toString();
  }
}
