package io.github.hidbpf4j.bpf.program;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Explains to the author of a program why it was refused.
 *
 * @param program name of the program
 * @param messages the verifier's words, line by line, the decisive one last
 * @param slot instruction at fault; -1 when the program as a whole is at fault
 * @param instruction its text; empty without slot
 * @param line its source line, or the first line of the program; null when unknown
 * @param cause name of the recognised cause, {@code subject.cause}; empty for none
 * @param found what was found; empty when only the messages are known
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

  /** Compact constructor: lists are copied. */
  public Explanation {
    messages = List.copyOf(messages);
    path = List.copyOf(path);
  }

  /** {@return {@code fix.bpf.c:12:7}, without an unknown column; empty without source line} */
  public String place() {
    LineInfo at = line;
    if (at == null) {
      return "";
    }
    String file = at.shownFile();
    return file + ":" + at.line() + (at.column() > 0 ? ":" + at.column() : "");
  }

  /**
   * {@return the whole explanation in one line: place, the kernel's message, found, expected,
   * action}
   */
  public String text() {
    StringBuilder out = new StringBuilder("rejected");
    LineInfo at = line;
    if (at != null) {
      out.append(" at ").append(place());
      String source = at.shownText();
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

  /** {@return found, expected and action in one line} */
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
