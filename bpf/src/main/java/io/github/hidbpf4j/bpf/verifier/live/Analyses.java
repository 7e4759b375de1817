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
   * Folds branches, and marks loops and live registers in the facts of the instructions, when
   * somebody asks for them.
   *
   * @return the liveness of the stack, known now or derived during the walk; null if marks in the
   *     states are used
   */
  public @Nullable StackLiveness run() {
    if (!env.has(VerifierRule.LIVE_REGISTERS)) {
      return null;
    }
    boolean analyses = env.has(VerifierRule.ANALYZED_STACK);
    KnownFlow flow = new KnownFlow(env, analyses);
    if (analyses) {
      flow.foldBranches();
    }
    env.analyseWhenAsked(() -> markRegisters(flow));
    if (analyses) {
      return new AnalyzedStack(env, calls, flow);
    }
    return env.has(VerifierRule.OBSERVED_STACK) ? new ObservedStack(env, flow.graph()) : null;
  }

  private void markRegisters(KnownFlow flow) {
    if (env.has(VerifierRule.LOOP_COMPONENTS)) {
      LoopComponents.mark(env, flow.graph());
    }
    RegisterLiveness.mark(env, calls, flow.graph());
  }
}
