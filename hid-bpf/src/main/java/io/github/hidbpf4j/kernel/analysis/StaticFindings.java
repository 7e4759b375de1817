package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.bpf.object.LinkedObject;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.kernel.finding.Finding;
import java.util.List;

/**
 * Findings on an object that can be made without running it: what Linux accepts and its author
 * should know all the same. Each names file and line. Only what is certain is said, or what happens
 * on a path that the program clearly has: an object without findings may still have the faults that
 * depend on devices and on time, which a run shows.
 *
 * <p>Found are re-injection loops without a guard, reads of the event buffer after an injection
 * overwrote it, results of injections that may be -EBUSY and are not looked at, starts of timers
 * whose callback a cancel has dropped, timer callbacks that sleep, results of -4096 and less, and
 * {@code hid_bpf_input_report} in a descriptor fixup.
 */
public final class StaticFindings {
  private static final int MOST_ROUNDS = 8;

  private StaticFindings() {}

  /** Findings on all programs of an object that could be linked. */
  public static List<Finding> of(LinkedObject object, ApiProfile profile) {
    return of(object.programs(), profile);
  }

  /**
   * Findings on programs that work together: those of one object.
   *
   * @param programs as they were linked, with the kernel's BTF
   * @param profile the API that they are for
   */
  public static List<Finding> of(List<LinkedProgram> programs, ApiProfile profile) {
    Facts facts = new Facts(profile);
    List<Code> all = programs.stream().map(Code::new).toList();
    for (Code code : all) {
      boolean _ =
          new Walk(code, new Recorder(code, facts, null), Walk.Assume.NOTHING)
              .run(Hooks.enter(code));
    }
    // Callbacks set and start others: until nothing new comes to light.
    for (int round = 0; round < MOST_ROUNDS && facts.hasLearned(); round++) {
      for (Facts.Callback c : facts.callbacks()) {
        boolean _ =
            new Walk(c.code(), new Recorder(c.code(), facts, c), Walk.Assume.NOTHING)
                .run(c.enter());
      }
    }
    facts.conclude();
    new ReinjectionLoop(facts, all).check();
    return List.copyOf(facts.findings());
  }
}
