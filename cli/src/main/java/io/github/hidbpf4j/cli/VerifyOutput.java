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
   * @param ownProfile the profile that it was written for; empty if it does not say
   * @param matrix its programs' verdicts, for each profile
   */
  void object(String name, String ownProfile, KernelMatrix matrix);

  /**
   * Prints only the requested kernels.
   *
   * @param name the object
   * @param matrix the verdicts of all kernels
   * @param kernels names of the kernels that load the object
   */
  void answer(String name, KernelMatrix matrix, List<String> kernels);

  /**
   * Reports an optional program that was not verified, because it is not loaded unless requested.
   *
   * @param request what to name in {@code --optional}
   */
  void leftOut(String name, ProgramSpec program, String request);

  /**
   * Reports what lint finds in an object that loads, without findings, which verdicts already have.
   *
   * @param found number of messages per level, not empty
   */
  void hints(String name, Map<LintLevel, Long> found);

  /**
   * Reports which version of a fix is used, after all were printed.
   *
   * @param stem common part of the names of its files
   * @param versions names of the files in the order in which they are tried
   * @param taken the version used under each profile; empty if none loads
   */
  void fix(String stem, List<String> versions, Map<String, String> taken);

  /** Flushes what was printed so far. */
  void flush();

  /** Ends the output. */
  void end();
}
