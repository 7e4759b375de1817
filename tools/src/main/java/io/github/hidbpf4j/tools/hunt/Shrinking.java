package io.github.hidbpf4j.tools.hunt;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes findings small, step by step. */
final class Shrinking {
  private static final int MOST_STEPS = 200;

  private Shrinking() {}

  /**
   * The last of the findings that a step leads to from this one.
   *
   * @param step a simpler finding of the same kind; null if there is none
   */
  static <T> T simplest(T found, Function<T, @Nullable T> step) {
    T simplest = found;
    for (int i = 0; i < MOST_STEPS; i++) {
      T simpler = step.apply(simplest);
      if (simpler == null) {
        break;
      }
      simplest = simpler;
    }
    return simplest;
  }
}
