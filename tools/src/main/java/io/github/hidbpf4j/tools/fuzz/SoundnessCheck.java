package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.PathVerification;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.env.WalkObserver;
import io.github.hidbpf4j.bpf.vm.Executable;

/**
 * Checks the property that a program that the verifier accepts runs to its end without a fault, and
 * that at every instruction its registers and stack are within a state that the verifier had there.
 */
final class SoundnessCheck implements Property {
  private static final int MOST_STATES = 12_000;
  private static final int RUNS = 3;
  private static final int LOADS_PER_MACHINE = 64;

  /** The verifier. */
  @FunctionalInterface
  interface Step {
    PathVerification.Verification verify(
        LinkedProgram program, ApiProfile profile, int flags, WalkObserver observer);
  }

  private final Step step;
  private final ApiProfile profile;
  private final PathGraph graph;
  private Playground playground = new Playground();
  private int loads;

  /** Creates a check of what this verifier accepts under a profile. */
  SoundnessCheck(ApiProfile profile, Step step) {
    this.profile = profile;
    this.step = step;
    graph = new PathGraph(profile, MOST_STATES);
  }

  @Override
  public FuzzOutcome check(LinkedProgram program, GeneratedProgram features, long seed) {
    graph.clear();
    PathVerification.Verification verification;
    try {
      verification =
          step.verify(
              program,
              profile,
              // every other one with a state kept wherever possible: more paths are pruned
              seed % 2 == 0 ? 0 : VerifierEnv.F_TEST_STATE_FREQ,
              graph);
    } catch (PathGraph.TooLong _) {
      return FuzzOutcome.of(FuzzOutcome.Kind.TOO_LONG, "");
    } catch (RuntimeException e) {
      return FuzzOutcome.crash(e);
    }
    PathVerification.Result result = verification.result();
    VerifiedProgram verified = verification.program();
    if (verified == null) {
      return FuzzOutcome.of(FuzzOutcome.Kind.REFUSED, result.reason());
    }
    if (++loads % LOADS_PER_MACHINE == 0) {
      playground = new Playground();
    }
    long steps = 0;
    long loose = 0;
    try (Executable executable = playground.load(verified)) {
      for (int run = 0; run < RUNS; run++) {
        PathFollower follower =
            new PathFollower(graph, program.instructions(), playground.concrete());
        String fault = null;
        try {
          playground.run(executable, seed + run, follower);
        } catch (BpfException e) {
          fault = String.valueOf(e.getMessage());
        }
        steps += follower.steps();
        loose += follower.looseSteps();
        Blind blind = follower.blind();
        if (blind != null) {
          return FuzzOutcome.of(FuzzOutcome.Kind.BLIND, blind.name());
        }
        String outside = follower.violation();
        if (outside != null) {
          return FuzzOutcome.of(
              FuzzOutcome.Kind.OUTSIDE, outside + (fault == null ? "" : "; then " + fault));
        }
        if (fault != null) {
          return FuzzOutcome.of(FuzzOutcome.Kind.FAULT, fault);
        }
      }
    } catch (RuntimeException e) {
      return FuzzOutcome.crash(e);
    }
    return new FuzzOutcome(
        FuzzOutcome.Kind.FINE, "", features.featuresIn(result.live()), steps, loose);
  }
}
