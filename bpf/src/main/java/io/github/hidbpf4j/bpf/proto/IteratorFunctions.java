package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.FlagChange.adds;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux6;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux7;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.ITER_DESTROY;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.ITER_NEW;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.ITER_NEXT;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.PERFMON;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RCU;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RCU_PROTECTED;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RET_NULL;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.SLEEPABLE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.SPINLOCK_SAFE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.TRUSTED_ARGS;

import java.util.List;

/**
 * Open-coded iterators (Linux 6.12 to 7.3, {@code kernel/bpf/bpf_iter.c}, {@code helpers.c}, {@code
 * task_iter.c}, {@code cgroup_iter.c}).
 */
public final class IteratorFunctions {
  /** {@code bpf_iter_num_new}. */
  public static final Kfunc ITER_NUM_NEW =
      Kfunc.of("bpf_iter_num_new", ITER_NEW, linux6(4), adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_iter_num_next}. */
  public static final Kfunc ITER_NUM_NEXT =
      Kfunc.of("bpf_iter_num_next", ITER_NEXT, RET_NULL, linux6(4), adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_iter_num_destroy}. */
  public static final Kfunc ITER_NUM_DESTROY =
      Kfunc.of("bpf_iter_num_destroy", ITER_DESTROY, linux6(4), adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_iter_task_vma_new}. */
  public static final Kfunc ITER_TASK_VMA_NEW =
      Kfunc.of("bpf_iter_task_vma_new", ITER_NEW, RCU, linux6(7));

  /** {@code bpf_iter_task_vma_next}. */
  public static final Kfunc ITER_TASK_VMA_NEXT =
      Kfunc.of("bpf_iter_task_vma_next", ITER_NEXT, RET_NULL, linux6(7));

  /** {@code bpf_iter_task_vma_destroy}. */
  public static final Kfunc ITER_TASK_VMA_DESTROY =
      Kfunc.of("bpf_iter_task_vma_destroy", ITER_DESTROY, linux6(7));

  /** {@code bpf_iter_css_task_new}. */
  public static final Kfunc ITER_CSS_TASK_NEW =
      Kfunc.of(
          "bpf_iter_css_task_new",
          ITER_NEW,
          TRUSTED_ARGS,
          SpecialKfunc.ITER_CSS_TASK_NEW,
          linux6(7));

  /** {@code bpf_iter_css_task_next}. */
  public static final Kfunc ITER_CSS_TASK_NEXT =
      Kfunc.of("bpf_iter_css_task_next", ITER_NEXT, RET_NULL, linux6(7));

  /** {@code bpf_iter_css_task_destroy}. */
  public static final Kfunc ITER_CSS_TASK_DESTROY =
      Kfunc.of("bpf_iter_css_task_destroy", ITER_DESTROY, linux6(7));

  /** {@code bpf_iter_css_new}. */
  public static final Kfunc ITER_CSS_NEW =
      Kfunc.of("bpf_iter_css_new", ITER_NEW, TRUSTED_ARGS, RCU_PROTECTED, linux6(7));

  /** {@code bpf_iter_css_next}. */
  public static final Kfunc ITER_CSS_NEXT =
      Kfunc.of("bpf_iter_css_next", ITER_NEXT, RET_NULL, linux6(7));

  /** {@code bpf_iter_css_destroy}. */
  public static final Kfunc ITER_CSS_DESTROY =
      Kfunc.of("bpf_iter_css_destroy", ITER_DESTROY, linux6(7));

  /** {@code bpf_iter_task_new}. */
  public static final Kfunc ITER_TASK_NEW =
      Kfunc.of("bpf_iter_task_new", ITER_NEW, TRUSTED_ARGS, RCU_PROTECTED, linux6(7));

  /** {@code bpf_iter_task_next}. */
  public static final Kfunc ITER_TASK_NEXT =
      Kfunc.of("bpf_iter_task_next", ITER_NEXT, RET_NULL, linux6(7));

  /** {@code bpf_iter_task_destroy}. */
  public static final Kfunc ITER_TASK_DESTROY =
      Kfunc.of("bpf_iter_task_destroy", ITER_DESTROY, linux6(7));

  /** {@code bpf_iter_bits_new}. */
  public static final Kfunc ITER_BITS_NEW =
      Kfunc.of("bpf_iter_bits_new", ITER_NEW, linux6(11), adds(linux7(3), PERFMON));

  /** {@code bpf_iter_bits_next}. */
  public static final Kfunc ITER_BITS_NEXT =
      Kfunc.of("bpf_iter_bits_next", ITER_NEXT, RET_NULL, linux6(11));

  /** {@code bpf_iter_bits_destroy}. */
  public static final Kfunc ITER_BITS_DESTROY =
      Kfunc.of("bpf_iter_bits_destroy", ITER_DESTROY, linux6(11));

  /** {@code bpf_iter_kmem_cache_new}. */
  public static final Kfunc ITER_KMEM_CACHE_NEW =
      Kfunc.of("bpf_iter_kmem_cache_new", ITER_NEW, SLEEPABLE, linux6(13));

  /** {@code bpf_iter_kmem_cache_next}. */
  public static final Kfunc ITER_KMEM_CACHE_NEXT =
      Kfunc.of("bpf_iter_kmem_cache_next", ITER_NEXT, RET_NULL, SLEEPABLE, linux6(13));

  /** {@code bpf_iter_kmem_cache_destroy}. */
  public static final Kfunc ITER_KMEM_CACHE_DESTROY =
      Kfunc.of("bpf_iter_kmem_cache_destroy", ITER_DESTROY, SLEEPABLE, linux6(13));

  /** {@code bpf_iter_dmabuf_new}. */
  public static final Kfunc ITER_DMABUF_NEW =
      Kfunc.of("bpf_iter_dmabuf_new", ITER_NEW, SLEEPABLE, linux6(16));

  /** {@code bpf_iter_dmabuf_next}. */
  public static final Kfunc ITER_DMABUF_NEXT =
      Kfunc.of("bpf_iter_dmabuf_next", ITER_NEXT, RET_NULL, SLEEPABLE, linux6(16));

  /** {@code bpf_iter_dmabuf_destroy}. */
  public static final Kfunc ITER_DMABUF_DESTROY =
      Kfunc.of("bpf_iter_dmabuf_destroy", ITER_DESTROY, SLEEPABLE, linux6(16));

  /** All of them, in order. */
  public static final List<KernelFunction> ALL =
      List.of(
          ITER_NUM_NEW,
          ITER_NUM_NEXT,
          ITER_NUM_DESTROY,
          ITER_TASK_VMA_NEW,
          ITER_TASK_VMA_NEXT,
          ITER_TASK_VMA_DESTROY,
          ITER_CSS_TASK_NEW,
          ITER_CSS_TASK_NEXT,
          ITER_CSS_TASK_DESTROY,
          ITER_CSS_NEW,
          ITER_CSS_NEXT,
          ITER_CSS_DESTROY,
          ITER_TASK_NEW,
          ITER_TASK_NEXT,
          ITER_TASK_DESTROY,
          ITER_BITS_NEW,
          ITER_BITS_NEXT,
          ITER_BITS_DESTROY,
          ITER_KMEM_CACHE_NEW,
          ITER_KMEM_CACHE_NEXT,
          ITER_KMEM_CACHE_DESTROY,
          ITER_DMABUF_NEW,
          ITER_DMABUF_NEXT,
          ITER_DMABUF_DESTROY);

  private IteratorFunctions() {}
}
