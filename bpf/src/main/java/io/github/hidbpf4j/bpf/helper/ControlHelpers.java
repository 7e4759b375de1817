package io.github.hidbpf4j.bpf.helper;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.map.SpinLock;

/** Loops, locks and sections ({@code kernel/bpf/bpf_iter.c}, {@code helpers.c}, Linux 6.12). */
final class ControlHelpers {
  /** {@code BPF_MAX_LOOPS}: the most turns of a {@code bpf_loop} or number iterator. */
  static final int MAX_LOOPS = 1 << 23;

  private ControlHelpers() {}

  static void addTo(HelperRegistry.Builder b) {
    b.helper("loop", ControlHelpers::loop)
        .helper("spin_lock", ControlHelpers::spinLock)
        .helper("spin_unlock", ControlHelpers::spinUnlock)
        .doneByEngine("tail_call")
        // Programs here never run beside what RCU would keep alive for them: nothing to do.
        .kfunc("bpf_rcu_read_lock", (_, _, _, _, _, _) -> 0)
        .kfunc("bpf_rcu_read_unlock", (_, _, _, _, _, _) -> 0)
        .kfunc(
            "bpf_preempt_disable",
            (run, _, _, _, _, _) -> {
              run.preemptDisable();
              return 0;
            })
        .kfunc(
            "bpf_preempt_enable",
            (run, _, _, _, _, _) -> {
              run.preemptEnable();
              return 0;
            })
        .kfunc(
            "bpf_throw",
            (_, cookie, _, _, _, _) -> {
              throw new ThrownException(cookie);
            })
        .kfunc("bpf_cast_to_kern_ctx", (_, object, _, _, _, _) -> object)
        .kfunc("bpf_rdonly_cast", (_, object, _, _, _, _) -> object);
  }

  private static long loop(
      RunContext run, long turns, long callback, long context, long flags, long r5) {
    if (flags != 0) {
      return Errno.EINVAL.result();
    }
    long most = turns & 0xffff_ffffL;
    if (most > MAX_LOOPS) {
      return Errno.E2BIG.result();
    }
    for (long i = 0; i < most; i++) {
      if (run.invoke(callback, i, context, 0, 0, 0) != 0) {
        return i + 1;
      }
    }
    return most;
  }

  /** As in the kernel nothing interrupts the run while it holds the lock. */
  private static long spinLock(RunContext run, long lock, long r2, long r3, long r4, long r5) {
    run.preemptDisable();
    SpinLock.lock(run.memory(), lock);
    return 0;
  }

  private static long spinUnlock(RunContext run, long lock, long r2, long r3, long r4, long r5) {
    SpinLock.unlock(run.memory(), lock);
    run.preemptEnable();
    return 0;
  }
}
