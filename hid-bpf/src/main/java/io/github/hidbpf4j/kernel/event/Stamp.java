package io.github.hidbpf4j.kernel.event;

/**
 * Where an event stands among the others.
 *
 * @param nanos nanoseconds of {@code MONOTONIC} since the recording's first event, negative before;
 *     where nothing is replayed, since the kernel was made
 * @param device {@code hid_id} of the device; 0 for none
 * @param run number of the program run in which it happened, the innermost one; 0 for none
 * @param cause what it came of
 * @param chain how many callbacks came before it in a row that started each other without giving
 *     time
 */
public record Stamp(long nanos, int device, long run, Cause cause, int chain) {
  /** Microseconds since the first event, 0 before. */
  public long micros() {
    return Math.max(0, nanos / 1_000);
  }
}
