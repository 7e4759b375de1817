package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.object.ProgramSpec;
import io.github.hidbpf4j.kernel.lint.LintLevel;
import io.github.hidbpf4j.kernel.verdict.KernelMatrix;
import java.util.List;
import java.util.Map;

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

  /**
   * Tells of what lint finds in an object that loads, findings left out, which verdicts have.
   *
   * @param found how many messages of each level there are, not empty
   */
  void hints(String name, Map<LintLevel, Long> found);

  /**
   * Tells which version of a fix is taken, once all were printed.
   *
   * @param stem what the names of its files have in common
   * @param versions names of the files in the order in which they are tried
   * @param taken for each profile the version that is taken; empty where none loads
   */
  void fix(String stem, List<String> versions, Map<String, String> taken);

  /** All that was printed so far is to be seen. */
  void flush();

  /** Nothing more comes. */
  void end();
}
