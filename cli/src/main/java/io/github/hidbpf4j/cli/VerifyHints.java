package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import io.github.hidbpf4j.kernel.analysis.AnalyzedProgram;
import io.github.hidbpf4j.kernel.lint.Lint;
import io.github.hidbpf4j.kernel.lint.LintLevel;
import io.github.hidbpf4j.kernel.lint.LintMessage;
import io.github.hidbpf4j.kernel.lint.LintRule;
import io.github.hidbpf4j.kernel.verdict.KernelMatrix;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * How much lint finds in an object that was just verified: it uses the paths that the verifier took
 * under the last kernel, so that nothing is verified twice.
 */
final class VerifyHints implements BiConsumer<ApiProfile, List<ProgramPaths>> {
  private String profile = "";
  private List<ProgramPaths> paths = List.of();

  /** Whether lint has anything to say of the object: it is about hooks. */
  static boolean isFor(BpfObject object) {
    return object.maps().stream().anyMatch(m -> m.structOps() != null)
        || object.programs().stream().anyMatch(p -> p.section().startsWith("fmod_ret/hid_bpf_"));
  }

  @Override
  public void accept(ApiProfile kernel, List<ProgramPaths> accepted) {
    profile = kernel.name();
    paths = accepted;
  }

  /**
   * Number of messages per level, without findings, which verdicts already have; empty if there are
   * none.
   */
  Map<LintLevel, Long> of(BpfObject object, KernelMatrix matrix) {
    Map<LintLevel, Long> found = new TreeMap<>();
    List<AnalyzedProgram> programs = paths.stream().map(AnalyzedProgram::new).toList();
    paths = List.of();
    for (KernelMatrix.Kernel kernel :
        programs.isEmpty() ? List.<KernelMatrix.Kernel>of() : matrix.kernels()) {
      if (kernel.profile().equals(profile)) {
        for (LintMessage message : Lint.of(object, programs, kernel.verdicts(), null)) {
          LintRule rule = message.rule();
          if (rule != LintRule.FINDING && rule != LintRule.WRONG_SLOT && rule != LintRule.REFUSED) {
            found.merge(rule.level(), 1L, Long::sum);
          }
        }
      }
    }
    return found;
  }
}
