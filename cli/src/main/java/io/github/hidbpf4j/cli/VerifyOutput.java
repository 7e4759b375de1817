package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.object.ProgramSpec;
import io.github.hidbpf4j.kernel.verdict.KernelMatrix;
import java.util.List;

/** How {@code hidbpf verify} prints verdicts. */
interface VerifyOutput {
  /**
   * Prints the verdicts on an object.
   *
   * @param name the object
   * @param ownProfile the profile that it was written for; empty when it does not say
   * @param matrix its programs' verdicts, for each profile
   */
  void object(String name, String ownProfile, KernelMatrix matrix);

  /**
   * Prints nothing but the kernels that were asked for.
   *
   * @param name the object
   * @param matrix what all of them say
   * @param kernels names of those that load the object
   */
  void answer(String name, KernelMatrix matrix, List<String> kernels);

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
