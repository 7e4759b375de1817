package io.github.hidbpf4j.tools.live;

/** Thrown when a scenario fails. The message says what was found, and what was expected. */
final class ScenarioFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ScenarioFailure(String message) {
    super(message);
  }

  /** Throws unless something holds. */
  static void unless(boolean isSo, String found) {
    if (!isSo) {
      throw new ScenarioFailure(found);
    }
  }
}
