package io.github.hidbpf4j.bpf.verifier.prune;

import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import org.jspecify.annotations.Nullable;

/**
 * Loops of states, as in kernels up to 6.16: a state that was covered within a loop points to the
 * topmost state of that loop, its loop entry ({@code get_loop_entry}, {@code update_loop_entry}).
 */
final class LoopEntries implements OpenLoops {
  private final VerifierEnv env;

  LoopEntries(VerifierEnv env) {
    this.env = env;
  }

  @Override
  public boolean isOpen(VerifierState kept) {
    VerifierState loop = entry(kept);
    return loop != null && loop.branches() > 0;
  }

  @Override
  public void closed(VerifierState current, VerifierState by) {
    boolean underWay = by.branches() > 0;
    if (underWay && env.facts[by.slot()].callsCallback()) {
      return; // iterations of callbacks do not count as loops of states here
    }
    VerifierState loop = underWay ? by : entry(by);
    if (loop != null) {
      update(current, loop);
    }
  }

  @Override
  public void explored(VerifierState state, @Nullable VerifierState parent) {
    if (parent != null && state.loopEntry() != null) {
      update(parent, state.loopEntry());
    }
  }

  @Override
  public boolean isNeeded(VerifierState evicted) {
    return !evicted.frame(0).register(0).isDone() || evicted.usedAsLoopEntry();
  }

  private static @Nullable VerifierState entry(VerifierState state) {
    VerifierState topmost = state.loopEntry();
    while (topmost != null && topmost.loopEntry() != null && topmost != topmost.loopEntry()) {
      topmost = topmost.loopEntry();
    }
    VerifierState at = state;
    while (at != null && at.loopEntry() != topmost) {
      VerifierState old = at.loopEntry();
      at.setLoopEntry(topmost);
      at = old;
    }
    return topmost;
  }

  private static void update(VerifierState current, VerifierState header) {
    VerifierState currentTop = entry(current);
    VerifierState headerTop = entry(header);
    VerifierState c = currentTop == null ? current : currentTop;
    VerifierState h = headerTop == null ? header : headerTop;
    if (h.branches() > 0 && h.dfsDepth() <= c.dfsDepth()) {
      current.setLoopEntry(header);
      header.markUsedAsLoopEntry();
    }
  }
}
