package io.github.hidbpf4j.kernel.event;

/** A {@link Stamp} that may be in reused memory: valid only during the call. */
public interface StampView {
  /** {@return nanoseconds, as {@link Stamp#nanos}} */
  long nanos();

  /** {@return the microseconds since the first event, 0 before} */
  default long micros() {
    return Math.max(0, nanos() / 1_000);
  }

  /** {@return the kind of its cause} */
  Cause.Kind causeKind();

  /** {@return the number of its cause} */
  long causeNumber();

  /**
   * {@return the length of the chain of callbacks before it that started each other without delay}
   */
  int chain();

  /** {@return an equivalent object that can be kept} */
  Stamp at();
}
