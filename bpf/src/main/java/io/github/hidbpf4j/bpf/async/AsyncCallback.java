package io.github.hidbpf4j.bpf.async;

import io.github.hidbpf4j.bpf.helper.RunContext;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.map.ProgramHandle;
import io.github.hidbpf4j.bpf.program.AsyncKind;
import org.jspecify.annotations.Nullable;

/**
 * A callback that belongs to a map value: what a {@code bpf_timer} or {@code bpf_wq} field points
 * to once it is initialised. Program, function and flags are guarded by the owner's lock; it is
 * never held while a program runs or while waiting.
 */
abstract sealed class AsyncCallback permits BpfTimer, BpfWorkQueue {
  final AsyncCallbacks owner;
  final BpfMap map;

  /** Addresses of the field, of its value and of the value's key. */
  final long field;

  final long value;
  final long key;

  /** Content of the field: index in the owner's table, from 1. */
  final int handle;

  /** The program that set the callback; a reference is held. */
  @Nullable ProgramHandle program;

  /** The name of that program, for observers. */
  String programName = "";

  /** The name of {@link #function}; "" when it is not known. */
  String functionName = "";

  /** The function to call, as programs identify it; 0 when there is none. */
  long function;

  /** When it was last started, and the earliest time it may run: CLOCK_MONOTONIC, nanoseconds. */
  long startedAt;

  long dueAt;

  /** Generation of whatever started it last: see {@link AsyncCallbacks#generation}. */
  int generation;

  AsyncCallback(AsyncCallbacks owner, BpfMap map, long field, long value, long key, int handle) {
    this.owner = owner;
    this.map = map;
    this.field = field;
    this.value = value;
    this.key = key;
    this.handle = handle;
  }

  /** How its callback currently runs; call with the owner's lock held. */
  abstract AsyncKind kind();

  /** Whether it is pending. */
  abstract boolean isPending();

  /** Whether it is running. */
  abstract boolean isRunning();

  /** Whether its last start was throttled, as one of a chain of callbacks restarting each other. */
  abstract boolean isThrottled();

  /** Dequeues it without waiting for a running callback; returns whether it was pending. */
  abstract boolean discard();

  /**
   * Sets the callback; call with the owner's lock held.
   *
   * @return the program that it belonged to before, to be released after unlocking
   */
  @Nullable ProgramHandle set(ProgramHandle to, RunContext run, long callback) {
    ProgramHandle before = program;
    program = to;
    programName = run.program().source().name();
    if (function != callback) {
      functionName = run.functionName(callback);
    }
    function = callback;
    return before;
  }

  /** Drops the callback; call with the owner's lock held. Returns the program to be released. */
  @Nullable ProgramHandle drop() {
    ProgramHandle before = program;
    program = null;
    function = 0;
    return before;
  }

  /** Runs the callback, if there is one, on the calling thread. */
  final void call(AsyncKind kind) {
    ProgramHandle held;
    long callback;
    String name;
    String calledName;
    synchronized (owner.lock) {
      held = program;
      callback = function;
      name = programName;
      calledName = functionName;
      if (held == null || callback == 0 || !held.tryAcquire()) {
        return;
      }
    }
    try {
      if (map.acquire()) {
        try {
          owner.run(this, kind, name, callback, calledName);
        } finally {
          map.release();
        }
      }
    } finally {
      held.release();
    }
  }
}
