package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.kernel.verdict.ProgramVerdict;
import java.util.List;

/** How {@code hidbpf verify} prints verdicts. */
interface VerifyOutput {
  /**
   * Prints the verdicts on an object.
   *
   * @param name the object
   * @param ownProfile the profile that it was written for; empty when it does not say
   * @param byProfile its programs' verdicts, for each profile; the same programs in each
   */
  void object(String name, String ownProfile, List<List<ProgramVerdict>> byProfile);

  /** All that was printed so far is to be seen. */
  void flush();

  /** Nothing more comes. */
  void end();
}
