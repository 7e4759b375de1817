package io.github.hidbpf4j.testing.scenario;

import java.util.ArrayList;
import java.util.List;

/**
 * A mismatch between an expectation and what happened.
 *
 * @param message what was expected
 * @param differences the single differences, if it can be divided into them
 * @param details what happened instead, in lines
 */
public record Mismatch(String message, List<Difference> differences, List<String> details) {
  /** Copies. */
  public Mismatch {
    differences = List.copyOf(differences);
    details = List.copyOf(details);
  }

  /** A mismatch without single differences. */
  Mismatch(String message, List<String> details) {
    this(message, List.of(), details);
  }

  /** {@return the differences and details as lines} */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    differences.forEach(d -> lines.add(d.toString()));
    lines.addAll(details);
    return lines;
  }
}
