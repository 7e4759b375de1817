package io.github.hidbpf4j.kernel.verdict;

/** What happens to a program when it is loaded. */
public enum Verdict {
  /** The verifier accepts it. */
  ACCEPTED("accepted"),
  /** The verifier rejects it. */
  REJECTED("rejected"),
  /** It does not reach the verifier: libbpf cannot link it for this kernel. */
  NOT_LINKED("not linked");

  private final String text;

  Verdict(String text) {
    this.text = text;
  }

  /** {@return the name in output, such as {@code not linked}} */
  public String text() {
    return text;
  }
}
