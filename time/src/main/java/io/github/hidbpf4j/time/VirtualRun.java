package io.github.hidbpf4j.time;

import java.util.concurrent.Semaphore;

/** A run of a {@link VirtualClock}; one at a time has the baton. */
final class VirtualRun {
  final String what;
  final boolean process;

  /** Whether runs that it starts begin a chain. */
  final boolean source;

  final Semaphore baton = new Semaphore(0);
  boolean woken;

  /** When it started, and its debt then. */
  long begin;

  long owed;

  VirtualRun(String what, boolean process, boolean source) {
    this.what = what;
    this.process = process;
    this.source = source;
  }
}
