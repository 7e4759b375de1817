package io.github.hidbpf4j.bpf.async;

import io.github.hidbpf4j.bpf.helper.RunContext;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.map.ProgramHandle;
import io.github.hidbpf4j.bpf.program.AsyncKind;
import org.jspecify.annotations.Nullable;

/**
 * A callback that belongs to a map value: what a {@code bpf_timer} or {@code bpf_wq} field points
 * to once it is initialised. Program, function and flags are guarded by the owner's lock; it is
 * never held while a program runs or anything is waited for.
 */
abstract sealed class AsyncCallback permits BpfTimer, BpfWorkQueue {
  final AsyncCallbacks owner;
  final BpfMap map;

  /** Addresses of the field, of its value and of the value's key. */
  final long field;

  final long value;
  final long key;

  /** What the field holds: index in the owner's table, from 1. */
  final int handle;

  /** The program that set the callback; referenced. */
  @Nullable ProgramHandle program;

  /** The same program's name, for who watches. */
  String programName = "";

  /** The name of {@link #function}; "" when it is not known. */
  String functionName = "";

  /** The function to call, as programs name it; 0 when there is none. */
  long function;

  /** When it was started last, and from when it may run: nanoseconds of MONOTONIC. */
  long startedAt;

  long dueAt;

  /** Of what started it last: see {@link AsyncCallbacks#generation}. */
  int generation;

  AsyncCallback(AsyncCallbacks owner, BpfMap map, long field, long value, long key, int handle) {
    this.owner = owner;
    this.map = map;
    this.field = field;
    this.value = value;
    this.key = key;
    this.handle = handle;
  }

  /** How its callback is run as things are; with the owner's lock held. */
  abstract AsyncKind kind();

  /** Whether it is to run. */
  abstract boolean isPending();

  /** Whether it runs. */
  abstract boolean isRunning();

  /** Whether it was started last in a chain of callbacks that give no time, and put off. */
  abstract boolean isThrottled();

  /**
   * Takes it off its queue, without waiting for a callback that is running; whether it was pending.
   */
  abstract boolean discard();

  /**
   * Sets the callback, with the owner's lock held.
   *
   * @return the program that it belonged to before, to be released without the lock
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

  /** Drops the callback, with the owner's lock held; returns the program to be released. */
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
