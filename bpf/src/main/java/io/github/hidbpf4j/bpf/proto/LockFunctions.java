package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.FlagChange.adds;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux6;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux7;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RET_NULL;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.SPINLOCK_SAFE;

import java.util.List;

/**
 * Resilient spin locks and interrupts (Linux 6.14 to 7.3, {@code kernel/bpf/rqspinlock.c}, {@code
 * kernel/bpf/helpers.c}).
 */
public final class LockFunctions {
  /** {@code bpf_res_spin_lock}. */
  public static final Kfunc RES_SPIN_LOCK =
      Kfunc.of(
          "bpf_res_spin_lock",
          RET_NULL,
          SpecialKfunc.RES_SPIN_LOCK,
          linux6(15),
          adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_res_spin_unlock}. */
  public static final Kfunc RES_SPIN_UNLOCK =
      Kfunc.of(
          "bpf_res_spin_unlock",
          SpecialKfunc.RES_SPIN_UNLOCK,
          linux6(15),
          adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_res_spin_lock_irqsave}. */
  public static final Kfunc RES_SPIN_LOCK_IRQSAVE =
      Kfunc.of(
          "bpf_res_spin_lock_irqsave",
          RET_NULL,
          SpecialKfunc.RES_SPIN_LOCK_IRQSAVE,
          linux6(15),
          adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_res_spin_unlock_irqrestore}. */
  public static final Kfunc RES_SPIN_UNLOCK_IRQRESTORE =
      Kfunc.of(
          "bpf_res_spin_unlock_irqrestore",
          SpecialKfunc.RES_SPIN_UNLOCK_IRQRESTORE,
          linux6(15),
          adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_local_irq_save}. */
  public static final Kfunc LOCAL_IRQ_SAVE =
      Kfunc.of("bpf_local_irq_save", SpecialKfunc.LOCAL_IRQ_SAVE, linux6(14));

  /** {@code bpf_local_irq_restore}. */
  public static final Kfunc LOCAL_IRQ_RESTORE =
      Kfunc.of("bpf_local_irq_restore", SpecialKfunc.LOCAL_IRQ_RESTORE, linux6(14));

  /** All of them, in order. */
  public static final List<KernelFunction> ALL =
      List.of(
          RES_SPIN_LOCK,
          RES_SPIN_UNLOCK,
          RES_SPIN_LOCK_IRQSAVE,
          RES_SPIN_UNLOCK_IRQRESTORE,
          LOCAL_IRQ_SAVE,
          LOCAL_IRQ_RESTORE);

  private LockFunctions() {}
}
