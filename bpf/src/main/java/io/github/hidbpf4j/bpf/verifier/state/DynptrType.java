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

  /** As the log shows it. */
  public String text() {
    return text;
  }

  /** Whether it must be given back. */
  public boolean isReferenceCounted() {
    return this == RINGBUF;
  }
}
