package io.github.hidbpf4j.testing.suite;

/**
 * What a real kernel and the profile that it is compared with say of one program.
 *
 * @param object file name of the object
 * @param program its name
 * @param kernel why the kernel rejects it; "" where it accepts it
 * @param replay why the profile does; "" where it accepts it
 */
public record ComparedVerdict(String object, String program, String kernel, String replay) {
  /** Whether both accept it, or both reject it. */
  public boolean agrees() {
    return kernel.isEmpty() == replay.isEmpty();
  }

  /** {@code accepted} or {@code rejected}, for a reason of one of them. */
  public static String word(String reason) {
    return reason.isEmpty() ? "accepted" : "rejected";
  }

  /** All of it in a line. */
  public String text() {
    String verdicts =
        "%s, program %s: kernel %s, hidbpf %s"
            .formatted(object, program, word(kernel), word(replay));
    String reason = kernel.isEmpty() ? replay : kernel;
    return reason.isEmpty() ? verdicts : verdicts + ": " + reason;
  }
}
