package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.FlagChange.adds;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux6;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux7;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.PERFMON;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RELEASE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RET_NULL;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.SLEEPABLE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.TRUSTED_ARGS;
import static io.github.hidbpf4j.bpf.proto.Trait.MAY_WAIT;

import java.util.List;

/**
 * Kfuncs for dynptrs (Linux 6.12 to 7.3, {@code kernel/bpf/helpers.c}, {@code net/core/filter.c}).
 */
public final class DynptrFunctions {
  /** {@code bpf_dynptr_slice}. */
  public static final Kfunc DYNPTR_SLICE =
      Kfunc.of("bpf_dynptr_slice", RET_NULL, SpecialKfunc.DYNPTR_SLICE, linux6(4));

  /** {@code bpf_dynptr_slice_rdwr}. */
  public static final Kfunc DYNPTR_SLICE_RDWR =
      Kfunc.of("bpf_dynptr_slice_rdwr", RET_NULL, SpecialKfunc.DYNPTR_SLICE_RDWR, linux6(4));

  /** {@code bpf_dynptr_adjust}. */
  public static final Kfunc DYNPTR_ADJUST = Kfunc.of("bpf_dynptr_adjust", linux6(5));

  /** {@code bpf_dynptr_is_null}. */
  public static final Kfunc DYNPTR_IS_NULL = Kfunc.of("bpf_dynptr_is_null", linux6(5));

  /** {@code bpf_dynptr_is_rdonly}. */
  public static final Kfunc DYNPTR_IS_RDONLY = Kfunc.of("bpf_dynptr_is_rdonly", linux6(5));

  /** {@code bpf_dynptr_size}. */
  public static final Kfunc DYNPTR_SIZE = Kfunc.of("bpf_dynptr_size", linux6(5));

  /** {@code bpf_dynptr_clone}. */
  public static final Kfunc DYNPTR_CLONE =
      Kfunc.of("bpf_dynptr_clone", SpecialKfunc.DYNPTR_CLONE, linux6(5));

  /** {@code bpf_dynptr_from_skb}. */
  public static final Kfunc DYNPTR_FROM_SKB =
      Kfunc.of("bpf_dynptr_from_skb", TRUSTED_ARGS, SpecialKfunc.DYNPTR_FROM_SKB, linux6(4));

  /** {@code bpf_dynptr_from_xdp}. */
  public static final Kfunc DYNPTR_FROM_XDP =
      Kfunc.of("bpf_dynptr_from_xdp", SpecialKfunc.DYNPTR_FROM_XDP, linux6(4));

  /** {@code bpf_dynptr_copy}. */
  public static final Kfunc DYNPTR_COPY = Kfunc.of("bpf_dynptr_copy", linux6(15));

  /** {@code bpf_dynptr_memset}. */
  public static final Kfunc DYNPTR_MEMSET = Kfunc.of("bpf_dynptr_memset", linux6(17));

  /** {@code bpf_dynptr_from_file}. */
  public static final Kfunc DYNPTR_FROM_FILE =
      Kfunc.of("bpf_dynptr_from_file", TRUSTED_ARGS, SpecialKfunc.DYNPTR_FROM_FILE, linux6(19));

  /** {@code bpf_dynptr_file_discard}. */
  public static final Kfunc DYNPTR_FILE_DISCARD =
      Kfunc.of(
          "bpf_dynptr_file_discard",
          SpecialKfunc.DYNPTR_FILE_DISCARD,
          linux6(19),
          adds(linux7(2), RELEASE));

  /** {@code bpf_dynptr_from_skb_meta}. */
  public static final Kfunc DYNPTR_FROM_SKB_META =
      Kfunc.of(
          "bpf_dynptr_from_skb_meta", TRUSTED_ARGS, SpecialKfunc.DYNPTR_FROM_SKB_META, linux6(18));

  /** {@code bpf_probe_read_user_dynptr}. */
  public static final Kfunc PROBE_READ_USER_DYNPTR =
      Kfunc.of("bpf_probe_read_user_dynptr", linux6(16), adds(linux7(3), PERFMON));

  /** {@code bpf_probe_read_kernel_dynptr}. */
  public static final Kfunc PROBE_READ_KERNEL_DYNPTR =
      Kfunc.of("bpf_probe_read_kernel_dynptr", linux6(16), adds(linux7(3), PERFMON));

  /** {@code bpf_probe_read_user_str_dynptr}. */
  public static final Kfunc PROBE_READ_USER_STR_DYNPTR =
      Kfunc.of("bpf_probe_read_user_str_dynptr", linux6(16), adds(linux7(3), PERFMON));

  /** {@code bpf_probe_read_kernel_str_dynptr}. */
  public static final Kfunc PROBE_READ_KERNEL_STR_DYNPTR =
      Kfunc.of("bpf_probe_read_kernel_str_dynptr", linux6(16), adds(linux7(3), PERFMON));

  /** {@code bpf_copy_from_user_dynptr}. */
  public static final Kfunc COPY_FROM_USER_DYNPTR =
      Kfunc.of(
          "bpf_copy_from_user_dynptr", SLEEPABLE, MAY_WAIT, linux6(16), adds(linux7(3), PERFMON));

  /** {@code bpf_copy_from_user_str_dynptr}. */
  public static final Kfunc COPY_FROM_USER_STR_DYNPTR =
      Kfunc.of(
          "bpf_copy_from_user_str_dynptr",
          SLEEPABLE,
          MAY_WAIT,
          linux6(16),
          adds(linux7(3), PERFMON));

  /** {@code bpf_copy_from_user_task_dynptr}. */
  public static final Kfunc COPY_FROM_USER_TASK_DYNPTR =
      Kfunc.of(
          "bpf_copy_from_user_task_dynptr",
          TRUSTED_ARGS,
          SLEEPABLE,
          MAY_WAIT,
          linux6(16),
          adds(linux7(3), PERFMON));

  /** {@code bpf_copy_from_user_task_str_dynptr}. */
  public static final Kfunc COPY_FROM_USER_TASK_STR_DYNPTR =
      Kfunc.of(
          "bpf_copy_from_user_task_str_dynptr",
          TRUSTED_ARGS,
          SLEEPABLE,
          MAY_WAIT,
          linux6(16),
          adds(linux7(3), PERFMON));

  /** All of them, in order. */
  public static final List<KernelFunction> ALL =
      List.of(
          DYNPTR_SLICE,
          DYNPTR_SLICE_RDWR,
          DYNPTR_ADJUST,
          DYNPTR_IS_NULL,
          DYNPTR_IS_RDONLY,
          DYNPTR_SIZE,
          DYNPTR_CLONE,
          DYNPTR_FROM_SKB,
          DYNPTR_FROM_XDP,
          DYNPTR_COPY,
          DYNPTR_MEMSET,
          DYNPTR_FROM_FILE,
          DYNPTR_FILE_DISCARD,
          DYNPTR_FROM_SKB_META,
          PROBE_READ_USER_DYNPTR,
          PROBE_READ_KERNEL_DYNPTR,
          PROBE_READ_USER_STR_DYNPTR,
          PROBE_READ_KERNEL_STR_DYNPTR,
          COPY_FROM_USER_DYNPTR,
          COPY_FROM_USER_STR_DYNPTR,
          COPY_FROM_USER_TASK_DYNPTR,
          COPY_FROM_USER_TASK_STR_DYNPTR);

  private DynptrFunctions() {}
}
