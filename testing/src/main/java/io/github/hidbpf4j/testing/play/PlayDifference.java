package io.github.hidbpf4j.testing.play;

import java.util.List;

/**
 * A difference between a real kernel and the replay.
 *
 * @param message the difference in one line
 * @param details what the replay has, in lines that begin with {@code -}, and what the kernel has,
 *     in lines that begin with {@code +}
 */
public record PlayDifference(String message, List<String> details) {
  /** Copies. */
  public PlayDifference {
    details = List.copyOf(details);
  }
}
