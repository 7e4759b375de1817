package io.github.hidbpf4j.kernel.event;

/** How a report that the host received compares with the one that the device sent. */
public enum Delivery {
  /** The same bytes, which mean the same. */
  UNCHANGED("="),
  /** The same bytes, with another meaning under the descriptor in use. */
  REINTERPRETED("~"),
  /** Other bytes. */
  CHANGED(">"),
  /** An additional report, injected by a program. */
  INJECTED("+");

  private final String mark;

  Delivery(String mark) {
    this.mark = mark;
  }

  /** {@return a one-character symbol for output: {@code =}, {@code ~}, {@code >} or {@code +}} */
  public String mark() {
    return mark;
  }
}
