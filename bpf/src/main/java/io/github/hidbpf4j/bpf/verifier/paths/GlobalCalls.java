package io.github.hidbpf4j.bpf.verifier.paths;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The nodes that call global functions, and the nodes where these return. */
final class GlobalCalls {
  private final ProgramPaths paths;
  private final Map<Integer, List<Integer>> callers = new HashMap<>();
  private final Map<Integer, List<Integer>> exits = new HashMap<>();
  private boolean found;

  GlobalCalls(ProgramPaths paths) {
    this.paths = paths;
  }

  /** The nodes that call the function with this first node; empty when there is none. */
  List<Integer> callers(int first) {
    find();
    return callers.getOrDefault(first, List.of());
  }

  /** The nodes where the function with this first node returns. */
  List<Integer> exits(int first) {
    find();
    return exits.getOrDefault(first, List.of());
  }

  private void find() {
    if (found) {
      return;
    }
    found = true;
    for (int node = 0; node < paths.size(); node++) {
      int callee = paths.globalCallee(node);
      if (callee != ProgramPaths.NONE) {
        callers.computeIfAbsent(callee, c -> new ArrayList<>()).add(node);
      }
      if (paths.isExit(node) && paths.depth(node) == 0) {
        exits.computeIfAbsent(paths.root(node), r -> new ArrayList<>()).add(node);
      }
    }
  }
}
