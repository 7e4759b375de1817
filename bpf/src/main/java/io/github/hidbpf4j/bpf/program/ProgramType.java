package io.github.hidbpf4j.bpf.program;

/**
 * Program types, numbered as {@code enum bpf_prog_type} of Linux 6.12 ({@code
 * include/uapi/linux/bpf.h}).
 */
public enum ProgramType {
  /** Not a program type; for programs whose section name is unknown. */
  UNSPEC,
  /** Filters the packets that a socket receives. */
  SOCKET_FILTER,
  /** Runs at a kprobe, uprobe or USDT point. */
  KPROBE,
  /** Traffic control classifier (tc, tcx, netkit). */
  SCHED_CLS,
  /** Traffic control action. */
  SCHED_ACT,
  /** Runs at a tracepoint. */
  TRACEPOINT,
  /** Runs on packets in the network driver. */
  XDP,
  /** Runs when a perf event overflows. */
  PERF_EVENT,
  /** Filters the packets of a control group. */
  CGROUP_SKB,
  /** Runs when sockets of a control group are created, bound or released. */
  CGROUP_SOCK,
  /** Lightweight tunnel, incoming packets. */
  LWT_IN,
  /** Lightweight tunnel, outgoing packets. */
  LWT_OUT,
  /** Lightweight tunnel, when packets are transmitted. */
  LWT_XMIT,
  /** Runs on TCP socket events of a control group. */
  SOCK_OPS,
  /** Parses and redirects the data that sockets of a map receive. */
  SK_SKB,
  /** Decides on access to device nodes by a control group. */
  CGROUP_DEVICE,
  /** Decides on the messages that sockets of a map send. */
  SK_MSG,
  /** Runs at a tracepoint, with its raw arguments. */
  RAW_TRACEPOINT,
  /** Rewrites the socket addresses that a control group uses. */
  CGROUP_SOCK_ADDR,
  /** Lightweight tunnel, action of a segment of IPv6 segment routing. */
  LWT_SEG6LOCAL,
  /** Decodes infrared pulses into key presses. */
  LIRC_MODE2,
  /** Selects a socket of an SO_REUSEPORT group. */
  SK_REUSEPORT,
  /** Extracts the flow keys from a packet. */
  FLOW_DISSECTOR,
  /** Decides on access to sysctl values by a control group. */
  CGROUP_SYSCTL,
  /** Like RAW_TRACEPOINT, but may write to the buffer of the first argument. */
  RAW_TRACEPOINT_WRITABLE,
  /** Runs on getsockopt and setsockopt of a control group. */
  CGROUP_SOCKOPT,
  /** Attached through BTF: fentry, fexit, fmod_ret, tp_btf, iter. */
  TRACING,
  /** Implements a function pointer of a kernel struct, as HID-BPF programs do. */
  STRUCT_OPS,
  /** Replaces a global function of another program (freplace). */
  EXT,
  /** Runs at a Linux security module hook. */
  LSM,
  /** Selects the listening socket for a connection or packet. */
  SK_LOOKUP,
  /** Run by user space through BPF_PROG_TEST_RUN, with a buffer of its own as context. */
  SYSCALL,
  /** Runs at a netfilter hook. */
  NETFILTER
}
