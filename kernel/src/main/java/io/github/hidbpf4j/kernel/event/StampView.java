package io.github.hidbpf4j.kernel.event;

/** A {@link Stamp} that may lie in memory which is used again: valid during the call only. */
public interface StampView {
  /** {@return nanoseconds, as {@link Stamp#nanos}} */
  long nanos();

  /** {@return the microseconds since the first event, 0 before} */
  default long micros() {
    return Math.max(0, nanos() / 1_000);
  }

  /** {@return what sort of thing it came of} */
  Cause.Kind causeKind();

  /** {@return which of its kind it came of} */
  long causeNumber();

  /** {@return how many callbacks before it started each other without delay} */
  int chain();

  /** {@return an object that says the same, and can be kept} */
  Stamp at();
}
