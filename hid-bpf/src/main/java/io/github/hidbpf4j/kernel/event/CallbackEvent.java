package io.github.hidbpf4j.kernel.event;

/** What is done to timers and work items of programs. */
public sealed interface CallbackEvent extends KernelEvent {
  /**
   * A program started a timer or queued work.
   *
   * @param kind {@link RunKind#TIMER} or {@link RunKind#WORK}
   * @param what tells the timer or work item from others, such as the name of the map
   * @param function name of the callback that will run; "" when it is not known
   * @param delay nanoseconds from now
   */
  record Scheduled(Stamp at, RunKind kind, String program, String what, String function, long delay)
      implements CallbackEvent {}

  /** A program took back what it had started. */
  record Cancelled(Stamp at, RunKind kind, String program, String what) implements CallbackEvent {}

  /**
   * It was started in a chain of callbacks that start each other without giving time, and is put
   * off.
   *
   * @param starter what tells the one that started it from others; "" when an event did, which came
   *     of one
   */
  record Spinning(
      Stamp at, RunKind kind, String program, String what, String function, String starter)
      implements CallbackEvent {}

  /**
   * A start was refused: {@code bpf_timer_cancel} had dropped the callback and none was set since.
   */
  record StartRefused(Stamp at, String program, String map) implements CallbackEvent {}

  /**
   * A map has lost its last user reference: what was live in it is cancelled, or an {@code init}
   * was refused with -EPERM.
   */
  record WithoutUser(Stamp at, String program, String map) implements CallbackEvent {}
}
