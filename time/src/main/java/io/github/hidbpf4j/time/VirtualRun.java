package io.github.hidbpf4j.time;

import java.util.concurrent.Semaphore;

/** Something that can have the baton of a {@link VirtualClock}: one run at a time has it. */
final class VirtualRun {
  final String what;
  final boolean process;

  /** Whether what it starts begins a chain. */
  final boolean source;

  final Semaphore baton = new Semaphore(0);
  boolean woken;

  /** When it began, and what it owed then. */
  long begin;

  long owed;

  VirtualRun(String what, boolean process, boolean source) {
    this.what = what;
    this.process = process;
    this.source = source;
  }
}
