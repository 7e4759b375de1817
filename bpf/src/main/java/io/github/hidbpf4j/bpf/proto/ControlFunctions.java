package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.FlagChange.adds;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux6;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux7;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.FASTCALL;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.PERFMON;

import java.util.List;

/**
 * Critical sections, exceptions, casts, and functions about the running program (Linux 6.12 to 7.3,
 * {@code kernel/bpf/helpers.c}, {@code kernel/trace/bpf_trace.c}).
 */
public final class ControlFunctions {
  /** {@code bpf_cast_to_kern_ctx}. */
  public static final Kfunc CAST_TO_KERN_CTX =
      Kfunc.of("bpf_cast_to_kern_ctx", SpecialKfunc.CAST_TO_KERN_CTX, adds(linux6(13), FASTCALL));

  /** {@code bpf_rdonly_cast}. */
  public static final Kfunc RDONLY_CAST =
      Kfunc.of(
          "bpf_rdonly_cast",
          SpecialKfunc.RDONLY_CAST,
          adds(linux6(13), FASTCALL),
          adds(linux7(3), PERFMON));

  /** {@code bpf_rcu_read_lock}. */
  public static final Kfunc RCU_READ_LOCK =
      Kfunc.of("bpf_rcu_read_lock", SpecialKfunc.RCU_READ_LOCK);

  /** {@code bpf_rcu_read_unlock}. */
  public static final Kfunc RCU_READ_UNLOCK =
      Kfunc.of("bpf_rcu_read_unlock", SpecialKfunc.RCU_READ_UNLOCK);

  /** {@code bpf_modify_return_test_tp}. */
  public static final Kfunc MODIFY_RETURN_TEST_TP =
      Kfunc.of("bpf_modify_return_test_tp", linux6(10));

  /** {@code bpf_preempt_disable}. */
  public static final Kfunc PREEMPT_DISABLE =
      Kfunc.of("bpf_preempt_disable", SpecialKfunc.PREEMPT_DISABLE, linux6(10));

  /** {@code bpf_preempt_enable}. */
  public static final Kfunc PREEMPT_ENABLE =
      Kfunc.of("bpf_preempt_enable", SpecialKfunc.PREEMPT_ENABLE, linux6(10));

  /** {@code bpf_throw}. */
  public static final Kfunc THROW = Kfunc.of("bpf_throw", SpecialKfunc.THROW, linux6(7));

  /** {@code bpf_session_is_return}. */
  public static final Kfunc SESSION_IS_RETURN =
      Kfunc.of("bpf_session_is_return", SpecialKfunc.SESSION_IS_RETURN, linux6(10));

  /** {@code bpf_session_cookie}. */
  public static final Kfunc SESSION_COOKIE =
      Kfunc.of("bpf_session_cookie", SpecialKfunc.SESSION_COOKIE, linux6(10));

  /** {@code __bpf_trap}: called by compilers where undefined behaviour ends a path. */
  public static final Kfunc __BPF_TRAP = Kfunc.of("__bpf_trap", SpecialKfunc.TRAP, linux6(16));

  /** All of them, in order. */
  public static final List<KernelFunction> ALL =
      List.of(
          CAST_TO_KERN_CTX,
          RDONLY_CAST,
          RCU_READ_LOCK,
          RCU_READ_UNLOCK,
          MODIFY_RETURN_TEST_TP,
          PREEMPT_DISABLE,
          PREEMPT_ENABLE,
          THROW,
          SESSION_IS_RETURN,
          SESSION_COOKIE,
          __BPF_TRAP);

  private ControlFunctions() {}
}
