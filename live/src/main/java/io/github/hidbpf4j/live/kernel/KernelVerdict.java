package io.github.hidbpf4j.live.kernel;

import java.util.List;

/**
 * The running kernel's verdict on a program.
 *
 * @param program its name
 * @param outcome how loading it ended
 * @param result 0, or the error number negated
 * @param reason why it was not accepted, in one line
 * @param log the verifier's log
 * @param messages messages of libbpf
 */
public record KernelVerdict(
    String program, Outcome outcome, int result, String reason, String log, List<String> messages) {
  /** How loading a program ended. */
  public enum Outcome {
    /** The kernel accepted it. */
    ACCEPTED("accepted"),
    /** The verifier rejected it. */
    REJECTED("rejected"),
    /** It did not reach the verifier. */
    NOT_LOADED("not loaded");

    private final String text;

    Outcome(String text) {
      this.text = text;
    }

    /** The text for users. */
    public String text() {
      return text;
    }
  }

  /** Copies. */
  public KernelVerdict {
    messages = List.copyOf(messages);
  }

  /** Whether the kernel accepted it. */
  public boolean isAccepted() {
    return outcome == Outcome.ACCEPTED;
  }
}
