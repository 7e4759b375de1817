package io.github.hidbpf4j.guest.machine;

import java.util.List;
import java.util.Map;

/** How a command in a guest went. */
public sealed interface CaseOutcome {
  /** Lines that the command printed, in order. */
  List<String> lines();

  /** The kernel's own warnings while it ran, which it survived. */
  List<String> warnings();

  /**
   * It ended.
   *
   * @param status 0 if all is well
   * @param lines that it printed
   * @param products files that it made, by name
   * @param warnings of the kernel
   */
  record Finished(
      int status, List<String> lines, Map<String, byte[]> products, List<String> warnings)
      implements CaseOutcome {
    /** Copies the collections. */
    public Finished {
      lines = List.copyOf(lines);
      products = Map.copyOf(products);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * The guest died of it, or did not answer any more and was ended.
   *
   * @param death how
   * @param reason one line: what the console says, or what was waited for
   * @param console its last lines
   * @param lines that the command had printed by then; where it hung, also what the guest's threads
   *     were at, if it could still say so
   * @param warnings of the kernel
   */
  record Died(
      GuestDeath death,
      String reason,
      List<String> console,
      List<String> lines,
      List<String> warnings)
      implements CaseOutcome {
    /** Copies the lists. */
    public Died {
      console = List.copyOf(console);
      lines = List.copyOf(lines);
      warnings = List.copyOf(warnings);
    }
  }
}
