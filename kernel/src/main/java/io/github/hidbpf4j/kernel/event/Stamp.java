package io.github.hidbpf4j.kernel.event;

/**
 * When and where an event happened, and its cause.
 *
 * @param nanos nanoseconds of {@code MONOTONIC} since the recording's first event, negative before;
 *     without a replay, since the kernel was created
 * @param device {@code hid_id} of the device; 0 for none
 * @param run number of the innermost program run in which it happened; 0 for none
 * @param cause its cause
 * @param chain length of the chain of callbacks before it that started each other without delay
 */
public record Stamp(long nanos, int device, long run, Cause cause, int chain) {
  /** {@return the microseconds since the first event, 0 before} */
  public long micros() {
    return Math.max(0, nanos / 1_000);
  }
}
