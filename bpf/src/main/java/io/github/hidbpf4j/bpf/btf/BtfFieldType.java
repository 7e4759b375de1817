package io.github.hidbpf4j.bpf.btf;

/**
 * Fields of a map value or allocated object that the kernel manages itself ({@code enum
 * btf_field_type} of Linux 6.12 {@code include/linux/bpf.h}).
 */
public enum BtfFieldType {
  /** {@code struct bpf_spin_lock}. */
  SPIN_LOCK("bpf_spin_lock", 4, 4, true),
  /** {@code struct bpf_res_spin_lock}, since Linux 6.15. */
  RES_SPIN_LOCK("bpf_res_spin_lock", 4, 4, true),
  /** {@code struct bpf_timer}. */
  TIMER("bpf_timer", 16, 8, true),
  /** {@code struct bpf_wq}. */
  WORKQUEUE("bpf_wq", 16, 8, true),
  /** {@code struct bpf_task_work}, since Linux 6.18. */
  TASK_WORK("bpf_task_work", 8, 8, true),
  /** Pointer tagged {@code kptr_untrusted}. */
  KPTR_UNREF("kptr", 8, 8, false),
  /** Pointer tagged {@code kptr}. */
  KPTR_REF("kptr", 8, 8, false),
  /** Pointer tagged {@code percpu_kptr}. */
  KPTR_PERCPU("percpu_kptr", 8, 8, false),
  /** {@code struct bpf_list_head}. */
  LIST_HEAD("bpf_list_head", 16, 8, false),
  /** {@code struct bpf_list_node}. */
  LIST_NODE("bpf_list_node", 24, 8, false),
  /** {@code struct bpf_rb_root}. */
  RB_ROOT("bpf_rb_root", 16, 8, false),
  /** {@code struct bpf_rb_node}. */
  RB_NODE("bpf_rb_node", 32, 8, false),
  /** {@code struct bpf_refcount}. */
  REFCOUNT("bpf_refcount", 4, 4, true);

  private final String typeName;
  private final int size;
  private final int alignment;
  private final boolean single;

  BtfFieldType(String typeName, int size, int alignment, boolean single) {
    this.typeName = typeName;
    this.size = size;
    this.alignment = alignment;
    this.single = single;
  }

  /** {@return the name as the kernel prints it; the struct's name for all but pointers} */
  public String typeName() {
    return typeName;
  }

  /** {@return the size of the field in bytes} */
  public int size() {
    return size;
  }

  /** {@return the alignment in bytes that its offset needs to be recognised as special} */
  public int alignment() {
    return alignment;
  }

  /** {@return whether a value may hold at most one} */
  public boolean single() {
    return single;
  }

  /** {@return whether it is one of the three kinds of kernel pointers} */
  public boolean isKptr() {
    return this == KPTR_UNREF || this == KPTR_REF || this == KPTR_PERCPU;
  }

  /** {@return whether it is the root of a list or tree} */
  public boolean isGraphRoot() {
    return this == LIST_HEAD || this == RB_ROOT;
  }

  /** {@return whether a resource must be released when the value goes away} */
  public boolean holdsResource() {
    return switch (this) {
      case TIMER, WORKQUEUE, TASK_WORK, KPTR_UNREF, KPTR_REF, KPTR_PERCPU, LIST_HEAD, RB_ROOT ->
          true;
      case SPIN_LOCK, RES_SPIN_LOCK, LIST_NODE, RB_NODE, REFCOUNT -> false;
    };
  }
}
