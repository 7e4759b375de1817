package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux6;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.ACQUIRE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RCU;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RELEASE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RET_NULL;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.TRUSTED_ARGS;

import java.util.List;

/** Functions on CPU masks (Linux 6.12 to 7.3, {@code kernel/bpf/cpumask.c}). */
final class CpumaskFunctions {
  /** {@code bpf_cpumask_create}. */
  public static final Kfunc CPUMASK_CREATE = Kfunc.of("bpf_cpumask_create", ACQUIRE, RET_NULL);

  /** {@code bpf_cpumask_release}. */
  public static final Kfunc CPUMASK_RELEASE = Kfunc.of("bpf_cpumask_release", RELEASE);

  /** {@code bpf_cpumask_acquire}. */
  public static final Kfunc CPUMASK_ACQUIRE =
      Kfunc.of("bpf_cpumask_acquire", ACQUIRE, TRUSTED_ARGS);

  /** {@code bpf_cpumask_first}. */
  public static final Kfunc CPUMASK_FIRST = Kfunc.of("bpf_cpumask_first", RCU);

  /** {@code bpf_cpumask_first_zero}. */
  public static final Kfunc CPUMASK_FIRST_ZERO = Kfunc.of("bpf_cpumask_first_zero", RCU);

  /** {@code bpf_cpumask_first_and}. */
  public static final Kfunc CPUMASK_FIRST_AND = Kfunc.of("bpf_cpumask_first_and", RCU);

  /** {@code bpf_cpumask_set_cpu}. */
  public static final Kfunc CPUMASK_SET_CPU = Kfunc.of("bpf_cpumask_set_cpu", RCU);

  /** {@code bpf_cpumask_clear_cpu}. */
  public static final Kfunc CPUMASK_CLEAR_CPU = Kfunc.of("bpf_cpumask_clear_cpu", RCU);

  /** {@code bpf_cpumask_test_cpu}. */
  public static final Kfunc CPUMASK_TEST_CPU = Kfunc.of("bpf_cpumask_test_cpu", RCU);

  /** {@code bpf_cpumask_test_and_set_cpu}. */
  public static final Kfunc CPUMASK_TEST_AND_SET_CPU =
      Kfunc.of("bpf_cpumask_test_and_set_cpu", RCU);

  /** {@code bpf_cpumask_test_and_clear_cpu}. */
  public static final Kfunc CPUMASK_TEST_AND_CLEAR_CPU =
      Kfunc.of("bpf_cpumask_test_and_clear_cpu", RCU);

  /** {@code bpf_cpumask_setall}. */
  public static final Kfunc CPUMASK_SETALL = Kfunc.of("bpf_cpumask_setall", RCU);

  /** {@code bpf_cpumask_clear}. */
  public static final Kfunc CPUMASK_CLEAR = Kfunc.of("bpf_cpumask_clear", RCU);

  /** {@code bpf_cpumask_and}. */
  public static final Kfunc CPUMASK_AND = Kfunc.of("bpf_cpumask_and", RCU);

  /** {@code bpf_cpumask_or}. */
  public static final Kfunc CPUMASK_OR = Kfunc.of("bpf_cpumask_or", RCU);

  /** {@code bpf_cpumask_xor}. */
  public static final Kfunc CPUMASK_XOR = Kfunc.of("bpf_cpumask_xor", RCU);

  /** {@code bpf_cpumask_equal}. */
  public static final Kfunc CPUMASK_EQUAL = Kfunc.of("bpf_cpumask_equal", RCU);

  /** {@code bpf_cpumask_intersects}. */
  public static final Kfunc CPUMASK_INTERSECTS = Kfunc.of("bpf_cpumask_intersects", RCU);

  /** {@code bpf_cpumask_subset}. */
  public static final Kfunc CPUMASK_SUBSET = Kfunc.of("bpf_cpumask_subset", RCU);

  /** {@code bpf_cpumask_empty}. */
  public static final Kfunc CPUMASK_EMPTY = Kfunc.of("bpf_cpumask_empty", RCU);

  /** {@code bpf_cpumask_full}. */
  public static final Kfunc CPUMASK_FULL = Kfunc.of("bpf_cpumask_full", RCU);

  /** {@code bpf_cpumask_copy}. */
  public static final Kfunc CPUMASK_COPY = Kfunc.of("bpf_cpumask_copy", RCU);

  /** {@code bpf_cpumask_any_distribute}. */
  public static final Kfunc CPUMASK_ANY_DISTRIBUTE = Kfunc.of("bpf_cpumask_any_distribute", RCU);

  /** {@code bpf_cpumask_any_and_distribute}. */
  public static final Kfunc CPUMASK_ANY_AND_DISTRIBUTE =
      Kfunc.of("bpf_cpumask_any_and_distribute", RCU);

  /** {@code bpf_cpumask_weight}. */
  public static final Kfunc CPUMASK_WEIGHT = Kfunc.of("bpf_cpumask_weight", RCU);

  /** {@code bpf_cpumask_populate}. */
  public static final Kfunc CPUMASK_POPULATE = Kfunc.of("bpf_cpumask_populate", RCU, linux6(15));

  /** All of them, in order. */
  public static final List<KernelFunction> ALL =
      List.of(
          CPUMASK_CREATE,
          CPUMASK_RELEASE,
          CPUMASK_ACQUIRE,
          CPUMASK_FIRST,
          CPUMASK_FIRST_ZERO,
          CPUMASK_FIRST_AND,
          CPUMASK_SET_CPU,
          CPUMASK_CLEAR_CPU,
          CPUMASK_TEST_CPU,
          CPUMASK_TEST_AND_SET_CPU,
          CPUMASK_TEST_AND_CLEAR_CPU,
          CPUMASK_SETALL,
          CPUMASK_CLEAR,
          CPUMASK_AND,
          CPUMASK_OR,
          CPUMASK_XOR,
          CPUMASK_EQUAL,
          CPUMASK_INTERSECTS,
          CPUMASK_SUBSET,
          CPUMASK_EMPTY,
          CPUMASK_FULL,
          CPUMASK_COPY,
          CPUMASK_ANY_DISTRIBUTE,
          CPUMASK_ANY_AND_DISTRIBUTE,
          CPUMASK_WEIGHT,
          CPUMASK_POPULATE);

  private CpumaskFunctions() {}
}
