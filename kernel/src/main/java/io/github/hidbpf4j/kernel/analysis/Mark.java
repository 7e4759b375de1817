package io.github.hidbpf4j.kernel.analysis;

/** What a path has done that matters for whether it leads to an injection again. */
sealed interface Mark {
  /** It has put an element into a map, which is there now. */
  record Updated(String map) implements Mark {}

  /** It has put something into a queue. */
  record Put(String queue) implements Mark {}

  /** It has taken something from a queue, or looked at it there. */
  record Taken(String queue) implements Mark {}

  /** It has started what injects a report. */
  record Started() implements Mark {}
}
