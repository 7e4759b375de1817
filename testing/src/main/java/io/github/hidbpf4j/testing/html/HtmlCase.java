package io.github.hidbpf4j.testing.html;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a report's index: a run, or a test with its result.
 *
 * @param name name of what ran, such as a recording or a test
 * @param group what it belongs to, such as the object; may be empty
 * @param kernel name of the kernel profile; empty if there are several or none
 * @param result how it ended
 * @param messages notes on the result, such as what was found instead of what was expected
 * @param run what happened; null if that is not shown
 */
public record HtmlCase(
    String name,
    String group,
    String kernel,
    Result result,
    List<String> messages,
    @Nullable CapturedRun run) {
  /** Copies the list. */
  public HtmlCase {
    messages = List.copyOf(messages);
  }

  /** How a case ended. */
  public enum Result {
    /** As expected. */
    PASSED,
    /** Not as expected. */
    FAILED,
    /** Its snapshot was rewritten. */
    UPDATED,
    /** It did not run. */
    SKIPPED,
    /** It ran, and nothing was expected of it. */
    RAN
  }
}
