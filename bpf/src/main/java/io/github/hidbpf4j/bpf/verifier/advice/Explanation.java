package io.github.hidbpf4j.bpf.verifier.advice;

import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
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
 * @param found what was found; empty when nothing is known beyond the messages
 * @param expected what was expected; empty as above
 * @param action what to do
 */
public record Explanation(
    String program,
    List<String> messages,
    int slot,
    String instruction,
    @Nullable LineInfo line,
    String found,
    String expected,
    String action) {

  private static final Pattern SLOT = Pattern.compile("\\binsn (\\d+)");

  /** Compact constructor: lists are copied. */
  public Explanation {
    messages = List.copyOf(messages);
  }

  /**
   * Explains a refusal.
   *
   * @param program what was refused
   * @param profile under which profile
   * @param reason the line logged last, word for word
   * @param slot instruction at fault, -1 for none
   * @param log the log at level 1 or 2
   * @param poisoned CO-RE relocations of the program that found nothing, by slot
   */
  public static Explanation of(
      LinkedProgram program,
      ApiProfile profile,
      String reason,
      int slot,
      String log,
      Map<Integer, String> poisoned) {
    List<String> messages = LogMessages.of(log);
    if (messages.isEmpty()) {
      messages = List.of(reason);
    }
    int at = slot >= 0 ? slot : slotIn(messages, program);
    String text =
        at >= 0 && at < program.instructions().size() ? new InstructionText(program).text(at) : "";
    LineInfo line = program.lineAt(Math.max(at, 0));
    String missing = poisoned.get(at);
    Advice advice =
        missing == null
            ? new AdviceFinder(program, profile, at).find(String.join("; ", messages))
            : Advice.ofMissingType(missing);
    return new Explanation(
        program.name(),
        messages,
        at,
        text,
        line,
        advice.found(),
        advice.expected(),
        advice.action());
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
    String file = AdviceFinder.shown(at.file());
    return file + ":" + at.line() + (at.column() > 0 ? ":" + at.column() : "");
  }

  /** All of it in one line: where, the kernel's words, found, expected, what to do. */
  public String text() {
    StringBuilder out = new StringBuilder("rejected");
    LineInfo at = line;
    if (at != null) {
      out.append(" at ").append(place());
      String source = at.text().strip();
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
