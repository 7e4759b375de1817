package io.github.hidbpf4j.bpf.proto;

/**
 * What a helper leaves in R0, named and ordered as {@code enum bpf_return_type} of Linux 6.12
 * without its prefix ({@code include/linux/bpf.h}). {@link TypeFlag}s refine it.
 */
public enum ReturnType {
  /** A number. */
  INTEGER,
  /** Nothing: R0 is unreadable afterwards. */
  VOID,
  /** A map value. */
  PTR_TO_MAP_VALUE,
  /** A {@code struct bpf_sock}. */
  PTR_TO_SOCKET,
  /** A {@code struct bpf_tcp_sock}. */
  PTR_TO_TCP_SOCK,
  /** A {@code struct bpf_sock} of any kind. */
  PTR_TO_SOCK_COMMON,
  /** Memory; its size comes from an argument. */
  PTR_TO_MEM,
  /** Memory or a kernel struct, by the argument. */
  PTR_TO_MEM_OR_BTF_ID,
  /** A kernel struct. */
  PTR_TO_BTF_ID
}
