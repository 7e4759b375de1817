package io.github.hidbpf4j.junit;

import io.github.hidbpf4j.testing.scenario.Difference;
import io.github.hidbpf4j.testing.scenario.Mismatch;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.opentest4j.AssertionFailedError;

/** Failures of tests, as people read them and as tools show them side by side. */
final class FailureText {
  private FailureText() {}

  /**
   * A failure with what differs, a line for each.
   *
   * @param where what the message begins with
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
