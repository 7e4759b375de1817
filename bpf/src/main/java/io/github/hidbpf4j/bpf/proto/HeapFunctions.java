package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.FlagChange.adds;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux6;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux7;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.ACQUIRE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.IMPLICIT_ARGS;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RCU;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RELEASE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RET_NULL;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.SPINLOCK_SAFE;
import static io.github.hidbpf4j.bpf.proto.ReleasedBy.releasedBy;
import static io.github.hidbpf4j.bpf.proto.Trait.GIVES_UNINITIALIZED_MEMORY;

import java.util.List;

/**
 * Functions for allocated objects, lists and trees (Linux 6.12 to 7.3, {@code
 * kernel/bpf/helpers.c}).
 */
public final class HeapFunctions {
  /** {@code bpf_obj_drop_impl}. */
  public static final Kfunc OBJ_DROP_IMPL =
      Kfunc.of("bpf_obj_drop_impl", RELEASE, SpecialKfunc.OBJ_DROP);

  /** {@code bpf_percpu_obj_drop_impl}. */
  public static final Kfunc PERCPU_OBJ_DROP_IMPL =
      Kfunc.of("bpf_percpu_obj_drop_impl", RELEASE, SpecialKfunc.PERCPU_OBJ_DROP, linux6(7));

  /** {@code bpf_obj_new_impl}. */
  public static final Kfunc OBJ_NEW_IMPL =
      Kfunc.of(
          "bpf_obj_new_impl",
          GIVES_UNINITIALIZED_MEMORY,
          ACQUIRE,
          RET_NULL,
          SpecialKfunc.OBJ_NEW,
          releasedBy(OBJ_DROP_IMPL));

  /** {@code bpf_percpu_obj_new_impl}. */
  public static final Kfunc PERCPU_OBJ_NEW_IMPL =
      Kfunc.of(
          "bpf_percpu_obj_new_impl",
          GIVES_UNINITIALIZED_MEMORY,
          ACQUIRE,
          RET_NULL,
          SpecialKfunc.PERCPU_OBJ_NEW,
          releasedBy(PERCPU_OBJ_DROP_IMPL),
          linux6(7));

  /** {@code bpf_refcount_acquire_impl}. */
  public static final Kfunc REFCOUNT_ACQUIRE_IMPL =
      Kfunc.of(
          "bpf_refcount_acquire_impl",
          ACQUIRE,
          RET_NULL,
          RCU,
          SpecialKfunc.REFCOUNT_ACQUIRE,
          releasedBy(OBJ_DROP_IMPL),
          linux6(4),
          adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_list_push_front_impl}. */
  public static final Kfunc LIST_PUSH_FRONT_IMPL =
      Kfunc.of(
          "bpf_list_push_front_impl", SpecialKfunc.LIST_PUSH_FRONT, adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_list_push_back_impl}. */
  public static final Kfunc LIST_PUSH_BACK_IMPL =
      Kfunc.of(
          "bpf_list_push_back_impl", SpecialKfunc.LIST_PUSH_BACK, adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_list_pop_front}. */
  public static final Kfunc LIST_POP_FRONT =
      Kfunc.of(
          "bpf_list_pop_front",
          ACQUIRE,
          RET_NULL,
          SpecialKfunc.LIST_POP_FRONT,
          releasedBy(OBJ_DROP_IMPL),
          adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_list_pop_back}. */
  public static final Kfunc LIST_POP_BACK =
      Kfunc.of(
          "bpf_list_pop_back",
          ACQUIRE,
          RET_NULL,
          SpecialKfunc.LIST_POP_BACK,
          releasedBy(OBJ_DROP_IMPL),
          adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_rbtree_remove}. */
  public static final Kfunc RBTREE_REMOVE =
      Kfunc.of(
          "bpf_rbtree_remove",
          ACQUIRE,
          RET_NULL,
          SpecialKfunc.RBTREE_REMOVE,
          releasedBy(OBJ_DROP_IMPL),
          adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_rbtree_add_impl}. */
  public static final Kfunc RBTREE_ADD_IMPL =
      Kfunc.of("bpf_rbtree_add_impl", SpecialKfunc.RBTREE_ADD, adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_rbtree_first}. */
  public static final Kfunc RBTREE_FIRST =
      Kfunc.of(
          "bpf_rbtree_first", RET_NULL, SpecialKfunc.RBTREE_FIRST, adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_obj_drop}. */
  public static final Kfunc OBJ_DROP =
      Kfunc.of("bpf_obj_drop", RELEASE, IMPLICIT_ARGS, SpecialKfunc.OBJ_DROP, linux7(1));

  /** {@code bpf_percpu_obj_drop}. */
  public static final Kfunc PERCPU_OBJ_DROP =
      Kfunc.of(
          "bpf_percpu_obj_drop", RELEASE, IMPLICIT_ARGS, SpecialKfunc.PERCPU_OBJ_DROP, linux7(1));

  /** {@code bpf_obj_new}. */
  public static final Kfunc OBJ_NEW =
      Kfunc.of(
          "bpf_obj_new",
          GIVES_UNINITIALIZED_MEMORY,
          ACQUIRE,
          RET_NULL,
          IMPLICIT_ARGS,
          SpecialKfunc.OBJ_NEW,
          releasedBy(OBJ_DROP, OBJ_DROP_IMPL),
          linux7(1));

  /** {@code bpf_percpu_obj_new}. */
  public static final Kfunc PERCPU_OBJ_NEW =
      Kfunc.of(
          "bpf_percpu_obj_new",
          GIVES_UNINITIALIZED_MEMORY,
          ACQUIRE,
          RET_NULL,
          IMPLICIT_ARGS,
          SpecialKfunc.PERCPU_OBJ_NEW,
          releasedBy(PERCPU_OBJ_DROP, PERCPU_OBJ_DROP_IMPL),
          linux7(1));

  /** {@code bpf_refcount_acquire}. */
  public static final Kfunc REFCOUNT_ACQUIRE =
      Kfunc.of(
          "bpf_refcount_acquire",
          ACQUIRE,
          RET_NULL,
          RCU,
          IMPLICIT_ARGS,
          SpecialKfunc.REFCOUNT_ACQUIRE,
          releasedBy(OBJ_DROP, OBJ_DROP_IMPL),
          linux7(1),
          adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_list_push_front}. */
  public static final Kfunc LIST_PUSH_FRONT =
      Kfunc.of(
          "bpf_list_push_front",
          IMPLICIT_ARGS,
          SpecialKfunc.LIST_PUSH_FRONT,
          linux7(1),
          adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_list_push_back}. */
  public static final Kfunc LIST_PUSH_BACK =
      Kfunc.of(
          "bpf_list_push_back",
          IMPLICIT_ARGS,
          SpecialKfunc.LIST_PUSH_BACK,
          linux7(1),
          adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_rbtree_add}. */
  public static final Kfunc RBTREE_ADD =
      Kfunc.of(
          "bpf_rbtree_add",
          IMPLICIT_ARGS,
          SpecialKfunc.RBTREE_ADD,
          linux7(1),
          adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_list_add}. */
  public static final Kfunc LIST_ADD =
      Kfunc.of(
          "bpf_list_add",
          IMPLICIT_ARGS,
          SpecialKfunc.LIST_ADD,
          linux7(2),
          adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_list_del}. */
  public static final Kfunc LIST_DEL =
      Kfunc.of(
          "bpf_list_del",
          ACQUIRE,
          RET_NULL,
          SpecialKfunc.LIST_DEL,
          releasedBy(OBJ_DROP, OBJ_DROP_IMPL),
          linux7(2),
          adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_list_front}. */
  public static final Kfunc LIST_FRONT =
      Kfunc.of(
          "bpf_list_front",
          RET_NULL,
          SpecialKfunc.LIST_FRONT,
          linux6(16),
          adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_list_back}. */
  public static final Kfunc LIST_BACK =
      Kfunc.of(
          "bpf_list_back",
          RET_NULL,
          SpecialKfunc.LIST_BACK,
          linux6(16),
          adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_list_is_first}. */
  public static final Kfunc LIST_IS_FIRST =
      Kfunc.of(
          "bpf_list_is_first",
          SpecialKfunc.LIST_IS_FIRST,
          linux7(2),
          adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_list_is_last}. */
  public static final Kfunc LIST_IS_LAST =
      Kfunc.of(
          "bpf_list_is_last", SpecialKfunc.LIST_IS_LAST, linux7(2), adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_list_empty}. */
  public static final Kfunc LIST_EMPTY =
      Kfunc.of(
          "bpf_list_empty", SpecialKfunc.LIST_EMPTY, linux7(2), adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_rbtree_root}. */
  public static final Kfunc RBTREE_ROOT =
      Kfunc.of(
          "bpf_rbtree_root",
          RET_NULL,
          SpecialKfunc.RBTREE_ROOT,
          linux6(16),
          adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_rbtree_left}. */
  public static final Kfunc RBTREE_LEFT =
      Kfunc.of(
          "bpf_rbtree_left",
          RET_NULL,
          SpecialKfunc.RBTREE_LEFT,
          linux6(16),
          adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_rbtree_right}. */
  public static final Kfunc RBTREE_RIGHT =
      Kfunc.of(
          "bpf_rbtree_right",
          RET_NULL,
          SpecialKfunc.RBTREE_RIGHT,
          linux6(16),
          adds(linux7(3), SPINLOCK_SAFE));

  /** All of them, in order. */
  public static final List<KernelFunction> ALL =
      List.of(
          OBJ_DROP_IMPL,
          PERCPU_OBJ_DROP_IMPL,
          OBJ_NEW_IMPL,
          PERCPU_OBJ_NEW_IMPL,
          REFCOUNT_ACQUIRE_IMPL,
          LIST_PUSH_FRONT_IMPL,
          LIST_PUSH_BACK_IMPL,
          LIST_POP_FRONT,
          LIST_POP_BACK,
          RBTREE_REMOVE,
          RBTREE_ADD_IMPL,
          RBTREE_FIRST,
          OBJ_DROP,
          PERCPU_OBJ_DROP,
          OBJ_NEW,
          PERCPU_OBJ_NEW,
          REFCOUNT_ACQUIRE,
          LIST_PUSH_FRONT,
          LIST_PUSH_BACK,
          RBTREE_ADD,
          LIST_ADD,
          LIST_DEL,
          LIST_FRONT,
          LIST_BACK,
          LIST_IS_FIRST,
          LIST_IS_LAST,
          LIST_EMPTY,
          RBTREE_ROOT,
          RBTREE_LEFT,
          RBTREE_RIGHT);

  private HeapFunctions() {}
}
