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

  /** Name in output. */
  public String text() {
    return text;
  }
}
