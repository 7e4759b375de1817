package io.github.hidbpf4j.bpf.verifier.prune;

import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.ArrayList;
import java.util.Arrays;
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

  private static final int OUTSIDE = -1;

  private record Backedge(VerifierState state, VerifierState equal) {}

  /** {@code struct bpf_scc_visit}. */
  private static final class Visit {
    final List<Integer> chain;
    @Nullable VerifierState entry;
    final List<Backedge> backedges = new ArrayList<>();

    Visit(List<Integer> chain) {
      this.chain = chain;
    }
  }

  private final VerifierEnv env;
  private final Precision precision;
  private final Liveness liveness;
  private final History history;
  private final boolean callbacks;

  /** Of loops in the first frame, where most are: by number of the loop. */
  private @Nullable Visit[] first = new Visit[8];

  /** Of others: by the calls leading to the loop, and its negated number. */
  private final Map<List<Integer>, Visit> deeper = new HashMap<>();

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
    Arrays.fill(first, null);
    deeper.clear();
  }

  /** The frame of the outermost loop that a state is in; {@link #OUTSIDE} if it is in none. */
  private int frame(VerifierState state) {
    for (int f = 0; f <= state.currentFrame(); f++) {
      if (env.loop(state.slot(f)) != 0) {
        return f;
      }
    }
    return OUTSIDE;
  }

  private List<Integer> chain(VerifierState state, int frame) {
    List<Integer> chain = new ArrayList<>(frame + 1);
    for (int i = 0; i < frame; i++) {
      chain.add(state.slot(i));
    }
    chain.add(-env.loop(state.slot(frame)));
    return chain;
  }

  private @Nullable Visit visit(VerifierState state, int frame) {
    if (frame > 0) {
      return deeper.get(chain(state, frame));
    }
    int loop = env.loop(state.slot(frame));
    return loop < first.length ? first[loop] : null;
  }

  private Visit newVisit(VerifierState state, int frame) {
    List<Integer> chain = chain(state, frame);
    Visit visit = new Visit(chain);
    if (frame > 0) {
      deeper.put(chain, visit);
    } else {
      int loop = env.loop(state.slot(frame));
      if (loop >= first.length) {
        first = Arrays.copyOf(first, 2 * loop);
      }
      first[loop] = visit;
    }
    return visit;
  }

  @Override
  public boolean isOpen(VerifierState kept) {
    int frame = frame(kept);
    Visit visit = frame == OUTSIDE ? null : visit(kept, frame);
    return visit != null && !visit.backedges.isEmpty();
  }

  @Override
  public boolean isNeeded(VerifierState evicted) {
    return evicted.branches() != 0 || isOpen(evicted);
  }

  @Override
  public void kept(VerifierState copy) {
    int frame = frame(copy);
    if (frame == OUTSIDE) {
      return;
    }
    history.putAside(copy);
    Visit known = visit(copy, frame);
    Visit visit = known == null ? newVisit(copy, frame) : known;
    if (visit.entry == null) {
      visit.entry = copy;
      log("enter", visit);
    }
  }

  @Override
  public void closed(VerifierState current, VerifierState by) {
    if (!callbacks && by.branches() > 0 && env.facts[by.slot()].callsCallback()) {
      return;
    }
    int frame = frame(by);
    Visit visit = frame == OUTSIDE ? null : visit(by, frame);
    if (visit == null) {
      throw new IllegalStateException("a path is covered in a loop that was not entered");
    }
    VerifierState copy = new VerifierState();
    copy.copy(current);
    history.putAside(copy);
    visit.backedges.add(new Backedge(copy, by));
    waiting++;
    log("backedge", visit);
  }

  @Override
  public void explored(VerifierState state, @Nullable VerifierState parent) {
    int frame = frame(state);
    if (frame == OUTSIDE) {
      return;
    }
    Visit visit = visit(state, frame);
    if (visit == null) {
      // bpf_throw() ended the path in a loop without a stored state: the kernel fails.
      throw env.bug("scc exit: no visit info for call chain %s", text(chain(state, frame)));
    }
    if (visit.entry != state) {
      return;
    }
    log("exit", visit);
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

  private void log(String what, Visit visit) {
    if (env.log.showsAll()) {
      env.verbose("SCC " + what + " " + text(visit.chain));
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
