package io.github.hidbpf4j.guest.machine;

import java.util.List;
import java.util.Map;

/** The outcome of a command in a guest. */
public sealed interface CaseOutcome {
  /** Lines that the command printed, in order. */
  List<String> lines();

  /** Warnings of the kernel meanwhile, which it survived. */
  List<String> warnings();

  /**
   * The command ended.
   *
   * @param status 0 on success
   * @param lines lines that it printed
   * @param products files that it produced, by name
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
   * The guest died, or did not answer any more and was killed.
   *
   * @param death how it died
   * @param reason one line: what the console says, or what was waited for
   * @param console its last lines
   * @param lines lines that the command had printed; after a hang also the stacks of the guest's
   *     threads, if it could still print them
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
