package io.github.hidbpf4j.bpf.proto;

/**
 * What a helper expects in an argument register, named and ordered as {@code enum bpf_arg_type} of
 * Linux 6.12 without its prefix ({@code include/linux/bpf.h}). {@link TypeFlag}s refine it.
 */
public enum ArgumentType {
  /** No argument. */
  DONTCARE,
  /** Pointer to a map, known at verification. */
  CONST_MAP_PTR,
  /** Memory of the map's key size. */
  PTR_TO_MAP_KEY,
  /** Memory of the map's value size. */
  PTR_TO_MAP_VALUE,
  /** Memory; its size is fixed or in the next argument. */
  PTR_TO_MEM,
  /** Pointer into a BPF arena map. */
  PTR_TO_ARENA,
  /** Bytes of the memory argument before it; at least 1. */
  CONST_SIZE,
  /** Bytes of the memory argument before it; may be 0. */
  CONST_SIZE_OR_ZERO,
  /** The program's context. */
  PTR_TO_CTX,
  /** Any initialised value; the helper sees pointer values. */
  ANYTHING,
  /** Any number. */
  SCALAR,
  /** A {@code struct bpf_spin_lock} in a map value or allocated object. */
  PTR_TO_SPIN_LOCK,
  /** A {@code struct bpf_sock} or {@code bpf_tcp_sock} of any kind. */
  PTR_TO_SOCK_COMMON,
  /** A full {@code struct bpf_sock}. */
  PTR_TO_SOCKET,
  /** A kernel struct: {@link Argument#btfType}. */
  PTR_TO_BTF_ID,
  /** A record that {@code bpf_ringbuf_reserve} returned. */
  PTR_TO_RINGBUF_MEM,
  /** Number of bytes to allocate: a constant. */
  CONST_ALLOC_SIZE_OR_ZERO,
  /** A kernel {@code struct sock_common} or its BPF mirror. */
  PTR_TO_BTF_ID_SOCK_COMMON,
  /** A per-CPU kernel variable or object. */
  PTR_TO_PERCPU_BTF_ID,
  /** A subprogram to call back. */
  PTR_TO_FUNC,
  /** Memory on the program's stack. */
  PTR_TO_STACK,
  /** A NUL-terminated string in a read-only map. */
  PTR_TO_CONST_STR,
  /** A {@code struct bpf_timer} in a map value. */
  PTR_TO_TIMER,
  /** Destination of {@code bpf_kptr_xchg}: a kptr field. */
  KPTR_XCHG_DEST,
  /** A {@code struct bpf_dynptr} on the stack. */
  PTR_TO_DYNPTR
}
