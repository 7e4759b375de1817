package io.github.hidbpf4j.bpf.verifier.state;

/** Where an open-coded iterator is ({@code enum bpf_iter_state}). */
public enum IteratorState {
  /** Not the first slot of an iterator. */
  INVALID("<invalid>"),
  /** There may be more elements. */
  ACTIVE("active"),
  /** There are none. */
  DRAINED("drained");

  private final String text;

  IteratorState(String text) {
    this.text = text;
  }

  /** As the log shows it. */
  public String text() {
    return text;
  }
}
