package io.github.hidbpf4j.tools.live;

/** A scenario that is not as it has to be. The message says what was found, and what expected. */
final class ScenarioFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ScenarioFailure(String message) {
    super(message);
  }

  /** Says that something is not as it has to be, unless it is. */
  static void unless(boolean isSo, String found) {
    if (!isSo) {
      throw new ScenarioFailure(found);
    }
  }
}
