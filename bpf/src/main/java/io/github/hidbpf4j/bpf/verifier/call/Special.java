package io.github.hidbpf4j.bpf.verifier.call;

import java.util.HashMap;
import java.util.Map;

/**
 * Kernel functions that the verifier treats by name ({@code special_kfunc_list}, {@code
 * kernel/bpf/verifier.c}, Linux 6.12).
 */
enum Special {
  /** None of the others. */
  NONE(""),
  OBJ_NEW("bpf_obj_new_impl"),
  OBJ_DROP("bpf_obj_drop_impl"),
  REFCOUNT_ACQUIRE("bpf_refcount_acquire_impl"),
  LIST_PUSH_FRONT("bpf_list_push_front_impl"),
  LIST_PUSH_BACK("bpf_list_push_back_impl"),
  LIST_POP_FRONT("bpf_list_pop_front"),
  LIST_POP_BACK("bpf_list_pop_back"),
  CAST_TO_KERN_CTX("bpf_cast_to_kern_ctx"),
  RDONLY_CAST("bpf_rdonly_cast"),
  RCU_READ_LOCK("bpf_rcu_read_lock"),
  RCU_READ_UNLOCK("bpf_rcu_read_unlock"),
  RBTREE_REMOVE("bpf_rbtree_remove"),
  RBTREE_ADD("bpf_rbtree_add_impl"),
  RBTREE_FIRST("bpf_rbtree_first"),
  DYNPTR_FROM_SKB("bpf_dynptr_from_skb"),
  DYNPTR_FROM_XDP("bpf_dynptr_from_xdp"),
  DYNPTR_SLICE("bpf_dynptr_slice"),
  DYNPTR_SLICE_RDWR("bpf_dynptr_slice_rdwr"),
  DYNPTR_CLONE("bpf_dynptr_clone"),
  PERCPU_OBJ_NEW("bpf_percpu_obj_new_impl"),
  PERCPU_OBJ_DROP("bpf_percpu_obj_drop_impl"),
  THROW("bpf_throw"),
  WQ_SET_CALLBACK("bpf_wq_set_callback_impl"),
  PREEMPT_DISABLE("bpf_preempt_disable"),
  PREEMPT_ENABLE("bpf_preempt_enable"),
  ITER_CSS_TASK_NEW("bpf_iter_css_task_new"),
  SESSION_COOKIE("bpf_session_cookie"),
  /** RFC v2 to v6: sets a timer callback that may sleep. */
  TIMER_SET_SLEEPABLE("bpf_timer_set_sleepable_cb"),
  /** The same under its later name. */
  TIMER_SET_SLEEPABLE_IMPL("bpf_timer_set_sleepable_cb_impl");

  private static final Map<String, Special> BY_NAME = new HashMap<>();

  static {
    for (Special s : values()) {
      BY_NAME.put(s.kfunc, s);
    }
  }

  private final String kfunc;

  Special(String kfunc) {
    this.kfunc = kfunc;
  }

  /** The function of this name, or {@link #NONE}. */
  static Special of(String name) {
    return BY_NAME.getOrDefault(name, NONE);
  }

  boolean isListFunction() {
    return switch (this) {
      case LIST_PUSH_FRONT, LIST_PUSH_BACK, LIST_POP_FRONT, LIST_POP_BACK -> true;
      default -> false;
    };
  }

  boolean isTreeFunction() {
    return this == RBTREE_ADD || this == RBTREE_REMOVE || this == RBTREE_FIRST;
  }

  /** Whether it gives an object to a list or tree. */
  boolean isInsertion() {
    return this == LIST_PUSH_FRONT || this == LIST_PUSH_BACK || this == RBTREE_ADD;
  }

  /** Whether it drops an object or refers to it once more. */
  boolean namesObject() {
    return this == OBJ_DROP || this == PERCPU_OBJ_DROP || this == REFCOUNT_ACQUIRE;
  }

  boolean setsLaterCallback() {
    return this == WQ_SET_CALLBACK
        || this == TIMER_SET_SLEEPABLE
        || this == TIMER_SET_SLEEPABLE_IMPL;
  }

  /** Whether its result has a type of its own, not that of its prototype. */
  boolean hasDynamicReturn() {
    return switch (this) {
      case OBJ_NEW,
          PERCPU_OBJ_NEW,
          REFCOUNT_ACQUIRE,
          LIST_POP_FRONT,
          LIST_POP_BACK,
          RBTREE_REMOVE,
          RBTREE_FIRST,
          CAST_TO_KERN_CTX,
          RDONLY_CAST,
          DYNPTR_SLICE,
          DYNPTR_SLICE_RDWR ->
          true;
      default -> false;
    };
  }
}
