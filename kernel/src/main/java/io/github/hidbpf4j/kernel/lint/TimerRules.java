package io.github.hidbpf4j.kernel.lint;

import io.github.hidbpf4j.bpf.proto.Effect;
import io.github.hidbpf4j.bpf.proto.Effect.Deferral;
import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.bpf.verifier.paths.PathSearch;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import io.github.hidbpf4j.kernel.analysis.DeferredField;
import io.github.hidbpf4j.kernel.analysis.EntryPoint;
import io.github.hidbpf4j.kernel.analysis.ExpectedWay;
import org.jspecify.annotations.Nullable;

/** Rules for timer and work queue callbacks that restart themselves. */
final class TimerRules {
  /** No start on the path yet. */
  private static final int NONE = ProgramPaths.NONE;

  private TimerRules() {}

  static void check(LintedObject object, LintMessages messages) {
    for (EntryPoint entry : object.timers().entryPoints()) {
      DeferredField own = entry.field();
      if (own == null
          || !own.isKnown()
          || object.timers().cancels().keySet().stream().anyMatch(own::mayAlias)) {
        continue;
      }
      int start = new Endless(entry, own).start();
      if (start != NONE) {
        messages.add(
            LintRule.TIMER_NEVER_STOPS,
            entry.program(),
            start,
            "starts itself again on every path, and nothing in the object cancels it: it runs until the object is unloaded");
      }
    }
  }

  /** Checks whether a callback always restarts itself before it returns. */
  private static final class Endless implements PathSearch.Question<Integer> {
    private final EntryPoint entry;
    private final DeferredField own;
    private final ExpectedWay expected;
    private int start = NONE;
    private boolean stops;

    Endless(EntryPoint entry, DeferredField own) {
      this.entry = entry;
      this.own = own;
      this.expected = ExpectedWay.ofCallback(entry.program());
    }

    int start() {
      boolean all = new PathSearch<>(entry.program().paths(), this).from(entry.node(), NONE);
      return all && !stops ? start : NONE;
    }

    @Override
    public Integer pass(int node, Integer started) {
      KernelFunction function = entry.program().paths().called(node);
      Effect.Starts starts = function == null ? null : function.effect(Effect.Starts.class);
      return starts != null
              && starts.deferral() != Deferral.DEVICE_WORK
              && entry.program().field(node, 1, entry).equals(own)
          ? (Integer) node
          : started;
    }

    @Override
    public @Nullable Integer branch(int node, boolean taken, Integer started) {
      return expected.isOpen(node, taken) ? started : null;
    }

    @Override
    public void end(int node, Integer started) {
      stops |= started == NONE;
      start = started == NONE ? start : started;
    }
  }
}
