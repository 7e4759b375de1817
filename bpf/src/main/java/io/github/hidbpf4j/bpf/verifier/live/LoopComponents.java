package io.github.hidbpf4j.bpf.verifier.live;

import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;

/**
 * Numbers the loops: instructions that reach each other share a number, those outside loops have 0
 * ({@code bpf_compute_scc}; Tarjan's algorithm without recursion). In later releases, a call with a
 * callback is a loop of its own.
 */
final class LoopComponents {
  private final VerifierEnv env;
  private final InstructionGraph graph;
  private final boolean callbacks;
  private final int[] found;
  private final int[] lowest;
  private final int[] open;
  private final int[] path;
  private int openCount;
  private int number;

  private LoopComponents(VerifierEnv env, InstructionGraph graph) {
    this.env = env;
    this.graph = graph;
    callbacks = env.has(VerifierRule.CALLBACKS_ARE_LOOPS);
    found = new int[graph.size()];
    lowest = new int[graph.size()];
    open = new int[graph.size()];
    path = new int[graph.size() + 1];
  }

  /** Stores the numbers in the facts of the instructions. */
  static void mark(VerifierEnv env, InstructionGraph graph) {
    if (graph.isOrdered()) {
      markCallbacks(env, graph);
      return;
    }
    LoopComponents search = new LoopComponents(env, graph);
    int order = 1;
    for (int i = 0; i < graph.size(); i++) {
      if (search.found[i] == 0) {
        order = search.from(i, order);
      }
    }
  }

  /** Without loops of instructions: each call that calls back is one. */
  private static void markCallbacks(VerifierEnv env, InstructionGraph graph) {
    int number = 0;
    for (int i = 0; i < graph.size() && env.has(VerifierRule.CALLBACKS_ARE_LOOPS); i++) {
      if (env.facts[i].callsCallback()) {
        env.facts[i].setLoop(++number);
      }
    }
  }

  private int from(int start, int first) {
    int order = first;
    openCount = 0;
    int depth = 0;
    path[depth++] = start;
    while (depth > 0) {
      int at = path[depth - 1];
      if (found[at] == 0) {
        found[at] = order;
        lowest[at] = order++;
        open[openCount++] = at;
      }
      int unseen = -1;
      for (int s = 0; s < 2 && unseen < 0; s++) {
        int to = graph.successor(at, s);
        if (to < 0) {
          continue;
        }
        if (found[to] == 0) {
          unseen = to;
        } else {
          lowest[at] = Math.min(lowest[at], lowest[to]);
        }
      }
      if (unseen >= 0) {
        path[depth++] = unseen;
        continue;
      }
      depth--;
      if (lowest[at] == found[at]) {
        close(at);
      }
    }
    return order;
  }

  /** Closes the component of this root: everything above it on the stack. */
  private void close(int root) {
    boolean loop =
        open[openCount - 1] != root
            || graph.successor(root, 0) == root
            || graph.successor(root, 1) == root
            || callbacks && env.facts[root].callsCallback();
    int id = loop ? ++number : 0;
    int member;
    do {
      member = open[--openCount];
      lowest[member] = Integer.MAX_VALUE;
      env.facts[member].setLoop(id);
    } while (member != root);
  }
}
