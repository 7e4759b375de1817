package io.github.hidbpf4j.tools.fuzz;

import java.util.Set;

/**
 * What became of a program.
 *
 * @param kind how it ended
 * @param detail why it was refused, or what was found wrong
 * @param features what was in it, if it was accepted
 * @param steps instructions that ran
 * @param looseSteps of them, those where the verifier's state was not trusted in everything
 */
record FuzzOutcome(Kind kind, String detail, Set<Feature> features, long steps, long looseSteps) {
  /** Ways to end. */
  enum Kind {
    /** Accepted, and all runs went as foreseen. */
    FINE,
    /** The verifier refused it. */
    REFUSED,
    /** The walk was longer than is recorded: not looked at further. */
    TOO_LONG,
    /** Accepted, and a run went where Linux is known not to look: {@link Blind}. */
    BLIND,
    /** Accepted, and a run was outside of all states. */
    OUTSIDE,
    /** Accepted, and a run ended with a fault or did not end. */
    FAULT,
    /** Accepted, and the engines do not do the same. */
    DIFFERENT,
    /** The verifier or the machine failed by itself. */
    CRASH
  }

  static FuzzOutcome of(Kind kind, String detail) {
    return new FuzzOutcome(kind, detail, Set.of(), 0, 0);
  }

  static FuzzOutcome crash(Throwable e) {
    StackTraceElement[] trace = e.getStackTrace();
    return of(Kind.CRASH, e + (trace.length == 0 ? "" : " at " + trace[0]));
  }

  boolean isBad() {
    return switch (kind) {
      case OUTSIDE, FAULT, DIFFERENT, CRASH -> true;
      case FINE, REFUSED, TOO_LONG, BLIND -> false;
    };
  }
}
