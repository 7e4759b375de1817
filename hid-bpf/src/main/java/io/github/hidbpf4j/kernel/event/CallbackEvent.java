package io.github.hidbpf4j.kernel.event;

/** Events of timers and work items of programs. */
public sealed interface CallbackEvent extends KernelEvent {
  /**
   * A program started a timer or queued work.
   *
   * @param kind {@link RunKind#TIMER} or {@link RunKind#WORK}
   * @param what the timer or work item, such as the name of the map
   * @param function name of the callback that will run; "" when it is not known
   * @param delay nanoseconds from now
   */
  record Scheduled(Stamp at, RunKind kind, String program, String what, String function, long delay)
      implements CallbackEvent {}

  /** A program cancelled a timer or work item. */
  record Cancelled(Stamp at, RunKind kind, String program, String what) implements CallbackEvent {}

  /**
   * It was started in a chain of callbacks that restart each other without delay, and is throttled.
   *
   * @param starter identifies the timer or work item that started it; "" when it was started by an
   *     event that one of them caused
   */
  record Spinning(
      Stamp at, RunKind kind, String program, String what, String function, String starter)
      implements CallbackEvent {}

  /**
   * A start was refused: {@code bpf_timer_cancel} had dropped the callback and none was set since.
   */
  record StartRefused(Stamp at, String program, String map) implements CallbackEvent {}

  /**
   * A map has lost its last user reference: its live timers and work items are cancelled, or an
   * {@code init} was refused with -EPERM.
   */
  record WithoutUser(Stamp at, String program, String map) implements CallbackEvent {}
}
