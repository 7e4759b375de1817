package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux6;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RET_NULL;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.TRUSTED_ARGS;

import java.util.List;

/** Kfuncs for dynptrs (Linux 6.12, {@code kernel/bpf/helpers.c}, {@code net/core/filter.c}). */
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
          DYNPTR_FROM_XDP);

  private DynptrFunctions() {}
}
