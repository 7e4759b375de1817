package io.github.hidbpf4j.bpf.verifier.state;

/** The state of an open-coded iterator ({@code enum bpf_iter_state}). */
public enum IteratorState {
  /** Not the first slot of an iterator. */
  INVALID("<invalid>"),
  /** There may be more elements. */
  ACTIVE("active"),
  /** There are no more elements. */
  DRAINED("drained");

  private final String text;

  IteratorState(String text) {
    this.text = text;
  }

  /** The text in the log. */
  public String text() {
    return text;
  }
}
