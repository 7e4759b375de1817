package io.github.hidbpf4j.bpf.proto;

/**
 * Modifiers of argument and return types, named and ordered as {@code enum bpf_type_flag} of Linux
 * 6.12 ({@code include/linux/bpf.h}; its {@code PTR_MAYBE_NULL} is {@link #MAYBE_NULL}).
 */
public enum TypeFlag {
  /** The pointer may be NULL. */
  MAYBE_NULL,
  /** Memory is only read: constant memory is allowed. */
  MEM_RDONLY,
  /** Memory of a ring buffer record. */
  MEM_RINGBUF,
  /** Memory in a user address space. */
  MEM_USER,
  /** Memory with one instance per CPU: must be resolved for a CPU before access. */
  MEM_PERCPU,
  /** The call releases the object and its reference. */
  OBJ_RELEASE,
  /** The pointer may be read through but not passed to a helper or kfunc. */
  PTR_UNTRUSTED,
  /** Memory need not be initialised: the helper fills it. */
  MEM_UNINIT,
  /** Dynptr to memory of the program. */
  DYNPTR_TYPE_LOCAL,
  /** Dynptr to a ring buffer record. */
  DYNPTR_TYPE_RINGBUF,
  /** The size is fixed: {@link Argument#size}. */
  MEM_FIXED_SIZE,
  /** An object that the program allocated. */
  MEM_ALLOC,
  /** A pointer that the kernel vouches for. */
  PTR_TRUSTED,
  /** An object that lives as long as the RCU read lock is held. */
  MEM_RCU,
  /** A reference to a node that a list or tree owns. */
  NON_OWN_REF,
  /** Dynptr to a packet buffer. */
  DYNPTR_TYPE_SKB,
  /** Dynptr to an XDP frame. */
  DYNPTR_TYPE_XDP,
  /** Memory must be aligned to its size. */
  MEM_ALIGNED,
  /** Memory is written; without {@link #MEM_UNINIT} it is read too. */
  MEM_WRITE
}
