package io.github.hidbpf4j.bpf.verifier.advice;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A possible cause of a verifier message, and the advice for the author.
 *
 * @param id its name: {@code subject.cause}
 * @param pattern pattern of the messages (joined by {@code "; "}), to which {@value #AT_CALL} is
 *     appended when the instruction is a call
 * @param condition condition on the state where the program was refused
 * @param conditional whether there is a condition
 * @param advice text; {@link Words} lists the placeholders in braces
 */
record RejectionCause(
    String id, Pattern pattern, Condition condition, boolean conditional, Advice advice) {
  /** Appended to the messages when the instruction is a call. */
  static final String AT_CALL = " [call]";

  /** Condition for a cause to apply. */
  @FunctionalInterface
  interface Condition {
    boolean holds(Situation situation, Matcher message);

    /** Negation. */
    default Condition not() {
      return (s, m) -> !holds(s, m);
    }

    /** Conjunction. */
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

    /** Adds a cause that is recognised by the message alone. */
    void add(String name, String pattern, String found, String expected, String action) {
      causes.add(
          new RejectionCause(
              subject + "." + name,
              Pattern.compile(pattern),
              (s, m) -> true,
              false,
              new Advice(found, expected, action)));
    }

    /** Adds a cause that is recognised by message and state. */
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
