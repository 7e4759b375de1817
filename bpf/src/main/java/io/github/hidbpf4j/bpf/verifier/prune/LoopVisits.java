package io.github.hidbpf4j.bpf.verifier.prune;

import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Loops of instructions, as in kernels from 6.17 on: a state belongs to the outermost frame that is
 * in a loop, together with the calls that lead to it ({@code bpf_scc_callchain}). A path that is
 * covered within the loop is deferred, and the precision of the covering state is propagated to its
 * parents when all paths of the loop were explored, repeatedly until nothing changes ({@code
 * propagate_backedges}).
 */
final class LoopVisits implements OpenLoops {
  /** MAX_BACKEDGE_ITERS. */
  private static final int MOST_ROUNDS = 64;

  private record Backedge(VerifierState state, VerifierState equal) {}

  /** {@code struct bpf_scc_visit}. */
  private static final class Visit {
    @Nullable VerifierState entry;
    final List<Backedge> backedges = new ArrayList<>();
  }

  private final VerifierEnv env;
  private final Precision precision;
  private final Liveness liveness;
  private final History history;
  private final boolean callbacks;
  private final Map<List<Integer>, Visit> visits = new HashMap<>();
  private int waiting;

  LoopVisits(VerifierEnv env, Precision precision, Liveness liveness, History history) {
    this.env = env;
    this.precision = precision;
    this.liveness = liveness;
    this.history = history;
    callbacks = env.has(VerifierRule.CALLBACKS_ARE_LOOPS);
  }

  @Override
  public void clear() {
    visits.clear();
  }

  /** The outermost loop of a state and the calls leading to it; null outside loops. */
  private @Nullable List<Integer> chain(VerifierState state) {
    for (int f = 0; f <= state.currentFrame(); f++) {
      int loop = env.loop(state.slot(f));
      if (loop != 0) {
        List<Integer> chain = new ArrayList<>(f + 1);
        for (int i = 0; i < f; i++) {
          chain.add(state.slot(i));
        }
        chain.add(-loop);
        return chain;
      }
    }
    return null;
  }

  private @Nullable Visit visit(VerifierState state) {
    List<Integer> chain = chain(state);
    return chain == null ? null : visits.get(chain);
  }

  @Override
  public boolean isOpen(VerifierState kept) {
    Visit visit = visit(kept);
    return visit != null && !visit.backedges.isEmpty();
  }

  @Override
  public boolean isNeeded(VerifierState evicted) {
    return evicted.branches() != 0 || isOpen(evicted);
  }

  @Override
  public void kept(VerifierState copy) {
    List<Integer> chain = chain(copy);
    if (chain == null) {
      return;
    }
    history.putAside(copy);
    Visit visit = visits.computeIfAbsent(chain, _ -> new Visit());
    if (visit.entry == null) {
      visit.entry = copy;
      log("enter", chain);
    }
  }

  @Override
  public void closed(VerifierState current, VerifierState by) {
    if (!callbacks && by.branches() > 0 && env.facts[by.slot()].callsCallback()) {
      return;
    }
    List<Integer> chain = chain(by);
    Visit visit = chain == null ? null : visits.get(chain);
    if (chain == null || visit == null) {
      throw new IllegalStateException("a path is covered in a loop that was not entered");
    }
    VerifierState copy = new VerifierState();
    copy.copy(current);
    history.putAside(copy);
    visit.backedges.add(new Backedge(copy, by));
    waiting++;
    log("backedge", chain);
  }

  @Override
  public void explored(VerifierState state, @Nullable VerifierState parent) {
    List<Integer> chain = chain(state);
    if (chain == null) {
      return;
    }
    Visit visit = visits.get(chain);
    if (visit == null) {
      // bpf_throw() ended the path in a loop without a stored state: the kernel fails.
      throw env.bug("scc exit: no visit info for call chain %s", text(chain));
    }
    if (visit.entry != state) {
      return;
    }
    log("exit", chain);
    visit.entry = null;
    waiting -= visit.backedges.size();
    tellParents(visit.backedges.reversed());
    visit.backedges.clear();
  }

  /** The kernel processes them starting with the last one. */
  private void tellParents(List<Backedge> backedges) {
    boolean changed = true;
    for (int round = 0; changed; round++) {
      if (round >= MOST_ROUNDS) {
        backedges.forEach(edge -> settle(edge.state));
        return;
      }
      changed = false;
      for (Backedge edge : backedges) {
        changed |= liveness.propagate(edge.equal, edge.state);
        changed |= precision.propagate(edge.equal, edge.state);
      }
    }
  }

  private void settle(VerifierState state) {
    liveness.readAll(state);
    precision.markAllPrecise(state);
  }

  @Override
  public int waiting() {
    return waiting;
  }

  private void log(String what, List<Integer> chain) {
    if (env.log.showsAll()) {
      env.verbose("SCC " + what + " " + text(chain));
    }
  }

  private static String text(List<Integer> chain) {
    StringBuilder out = new StringBuilder("(");
    for (int i = 0; i < chain.size() - 1; i++) {
      out.append(chain.get(i)).append(',');
    }
    return out.append(-chain.getLast()).append(')').toString();
  }
}
