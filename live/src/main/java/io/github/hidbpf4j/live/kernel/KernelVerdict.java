package io.github.hidbpf4j.live.kernel;

import java.util.List;

/**
 * What the kernel that runs says of a program.
 *
 * @param program its name
 * @param outcome how it ended
 * @param result 0, or the error number negated
 * @param reason why it is not accepted, in one line
 * @param log what the verifier wrote
 * @param messages what libbpf wrote
 */
public record KernelVerdict(
    String program, Outcome outcome, int result, String reason, String log, List<String> messages) {
  /** How loading a program ended. */
  public enum Outcome {
    /** The kernel took it. */
    ACCEPTED("accepted"),
    /** The verifier rejects it. */
    REJECTED("rejected"),
    /** It did not reach the verifier. */
    NOT_LOADED("not loaded");

    private final String text;

    Outcome(String text) {
      this.text = text;
    }

    /** As users read it. */
    public String text() {
      return text;
    }
  }

  /** Copies. */
  public KernelVerdict {
    messages = List.copyOf(messages);
  }

  /** Whether the kernel took it. */
  public boolean isAccepted() {
    return outcome == Outcome.ACCEPTED;
  }
}
