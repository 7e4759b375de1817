package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.bpf.proto.Trait;
import io.github.hidbpf4j.kernel.finding.FindingKind;

/** Finds calls that may sleep in callbacks of timers, which run in softirq context. */
final class SleepInTimerCallback {
  private SleepInTimerCallback() {}

  static void check(EntryPoint callback, FindingCollector findings) {
    if (!callback.isTimerCallback()) {
      return;
    }
    AnalyzedProgram program = callback.program();
    program.forEachReached(
        callback.node(),
        node -> {
          KernelFunction function = program.paths().called(node);
          if (function != null && function.is(Trait.MAY_WAIT)) {
            findings.report(
                FindingKind.SLEEP_IN_TIMER_CALLBACK,
                program.place(node),
                "the callback of a bpf_timer calls "
                    + function
                    + ", which may sleep, but runs in softirq context; Linux 6.12 accepts it in a"
                    + " sleepable program, later kernels refuse it: start a bpf_wq from the timer");
          }
        });
  }
}
