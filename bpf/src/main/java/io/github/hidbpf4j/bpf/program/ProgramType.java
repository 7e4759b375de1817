package io.github.hidbpf4j.bpf.program;

/**
 * Program types, numbered as {@code enum bpf_prog_type} of Linux 6.12 ({@code
 * include/uapi/linux/bpf.h}).
 */
public enum ProgramType {
  UNSPEC,
  SOCKET_FILTER,
  KPROBE,
  SCHED_CLS,
  SCHED_ACT,
  TRACEPOINT,
  XDP,
  PERF_EVENT,
  CGROUP_SKB,
  CGROUP_SOCK,
  LWT_IN,
  LWT_OUT,
  LWT_XMIT,
  SOCK_OPS,
  SK_SKB,
  CGROUP_DEVICE,
  SK_MSG,
  RAW_TRACEPOINT,
  CGROUP_SOCK_ADDR,
  LWT_SEG6LOCAL,
  LIRC_MODE2,
  SK_REUSEPORT,
  FLOW_DISSECTOR,
  CGROUP_SYSCTL,
  RAW_TRACEPOINT_WRITABLE,
  CGROUP_SOCKOPT,
  TRACING,
  STRUCT_OPS,
  EXT,
  LSM,
  SK_LOOKUP,
  SYSCALL,
  NETFILTER
}
