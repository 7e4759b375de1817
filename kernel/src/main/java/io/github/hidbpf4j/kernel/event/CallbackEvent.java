package io.github.hidbpf4j.kernel.event;

/** Events of timers and work items of programs. */
public sealed interface CallbackEvent extends KernelEvent {
  /**
   * A program started a timer or queued work.
   *
   * @param at when and where it happened, and what of
   * @param kind {@link RunKind#TIMER} or {@link RunKind#WORK}
   * @param program the program that the callback belongs to
   * @param what the timer or work item, such as the name of the map
   * @param function name of the callback that will run; "" when it is not known
   * @param delay nanoseconds from now
   */
  record Scheduled(Stamp at, RunKind kind, String program, String what, String function, long delay)
      implements CallbackEvent {}

  /**
   * A program cancelled a timer or work item.
   *
   * @param at when and where it happened, and what of
   * @param kind {@link RunKind#TIMER} or {@link RunKind#WORK}
   * @param program the program that the callback belongs to
   * @param what the timer or work item, such as the name of the map
   */
  record Cancelled(Stamp at, RunKind kind, String program, String what) implements CallbackEvent {}

  /**
   * A timer or work item was started in a chain of callbacks that restart each other without delay,
   * and is throttled.
   *
   * @param at when and where it happened, and what of
   * @param kind {@link RunKind#TIMER} or {@link RunKind#WORK}
   * @param program the program that the callback belongs to
   * @param what the timer or work item, such as the name of the map
   * @param function name of the callback; "" when it is not known
   * @param starter identifies the timer or work item that started it; "" when it was started by an
   *     event that one of them caused
   */
  record Spinning(
      Stamp at, RunKind kind, String program, String what, String function, String starter)
      implements CallbackEvent {}

  /**
   * A start was refused: {@code bpf_timer_cancel} had dropped the callback and none was set since.
   *
   * @param at when and where it happened, and what of
   * @param program the program that called {@code bpf_timer_start}
   * @param map name of the map with the timer
   */
  record StartRefused(Stamp at, String program, String map) implements CallbackEvent {}

  /**
   * A map has lost its last user reference: its live timers and work items are cancelled, or an
   * {@code init} was refused with -EPERM.
   *
   * @param at when and where it happened, and what of
   * @param program the program that owns the callback, or whose {@code init} was refused
   * @param map name of the map
   */
  record WithoutUser(Stamp at, String program, String map) implements CallbackEvent {}
}
