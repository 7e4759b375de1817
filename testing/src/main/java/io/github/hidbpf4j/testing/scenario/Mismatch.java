package io.github.hidbpf4j.testing.scenario;

import java.util.ArrayList;
import java.util.List;

/**
 * How something is not as expected.
 *
 * @param message what was expected
 * @param differences what is otherwise, one by one, as far as it can be told so
 * @param details what came instead, in lines
 */
public record Mismatch(String message, List<Difference> differences, List<String> details) {
  /** Copies. */
  public Mismatch {
    differences = List.copyOf(differences);
    details = List.copyOf(details);
  }

  /** Without differences. */
  Mismatch(String message, List<String> details) {
    this(message, List.of(), details);
  }

  /** {@return the differences and the details, in lines} */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    differences.forEach(d -> lines.add(d.toString()));
    lines.addAll(details);
    return lines;
  }
}
