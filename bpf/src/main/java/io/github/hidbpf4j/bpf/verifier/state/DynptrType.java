package io.github.hidbpf4j.bpf.verifier.state;

/** Kinds of dynptrs ({@code enum bpf_dynptr_type}). */
public enum DynptrType {
  LOCAL("local"),
  RINGBUF("ringbuf"),
  SKB("skb"),
  XDP("xdp");

  private final String text;

  DynptrType(String text) {
    this.text = text;
  }

  /** The text in the log. */
  public String text() {
    return text;
  }

  /** Whether it must be released. */
  public boolean isReferenceCounted() {
    return this == RINGBUF;
  }
}
