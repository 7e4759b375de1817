package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.bpf.program.AsyncKind;

/**
 * Latencies of the callbacks of a program's timers or work items, in nanoseconds.
 *
 * @param callbacks number of callbacks
 * @param fromStart average, from the start of the timer or work item to its callback
 * @param mostFromStart maximum of the same
 * @param late average, from the time that a timer was set to, or a work item was queued, to its
 *     callback
 * @param mostLate maximum of the same
 */
public record CallbackLatency(
    AsyncKind kind,
    String program,
    long callbacks,
    long fromStart,
    long mostFromStart,
    long late,
    long mostLate) {
  /** {@code timer}, {@code sleepable timer} or {@code work}. */
  public String kindText() {
    return switch (kind) {
      case TIMER -> "timer";
      case SLEEPABLE_TIMER -> "sleepable timer";
      case WORK -> "work";
    };
  }
}
