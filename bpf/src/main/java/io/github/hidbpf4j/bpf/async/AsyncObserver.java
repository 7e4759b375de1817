package io.github.hidbpf4j.bpf.async;

import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.program.AsyncKind;
import org.jspecify.annotations.Nullable;

/**
 * Sees callbacks run, and what is done to have them run. Called on the thread that runs them or
 * does it, in real time on several at once; must not call back, must not wait.
 */
public interface AsyncObserver {
  /** Sees nothing. */
  AsyncObserver NONE = new AsyncObserver() {};

  /**
   * A callback begins.
   *
   * @param program name of the program that it belongs to
   * @param function name of the callback; "" when it is not known
   * @param map the map, {@code key} the address of the key of the element it serves
   * @param startedAt nanoseconds of MONOTONIC at which it was started last
   * @param dueAt nanoseconds of MONOTONIC from which it could run: the deadline, or the start for
   *     work
   */
  default void begun(
      AsyncKind kind,
      String program,
      String function,
      BpfMap map,
      long key,
      long startedAt,
      long dueAt) {}

  /** It ended. */
  default void ended(AsyncKind kind, String program, String function, BpfMap map, long key) {}

  /**
   * It was started, and was not yet pending, or was moved.
   *
   * @param program name of the program that did it
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
   * It was started in a chain of callbacks that start each other without giving time, and is put
   * off: see {@link io.github.hidbpf4j.time.Scheduler}.
   *
   * @param by the map of the callback that started it; null when an event did, which came of one
   * @param byKey address of the key of that one's element
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
   * It was pending and was taken back: by {@code bpf_timer_cancel}, or with its element or map,
   * whose lock may then be held.
   *
   * @param program name of the program that did it; of the program whose callback it is where an
   *     element went
   */
  default void cancelled(AsyncKind kind, String program, String function, BpfMap map, long key) {}

  /**
   * A start was refused because {@code bpf_timer_cancel} had dropped the callback and none was set
   * since.
   */
  default void startedAfterCancel(String program, BpfMap map) {}

  /**
   * A map has lost its last user reference: what was live in it is cancelled, or an {@code init}
   * was refused with -EPERM. The owner's lock may be held.
   *
   * @param program the program whose callback it was, or that called
   */
  default void withoutUser(String program, BpfMap map) {}
}
