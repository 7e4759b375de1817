package io.github.hidbpf4j.kernel.verdict;

/** What becomes of a program. */
public enum Verdict {
  /** The verifier accepts it. */
  ACCEPTED("accepted"),
  /** The verifier rejects it. */
  REJECTED("rejected"),
  /** It does not get to the verifier: libbpf cannot link it for this kernel. */
  NOT_LINKED("not linked");

  private final String text;

  Verdict(String text) {
    this.text = text;
  }

  /** What it is called in output. */
  public String text() {
    return text;
  }
}
