package io.github.hidbpf4j.tools.fuzz;

import java.util.Set;

/**
 * The outcome for a program.
 *
 * @param kind kind of outcome
 * @param detail why it was rejected, or what was found wrong
 * @param features its features, if it was accepted
 * @param steps number of executed instructions
 * @param looseSteps how many of these had a verifier state that was not trusted completely
 */
record FuzzOutcome(Kind kind, String detail, Set<Feature> features, long steps, long looseSteps) {
  /** Kinds of outcomes. */
  enum Kind {
    /** Accepted, and all runs were as the verifier foresaw. */
    FINE,
    /** The verifier rejected it. */
    REFUSED,
    /** The walk was too long to record; not examined further. */
    TOO_LONG,
    /** Accepted, and a run went where Linux is known to be blind: {@link Blind}. */
    BLIND,
    /** Accepted, and a run was outside all states. */
    OUTSIDE,
    /** Accepted, and a run ended with a fault or did not end. */
    FAULT,
    /** Accepted, and the engines differ. */
    DIFFERENT,
    /** The verifier or the machine crashed. */
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
