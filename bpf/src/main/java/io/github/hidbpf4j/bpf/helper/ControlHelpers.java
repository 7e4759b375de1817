package io.github.hidbpf4j.bpf.helper;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.map.SpinLock;
import io.github.hidbpf4j.bpf.proto.ControlFunctions;
import io.github.hidbpf4j.bpf.proto.CoreFunctions;
import io.github.hidbpf4j.bpf.proto.LockFunctions;

/**
 * Helpers and kfuncs for loops, locks and critical sections ({@code kernel/bpf/bpf_iter.c}, {@code
 * helpers.c}, Linux 6.12).
 */
final class ControlHelpers {
  /**
   * {@code BPF_MAX_LOOPS}: maximum number of iterations of a {@code bpf_loop} or number iterator.
   */
  static final int MAX_LOOPS = 1 << 23;

  private ControlHelpers() {}

  static void addTo(HelperRegistry.Builder b) {
    b.helper(CoreFunctions.LOOP, ControlHelpers::loop)
        .helper(CoreFunctions.SPIN_LOCK, ControlHelpers::spinLock)
        .helper(CoreFunctions.SPIN_UNLOCK, ControlHelpers::spinUnlock)
        .handledByEngine(CoreFunctions.TAIL_CALL)
        // Nothing to do: memory that RCU would protect is never freed while programs run.
        .kfunc(ControlFunctions.RCU_READ_LOCK, (_, _, _, _, _, _) -> 0)
        .kfunc(ControlFunctions.RCU_READ_UNLOCK, (_, _, _, _, _, _) -> 0)
        .kfunc(
            ControlFunctions.PREEMPT_DISABLE,
            (run, _, _, _, _, _) -> {
              run.preemptDisable();
              return 0;
            })
        .kfunc(
            ControlFunctions.PREEMPT_ENABLE,
            (run, _, _, _, _, _) -> {
              run.preemptEnable();
              return 0;
            })
        // Nothing interrupts a program here; the only effect is that it must not sleep.
        .kfunc(
            LockFunctions.LOCAL_IRQ_SAVE,
            (run, _, _, _, _, _) -> {
              run.preemptDisable();
              return 0;
            })
        .kfunc(
            LockFunctions.LOCAL_IRQ_RESTORE,
            (run, _, _, _, _, _) -> {
              run.preemptEnable();
              return 0;
            })
        .kfunc(
            ControlFunctions.THROW,
            (_, cookie, _, _, _, _) -> {
              throw new ThrownException(cookie);
            })
        .kfunc(ControlFunctions.CAST_TO_KERN_CTX, (_, object, _, _, _, _) -> object)
        .kfunc(ControlFunctions.RDONLY_CAST, (_, object, _, _, _, _) -> object);
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

  /** As in the kernel, nothing interrupts the run while it holds the lock. */
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
