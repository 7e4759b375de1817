package io.github.hidbpf4j.bpf.verifier.live;

import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.call.CallChecker;
import io.github.hidbpf4j.bpf.verifier.env.StackLiveness;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import org.jspecify.annotations.Nullable;

/** What a kernel works out of the instructions before the walk, by the rules of the profile. */
public final class Analyses {
  private final VerifierEnv env;
  private final CallChecker calls;

  /** For one verification. */
  public Analyses(VerifierEnv env, CallChecker calls) {
    this.env = env;
    this.calls = calls;
  }

  /**
   * Marks loops and live registers in the facts of the instructions.
   *
   * @return what is known of the stack, or will be learnt from the walk; null where the marks in
   *     the states tell
   */
  public @Nullable StackLiveness run() {
    if (!env.has(VerifierRule.LIVE_REGISTERS)) {
      return null;
    }
    boolean analyses = env.has(VerifierRule.ANALYZED_STACK);
    InstructionGraph graph = new InstructionGraph(env, analyses);
    ConstantRegisters constants = analyses ? new ConstantRegisters(env, graph) : null;
    if (constants != null && constants.foldBranches()) {
      graph = new InstructionGraph(env, true);
    }
    if (env.has(VerifierRule.LOOP_COMPONENTS)) {
      LoopComponents.mark(env, graph);
    }
    RegisterLiveness.mark(env, calls, graph);
    if (constants != null) {
      return new AnalyzedStack(env, calls, graph, constants);
    }
    return env.has(VerifierRule.OBSERVED_STACK) ? new ObservedStack(env, graph) : null;
  }
}
