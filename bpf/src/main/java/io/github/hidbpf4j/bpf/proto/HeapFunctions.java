package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux6;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.ACQUIRE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RCU;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RELEASE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RET_NULL;
import static io.github.hidbpf4j.bpf.proto.ReleasedBy.releasedBy;
import static io.github.hidbpf4j.bpf.proto.Trait.GIVES_UNINITIALIZED_MEMORY;

import java.util.List;

/** Objects of programs, lists and trees (Linux 6.12, {@code kernel/bpf/helpers.c}). */
public final class HeapFunctions {
  /** {@code bpf_obj_drop_impl}. */
  public static final Kfunc OBJ_DROP =
      Kfunc.of("bpf_obj_drop_impl", RELEASE, SpecialKfunc.OBJ_DROP);

  /** {@code bpf_percpu_obj_drop_impl}. */
  public static final Kfunc PERCPU_OBJ_DROP =
      Kfunc.of("bpf_percpu_obj_drop_impl", RELEASE, SpecialKfunc.PERCPU_OBJ_DROP, linux6(7));

  /** {@code bpf_obj_new_impl}. */
  public static final Kfunc OBJ_NEW =
      Kfunc.of(
          "bpf_obj_new_impl",
          GIVES_UNINITIALIZED_MEMORY,
          ACQUIRE,
          RET_NULL,
          SpecialKfunc.OBJ_NEW,
          releasedBy(OBJ_DROP));

  /** {@code bpf_percpu_obj_new_impl}. */
  public static final Kfunc PERCPU_OBJ_NEW =
      Kfunc.of(
          "bpf_percpu_obj_new_impl",
          GIVES_UNINITIALIZED_MEMORY,
          ACQUIRE,
          RET_NULL,
          SpecialKfunc.PERCPU_OBJ_NEW,
          releasedBy(PERCPU_OBJ_DROP),
          linux6(7));

  /** {@code bpf_refcount_acquire_impl}. */
  public static final Kfunc REFCOUNT_ACQUIRE =
      Kfunc.of(
          "bpf_refcount_acquire_impl",
          ACQUIRE,
          RET_NULL,
          RCU,
          SpecialKfunc.REFCOUNT_ACQUIRE,
          releasedBy(OBJ_DROP),
          linux6(4));

  /** {@code bpf_list_push_front_impl}. */
  public static final Kfunc LIST_PUSH_FRONT =
      Kfunc.of("bpf_list_push_front_impl", SpecialKfunc.LIST_PUSH_FRONT);

  /** {@code bpf_list_push_back_impl}. */
  public static final Kfunc LIST_PUSH_BACK =
      Kfunc.of("bpf_list_push_back_impl", SpecialKfunc.LIST_PUSH_BACK);

  /** {@code bpf_list_pop_front}. */
  public static final Kfunc LIST_POP_FRONT =
      Kfunc.of(
          "bpf_list_pop_front",
          ACQUIRE,
          RET_NULL,
          SpecialKfunc.LIST_POP_FRONT,
          releasedBy(OBJ_DROP));

  /** {@code bpf_list_pop_back}. */
  public static final Kfunc LIST_POP_BACK =
      Kfunc.of(
          "bpf_list_pop_back", ACQUIRE, RET_NULL, SpecialKfunc.LIST_POP_BACK, releasedBy(OBJ_DROP));

  /** {@code bpf_rbtree_remove}. */
  public static final Kfunc RBTREE_REMOVE =
      Kfunc.of(
          "bpf_rbtree_remove", ACQUIRE, RET_NULL, SpecialKfunc.RBTREE_REMOVE, releasedBy(OBJ_DROP));

  /** {@code bpf_rbtree_add_impl}. */
  public static final Kfunc RBTREE_ADD = Kfunc.of("bpf_rbtree_add_impl", SpecialKfunc.RBTREE_ADD);

  /** {@code bpf_rbtree_first}. */
  public static final Kfunc RBTREE_FIRST =
      Kfunc.of("bpf_rbtree_first", RET_NULL, SpecialKfunc.RBTREE_FIRST);

  /** All of them, in order. */
  public static final List<KernelFunction> ALL =
      List.of(
          OBJ_DROP,
          PERCPU_OBJ_DROP,
          OBJ_NEW,
          PERCPU_OBJ_NEW,
          REFCOUNT_ACQUIRE,
          LIST_PUSH_FRONT,
          LIST_PUSH_BACK,
          LIST_POP_FRONT,
          LIST_POP_BACK,
          RBTREE_REMOVE,
          RBTREE_ADD,
          RBTREE_FIRST);

  private HeapFunctions() {}
}
