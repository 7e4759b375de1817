package io.github.hidbpf4j.kernel.event;

/** What a report that a host got is beside the one that the device sent. */
public enum Delivery {
  /** The same bytes, which mean the same. */
  UNCHANGED("="),
  /** The same bytes, which mean something else by the descriptor in use. */
  REINTERPRETED("~"),
  /** Other bytes. */
  CHANGED(">"),
  /** A report that a program sent in addition. */
  INJECTED("+");

  private final String mark;

  Delivery(String mark) {
    this.mark = mark;
  }

  /** One character for people. */
  public String mark() {
    return mark;
  }
}
