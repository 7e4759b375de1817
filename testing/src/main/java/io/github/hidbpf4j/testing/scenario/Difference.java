package io.github.hidbpf4j.testing.scenario;

/**
 * One thing that is not as expected.
 *
 * @param name of a field, an input event, or a byte
 * @param expected what was expected of it; {@link #NONE} where it should not be there
 * @param found what it was; {@link #NONE} where it is not there
 */
public record Difference(String name, String expected, String found) {
  /** Stands for a thing that is not there. */
  public static final String NONE = "none";

  @Override
  public String toString() {
    return "%s: expected %s, found %s".formatted(name, expected, found);
  }
}
