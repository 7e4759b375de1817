package io.github.hidbpf4j.testing.scenario;

/**
 * One value that is not as expected.
 *
 * @param name of a field, an input event, or a byte
 * @param expected the expected value; {@link #NONE} if it should not exist
 * @param found the actual value; {@link #NONE} if it does not exist
 */
public record Difference(String name, String expected, String found) {
  /** Represents a missing value. */
  public static final String NONE = "none";

  @Override
  public String toString() {
    return "%s: expected %s, found %s".formatted(name, expected, found);
  }
}
