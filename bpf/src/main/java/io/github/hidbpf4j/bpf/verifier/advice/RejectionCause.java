package io.github.hidbpf4j.bpf.verifier.advice;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the causes that a message of the verifier may have, and what to tell the author then.
 *
 * @param id its name: {@code subject.cause}
 * @param pattern what the messages (joined by {@code "; "}) look like; {@value #AT_CALL} stands
 *     behind them where the instruction is a call
 * @param condition what must be so where the program was refused
 * @param conditional whether there is a condition
 * @param advice what to say; {@link Words} has what stands in braces
 */
record RejectionCause(
    String id, Pattern pattern, Condition condition, boolean conditional, Advice advice) {
  /** Behind the messages where the instruction is a call. */
  static final String AT_CALL = " [call]";

  /** What must be so for a cause to be the real one. */
  @FunctionalInterface
  interface Condition {
    boolean holds(Situation situation, Matcher message);

    /** The other way round. */
    default Condition not() {
      return (s, m) -> !holds(s, m);
    }

    /** Both. */
    default Condition and(Condition other) {
      return (s, m) -> holds(s, m) && other.holds(s, m);
    }
  }

  /** The matcher of these messages when this is the cause, or null. */
  @org.jspecify.annotations.Nullable
  Matcher match(String messages, Situation situation) {
    Matcher matcher = pattern.matcher(messages);
    return matcher.find() && condition.holds(situation, matcher) ? matcher : null;
  }

  /** Causes of one subject, in the order in which they are tried. */
  static final class Table {
    private final String subject;
    private final List<RejectionCause> causes;

    Table(String subject) {
      this(subject, new ArrayList<>());
    }

    private Table(String subject, List<RejectionCause> causes) {
      this.subject = subject;
      this.causes = causes;
    }

    /** A cause that the message alone tells. */
    void add(String name, String pattern, String found, String expected, String action) {
      causes.add(
          new RejectionCause(
              subject + "." + name,
              Pattern.compile(pattern),
              (s, m) -> true,
              false,
              new Advice(found, expected, action)));
    }

    /** A cause that the message and the state tell. */
    void add(
        String name,
        String pattern,
        Condition condition,
        String found,
        String expected,
        String action) {
      causes.add(
          new RejectionCause(
              subject + "." + name,
              Pattern.compile(pattern),
              condition,
              true,
              new Advice(found, expected, action)));
    }

    List<RejectionCause> causes() {
      return List.copyOf(causes);
    }
  }
}
