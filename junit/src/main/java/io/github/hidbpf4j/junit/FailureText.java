package io.github.hidbpf4j.junit;

import io.github.hidbpf4j.testing.scenario.Difference;
import io.github.hidbpf4j.testing.scenario.Mismatch;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.opentest4j.AssertionFailedError;

/** Makes failures of tests that people can read and tools can show side by side. */
final class FailureText {
  private FailureText() {}

  /**
   * A failure with its differences, one per line.
   *
   * @param where start of the message
   */
  static AssertionFailedError failure(String where, Mismatch otherwise) {
    String message = where + message(otherwise.message(), otherwise.lines());
    List<Difference> all = otherwise.differences();
    return all.isEmpty()
        ? new AssertionFailedError(message)
        : new AssertionFailedError(
            message, side(all, Difference::expected), side(all, Difference::found));
  }

  static AssertionFailedError failure(String message) {
    return new AssertionFailedError(message);
  }

  /** A message and the lines below it. */
  static String message(String first, List<String> lines) {
    return first + lines.stream().map(l -> "\n  " + l).collect(Collectors.joining());
  }

  private static String side(List<Difference> all, Function<Difference, String> value) {
    return all.stream().map(d -> d.name() + " " + value.apply(d)).collect(Collectors.joining("\n"));
  }

  static String hex(byte[] bytes) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes);
  }
}
