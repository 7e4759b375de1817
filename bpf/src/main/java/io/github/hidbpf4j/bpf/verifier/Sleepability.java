package io.github.hidbpf4j.bpf.verifier;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.ApiProfile.GlobalFunctionRule;
import io.github.hidbpf4j.bpf.proto.ApiProfile.TimerCallbackRule;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Set;

/**
 * In which functions sleeping is forbidden: a walk of the call graph from the program and its
 * callbacks. As in Linux 6.12 callbacks of work items may sleep, those of timers may not unless the
 * whole program is sleepable; a global function is judged by the program alone. A profile may say
 * otherwise.
 */
final class Sleepability {
  private final BitSet mayNotSleep = new BitSet();
  private final BitSet maySleep = new BitSet();

  Sleepability(LinkedProgram program, ApiProfile profile, Set<Flow.Edge> edges) {
    boolean main = program.sleepable();
    GlobalFunctionRule globals = profile.options().globalFunctions();
    ArrayDeque<Integer> open = new ArrayDeque<>();
    mark(0, main, open);
    while (!open.isEmpty()) {
      int function = open.pop();
      for (Flow.Edge edge : edges) {
        if (edge.from() != function) {
          continue;
        }
        for (boolean sleeps : new boolean[] {false, true}) {
          if (!(sleeps ? maySleep : mayNotSleep).get(function)) {
            continue;
          }
          boolean callee =
              switch (edge.kind()) {
                case STATIC_CALL, CALLBACK -> sleeps;
                case WORK -> true;
                case TIMER ->
                    main && profile.options().timerCallbacks() == TimerCallbackRule.SLEEPABLE;
                case GLOBAL_CALL ->
                    globals == GlobalFunctionRule.VERIFIED_NON_SLEEPABLE ? main : sleeps;
              };
          mark(edge.to(), callee, open);
        }
      }
    }
  }

  private void mark(int function, boolean sleeps, ArrayDeque<Integer> open) {
    BitSet set = sleeps ? maySleep : mayNotSleep;
    if (!set.get(function)) {
      set.set(function);
      open.push(function);
    }
  }

  /** Whether code that may not sleep gets to this function. */
  boolean isNonSleepable(int function) {
    return mayNotSleep.get(function);
  }

  /** Under the rule that refuses it: no global function for both kinds of code. */
  void checkGlobals(ApiProfile profile, Structure structure, Set<Flow.Edge> edges) throws Refusal {
    if (profile.options().globalFunctions() != GlobalFunctionRule.REJECT_MIXED) {
      return;
    }
    for (Flow.Edge edge : edges) {
      if (edge.kind() == Flow.EdgeKind.GLOBAL_CALL
          && mayNotSleep.get(edge.to())
          && maySleep.get(edge.to())) {
        var f = structure.functions().get(edge.to());
        throw new Refusal(
            Errno.EINVAL,
            f.start(),
            "global function " + f.name() + " is called from sleepable and non-sleepable code",
            "make it static");
      }
    }
  }
}
