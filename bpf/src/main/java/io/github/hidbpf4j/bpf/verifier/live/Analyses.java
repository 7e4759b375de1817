package io.github.hidbpf4j.bpf.verifier.live;

import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.call.CallChecker;
import io.github.hidbpf4j.bpf.verifier.env.StackLiveness;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import org.jspecify.annotations.Nullable;

/**
 * The static analyses of the instructions that a kernel makes before the walk, by the profile's
 * rules.
 */
public final class Analyses {
  private final VerifierEnv env;
  private final CallChecker calls;

  /** Creates it for one verification. */
  public Analyses(VerifierEnv env, CallChecker calls) {
    this.env = env;
    this.calls = calls;
  }

  /**
   * Marks loops and live registers in the facts of the instructions.
   *
   * @return the liveness of the stack, known now or derived during the walk; null if marks in the
   *     states are used
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
