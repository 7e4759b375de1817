package io.github.hidbpf4j.testing.suite;

/**
 * The verdicts of a real kernel, and of the profile that it is compared with, on one program.
 *
 * @param object file name of the object
 * @param program its name
 * @param kernel why the kernel rejects it; "" if it accepts it
 * @param replay why the profile does; "" if it accepts it
 */
public record ComparedVerdict(String object, String program, String kernel, String replay) {
  /** Whether both accept it, or both reject it. */
  public boolean agrees() {
    return kernel.isEmpty() == replay.isEmpty();
  }

  /** {@code accepted}, or {@code rejected} if there is a reason. */
  public static String word(String reason) {
    return reason.isEmpty() ? "accepted" : "rejected";
  }

  /** Both verdicts in one line. */
  public String text() {
    String verdicts =
        "%s, program %s: kernel %s, hidbpf %s"
            .formatted(object, program, word(kernel), word(replay));
    String reason = kernel.isEmpty() ? replay : kernel;
    return reason.isEmpty() ? verdicts : verdicts + ": " + reason;
  }
}
