package io.github.hidbpf4j.bpf.async;

import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.program.AsyncKind;
import org.jspecify.annotations.Nullable;

/**
 * Observes callbacks as they are started, run and cancelled. Called on the thread where that
 * happens, in real time on several at once; must not call back and must not block.
 */
public interface AsyncObserver {
  /** Observer that does nothing. */
  AsyncObserver NONE = new AsyncObserver() {};

  /**
   * A callback starts to run.
   *
   * @param program name of the program that it belongs to
   * @param function name of the callback; "" when it is not known
   * @param map the map, {@code key} the address of the key of the element it serves
   * @param startedAt nanoseconds of MONOTONIC when it was last started
   * @param dueAt nanoseconds of MONOTONIC from which it could run: the deadline of a timer, the
   *     start of work
   */
  default void begun(
      AsyncKind kind,
      String program,
      String function,
      BpfMap map,
      long key,
      long startedAt,
      long dueAt) {}

  /** A callback returned. */
  default void ended(AsyncKind kind, String program, String function, BpfMap map, long key) {}

  /**
   * A callback was started: it became pending, or its deadline moved.
   *
   * @param program name of the program that started it
   * @param startedAt nanoseconds of MONOTONIC: now
   * @param dueAt nanoseconds of MONOTONIC from which it can run
   */
  default void started(
      AsyncKind kind,
      String program,
      String function,
      BpfMap map,
      long key,
      long startedAt,
      long dueAt) {}

  /**
   * A start was throttled, as part of a chain of callbacks that restart each other without delay:
   * see {@link io.github.hidbpf4j.time.Scheduler}.
   *
   * @param by the map of the callback that started it; null when it was started in an event that a
   *     callback had caused
   * @param byKey address of the key of that callback's element
   */
  default void spins(
      AsyncKind kind,
      String program,
      String function,
      BpfMap map,
      long key,
      @Nullable BpfMap by,
      long byKey) {}

  /**
   * A pending callback was cancelled: by {@code bpf_timer_cancel}, or because its element or map
   * went away, whose lock may then be held.
   *
   * @param program name of the program that cancelled it; where an element went away, of the
   *     program that set the callback
   */
  default void cancelled(AsyncKind kind, String program, String function, BpfMap map, long key) {}

  /**
   * A start was refused because {@code bpf_timer_cancel} had dropped the callback and no other was
   * set since.
   */
  default void startedAfterCancel(String program, BpfMap map) {}

  /**
   * A map has lost its last user reference: its live callbacks are cancelled, or an {@code init}
   * was refused with -EPERM. The owner's lock may be held.
   *
   * @param program the program whose callback it was, or that called
   */
  default void withoutUser(String program, BpfMap map) {}
}
