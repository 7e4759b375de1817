package io.github.hidbpf4j.bpf.async;

import io.github.hidbpf4j.bpf.map.BpfMap;

/** Sees callbacks run. Called on the thread that runs them, without locks held. */
public interface AsyncObserver {
  /** Sees nothing. */
  AsyncObserver NONE = new AsyncObserver() {};

  /**
   * A callback begins.
   *
   * @param program name of the program that it belongs to
   * @param map the map, {@code key} the address of the key of the element it serves
   * @param startedAt nanoseconds of MONOTONIC at which it was started last
   * @param dueAt nanoseconds of MONOTONIC from which it could run: the deadline, or the start for
   *     work
   */
  default void begun(
      AsyncKind kind, String program, BpfMap map, long key, long startedAt, long dueAt) {}

  /** It ended. */
  default void ended(AsyncKind kind, String program, BpfMap map, long key) {}

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
