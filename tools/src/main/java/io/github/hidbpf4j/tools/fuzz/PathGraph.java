package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.Vouched;
import io.github.hidbpf4j.bpf.verifier.env.WalkObserver;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records how the verifier walked through a program. A node is an instruction that was verified,
 * with a copy of the state before it; edges lead to what came next on some path. If a path was
 * pruned because a kept state covers it, an edge leads to the node where that state was kept, and
 * says what the comparison vouched for: {@link TrustedState}.
 */
final class PathGraph implements WalkObserver {
  /** Thrown when the walk is too long to be recorded. */
  static final class TooLong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLong() {
      super("too many states", null, false, false);
    }
  }

  private static final int NONE = -1;

  private final ApiProfile profile;
  private final int limit;
  private int[] slots = new int[256];
  private VerifierState[] states = new VerifierState[256];
  private int[] firstEdge = new int[256];
  private int nodes;
  private int[] targets = new int[512];
  private int[] nextEdge = new int[512];
  private @Nullable TrustedState[] trusts = new @Nullable TrustedState[512];
  private boolean[] intoLoops = new boolean[512];
  private int edges;
  private int cursor = NONE;
  private @Nullable VerifierState keptNext;
  private final Map<VerifierState, Integer> keptAt = new IdentityHashMap<>();
  private final Map<VerifierState, Integer> branchedAt = new IdentityHashMap<>();

  /** Creates a graph of at most this many nodes, for walks under this profile. */
  PathGraph(ApiProfile profile, int limit) {
    this.profile = profile;
    this.limit = limit;
  }

  /** Clears the graph; its memory is reused. */
  void clear() {
    nodes = 0;
    edges = 0;
    cursor = NONE;
    keptNext = null;
    keptAt.clear();
    branchedAt.clear();
  }

  /** Whether comparisons of constants are turned into jumps before the walk. */
  boolean foldsBranches() {
    return profile.has(VerifierRule.ANALYZED_STACK);
  }

  int size() {
    return nodes;
  }

  int slot(int node) {
    return slots[node];
  }

  VerifierState state(int node) {
    return states[node];
  }

  /** The first edge of a node, or -1. */
  int firstEdge(int node) {
    return firstEdge[node];
  }

  /** The next edge of the same node, or -1. */
  int nextEdge(int edge) {
    return nextEdge[edge];
  }

  int target(int edge) {
    return targets[edge];
  }

  /** What can be trusted after the edge; null for everything. */
  @Nullable TrustedState trust(int edge) {
    return trusts[edge];
  }

  /** Whether the edge is an inexact comparison with a state of a loop of states. */
  boolean isIntoLoop(int edge) {
    return intoLoops[edge];
  }

  @Override
  public void entered(VerifierState state, int slot) {
    cursor = NONE;
    keptNext = null;
  }

  @Override
  public void instruction(int slot, VerifierState state) {
    if (nodes == limit) {
      throw new TooLong();
    }
    if (nodes == slots.length) {
      int more = nodes * 2;
      slots = Arrays.copyOf(slots, more);
      states = Arrays.copyOf(states, more);
      firstEdge = Arrays.copyOf(firstEdge, more);
    }
    slots[nodes] = slot;
    VerifierState copy = states[nodes];
    if (copy == null) {
      copy = new VerifierState();
      states[nodes] = copy;
    }
    copy.copy(state);
    firstEdge[nodes] = NONE;
    if (cursor != NONE) {
      addEdge(cursor, nodes, null, false);
    }
    cursor = nodes++;
    VerifierState kept = keptNext;
    if (kept != null) {
      keptAt.put(kept, cursor);
      keptNext = null;
    }
  }

  @Override
  public void branched(VerifierState pending) {
    branchedAt.put(pending, cursor);
  }

  @Override
  public void resumed(VerifierState pending) {
    cursor = branchedAt.getOrDefault(pending, NONE);
  }

  @Override
  public void kept(VerifierState copy) {
    keptNext = copy;
  }

  @Override
  public void covered(int slot, VerifierState by, VerifierState current, Vouched vouched) {
    Integer node = keptAt.get(by);
    if (node != null && cursor != NONE) {
      addEdge(cursor, node, trust(by, states[node], vouched), !vouched.within() && isBlindLoop(by));
    }
  }

  /**
   * What the comparison vouches for. Marks in states do not show who reads a slot that no state has
   * yet.
   */
  private @Nullable TrustedState trust(VerifierState kept, VerifierState before, Vouched vouched) {
    boolean exact = profile.has(VerifierRule.OBSERVED_STACK);
    return TrustedState.after(kept, exact ? before : kept, vouched);
  }

  /** See {@link Blind#LOOP_OF_STATES}: a loop of states, or the turns of a callback. */
  private boolean isBlindLoop(VerifierState kept) {
    if (profile.has(VerifierRule.CALLBACKS_ARE_LOOPS)) {
      return false;
    }
    boolean loop = !profile.has(VerifierRule.LOOP_COMPONENTS) && kept.loopEntry() != null;
    for (int f = 0; f <= kept.currentFrame(); f++) {
      loop |= kept.frame(f).inCallback();
    }
    return loop;
  }

  private void addEdge(int from, int to, @Nullable TrustedState trust, boolean intoLoop) {
    if (edges == targets.length) {
      int more = edges * 2;
      targets = Arrays.copyOf(targets, more);
      nextEdge = Arrays.copyOf(nextEdge, more);
      trusts = Arrays.copyOf(trusts, more);
      intoLoops = Arrays.copyOf(intoLoops, more);
    }
    targets[edges] = to;
    trusts[edges] = trust;
    intoLoops[edges] = intoLoop;
    nextEdge[edges] = firstEdge[from];
    firstEdge[from] = edges++;
  }

  /** The innermost frame of a node's state. */
  FrameState frame(int node) {
    return states[node].frame();
  }
}
