package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.object.ProgramSpec;
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

  /**
   * Tells of an optional program that was not verified, because it is not loaded by itself.
   *
   * @param request what {@code --optional} has to name
   */
  void leftOut(String name, ProgramSpec program, String request);

  /** All that was printed so far is to be seen. */
  void flush();

  /** Nothing more comes. */
  void end();
}
