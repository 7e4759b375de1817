package io.github.hidbpf4j.bpf.proto;

/**
 * Special treatment of a single kernel function by the verifier ({@code special_kfunc_list}, {@code
 * kernel/bpf/verifier.c}, Linux 6.12 to 7.3).
 */
public enum SpecialKfunc implements FunctionProperty {
  /** No special treatment. */
  NONE,
  OBJ_NEW,
  OBJ_DROP,
  REFCOUNT_ACQUIRE,
  LIST_PUSH_FRONT,
  LIST_PUSH_BACK,
  LIST_POP_FRONT,
  LIST_POP_BACK,
  CAST_TO_KERN_CTX,
  RDONLY_CAST,
  RCU_READ_LOCK,
  RCU_READ_UNLOCK,
  RBTREE_REMOVE,
  RBTREE_ADD,
  RBTREE_FIRST,
  DYNPTR_FROM_SKB,
  DYNPTR_FROM_XDP,
  DYNPTR_SLICE,
  DYNPTR_SLICE_RDWR,
  DYNPTR_CLONE,
  PERCPU_OBJ_NEW,
  PERCPU_OBJ_DROP,
  THROW,
  WQ_SET_CALLBACK,
  PREEMPT_DISABLE,
  PREEMPT_ENABLE,
  ITER_CSS_TASK_NEW,
  SESSION_COOKIE,
  SESSION_IS_RETURN,
  LIST_ADD,
  LIST_DEL,
  LIST_FRONT,
  LIST_BACK,
  LIST_IS_FIRST,
  LIST_IS_LAST,
  LIST_EMPTY,
  RBTREE_ROOT,
  RBTREE_LEFT,
  RBTREE_RIGHT,
  DYNPTR_FROM_FILE,
  DYNPTR_FILE_DISCARD,
  DYNPTR_FROM_SKB_META,
  LOCAL_IRQ_SAVE,
  LOCAL_IRQ_RESTORE,
  RES_SPIN_LOCK,
  RES_SPIN_UNLOCK,
  RES_SPIN_LOCK_IRQSAVE,
  RES_SPIN_UNLOCK_IRQRESTORE,
  GET_KMEM_CACHE,
  TRAP;

  /**
   * Whether its rules are modelled here: those of some functions since Linux 6.12 are not, and
   * calls of them are refused rather than accepting what the kernel might refuse.
   */
  public boolean isModelled() {
    return switch (this) {
      case DYNPTR_FROM_FILE, DYNPTR_FILE_DISCARD, DYNPTR_FROM_SKB_META -> false;
      default -> true;
    };
  }

  /** Whether it works on a list. */
  public boolean isListFunction() {
    return switch (this) {
      case LIST_PUSH_FRONT,
          LIST_PUSH_BACK,
          LIST_POP_FRONT,
          LIST_POP_BACK,
          LIST_ADD,
          LIST_DEL,
          LIST_FRONT,
          LIST_BACK,
          LIST_IS_FIRST,
          LIST_IS_LAST,
          LIST_EMPTY ->
          true;
      default -> false;
    };
  }

  /** Whether it works on a tree. */
  public boolean isTreeFunction() {
    return switch (this) {
      case RBTREE_ADD, RBTREE_REMOVE, RBTREE_FIRST, RBTREE_ROOT, RBTREE_LEFT, RBTREE_RIGHT -> true;
      default -> false;
    };
  }

  /** Whether it gives an object to a list or tree. */
  public boolean isInsertion() {
    return switch (this) {
      case LIST_PUSH_FRONT, LIST_PUSH_BACK, LIST_ADD, RBTREE_ADD -> true;
      default -> false;
    };
  }

  /** Whether it takes a resilient lock, with interrupts off or not. */
  public boolean takesLock() {
    return this == RES_SPIN_LOCK || this == RES_SPIN_LOCK_IRQSAVE;
  }

  /** Whether it takes or gives back a resilient lock. */
  public boolean isLock() {
    return takesLock() || this == RES_SPIN_UNLOCK || this == RES_SPIN_UNLOCK_IRQRESTORE;
  }

  /** Whether it turns interrupts off or on along with a resilient lock. */
  public boolean isInterruptLock() {
    return this == RES_SPIN_LOCK_IRQSAVE || this == RES_SPIN_UNLOCK_IRQRESTORE;
  }

  /** Whether its result is a node of a list or tree. */
  public boolean givesNode() {
    return switch (this) {
      case LIST_POP_FRONT,
          LIST_POP_BACK,
          LIST_DEL,
          LIST_FRONT,
          LIST_BACK,
          RBTREE_REMOVE,
          RBTREE_FIRST,
          RBTREE_ROOT,
          RBTREE_LEFT,
          RBTREE_RIGHT ->
          true;
      default -> false;
    };
  }

  /** Whether it drops an object or takes another reference to it. */
  public boolean namesObject() {
    return this == OBJ_DROP || this == PERCPU_OBJ_DROP || this == REFCOUNT_ACQUIRE;
  }

  /** Whether its result has a type of its own, not that of its prototype. */
  public boolean hasDynamicReturn() {
    return switch (this) {
      case OBJ_NEW,
          PERCPU_OBJ_NEW,
          REFCOUNT_ACQUIRE,
          CAST_TO_KERN_CTX,
          RDONLY_CAST,
          DYNPTR_SLICE,
          DYNPTR_SLICE_RDWR ->
          true;
      default -> givesNode();
    };
  }
}
