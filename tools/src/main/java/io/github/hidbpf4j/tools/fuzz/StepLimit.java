package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.verifier.env.Vouched;
import io.github.hidbpf4j.bpf.verifier.env.WalkObserver;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;

/** Ends verifications that process very many instructions. */
final class StepLimit implements WalkObserver {
  private final int limit;
  private int steps;

  /** Creates a limit of this many instructions. */
  StepLimit(int limit) {
    this.limit = limit;
  }

  /** Restarts counting. */
  void clear() {
    steps = 0;
  }

  @Override
  public void instruction(int slot, VerifierState state) {
    if (++steps > limit) {
      throw new PathGraph.TooLong();
    }
  }

  @Override
  public void entered(VerifierState state, int slot) {}

  @Override
  public void branched(VerifierState pending) {}

  @Override
  public void resumed(VerifierState pending) {}

  @Override
  public void kept(VerifierState copy) {}

  @Override
  public void covered(int slot, VerifierState by, VerifierState current, Vouched vouched) {}
}
