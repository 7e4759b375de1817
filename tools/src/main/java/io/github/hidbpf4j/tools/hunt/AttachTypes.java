package io.github.hidbpf4j.tools.hunt;

import static java.util.Map.entry;

import java.util.Map;

/**
 * Finds {@code expected_attach_type} of programs by their section, as libbpf sets it ({@code
 * section_defs} in {@code tools/lib/bpf/libbpf.c}; numbers of {@code enum bpf_attach_type} in
 * {@code include/uapi/linux/bpf.h}, Linux 6.12).
 */
final class AttachTypes {
  private static final Map<String, Integer> BY_SECTION =
      Map.ofEntries(
          entry("cgroup_skb/egress", 1),
          entry("cgroup/sock_create", 2),
          entry("cgroup/sock", 2),
          entry("sockops", 3),
          entry("sk_skb/stream_parser", 4),
          entry("sk_skb/stream_verdict", 5),
          entry("cgroup/dev", 6),
          entry("sk_msg", 7),
          entry("cgroup/bind4", 8),
          entry("cgroup/bind6", 9),
          entry("cgroup/connect4", 10),
          entry("cgroup/connect6", 11),
          entry("cgroup/post_bind4", 12),
          entry("cgroup/post_bind6", 13),
          entry("cgroup/sendmsg4", 14),
          entry("cgroup/sendmsg6", 15),
          entry("lirc_mode2", 16),
          entry("flow_dissector", 17),
          entry("cgroup/sysctl", 18),
          entry("cgroup/recvmsg4", 19),
          entry("cgroup/recvmsg6", 20),
          entry("cgroup/getsockopt", 21),
          entry("cgroup/setsockopt", 22),
          entry("tp_btf", 23),
          entry("fentry", 24),
          entry("fexit", 25),
          entry("fmod_ret", 26),
          entry("lsm", 27),
          entry("iter", 28),
          entry("cgroup/getpeername4", 29),
          entry("cgroup/getpeername6", 30),
          entry("cgroup/getsockname4", 31),
          entry("cgroup/getsockname6", 32),
          entry("xdp/devmap", 33),
          entry("xdp.frags/devmap", 33),
          entry("cgroup/sock_release", 34),
          entry("xdp/cpumap", 35),
          entry("xdp.frags/cpumap", 35),
          entry("sk_lookup", 36),
          entry("xdp", 37),
          entry("xdp.frags", 37),
          entry("sk_skb/verdict", 38),
          entry("sk_reuseport", 39),
          entry("sk_reuseport/migrate", 40),
          entry("perf_event", 41),
          entry("kprobe.multi", 42),
          entry("kretprobe.multi", 42),
          entry("lsm_cgroup", 43),
          entry("netfilter", 45),
          entry("tcx/ingress", 46),
          entry("tcx/egress", 47),
          entry("uprobe.multi", 48),
          entry("uretprobe.multi", 48),
          entry("cgroup/connect_unix", 49),
          entry("cgroup/sendmsg_unix", 50),
          entry("cgroup/recvmsg_unix", 51),
          entry("cgroup/getpeername_unix", 52),
          entry("cgroup/getsockname_unix", 53),
          entry("netkit/primary", 54),
          entry("netkit/peer", 55),
          entry("kprobe.session", 56));

  private AttachTypes() {}

  /** The number for a section; 0 if none is expected. */
  static int of(String section) {
    String name = section.startsWith("?") ? section.substring(1) : section;
    Integer whole = BY_SECTION.get(name);
    if (whole != null) {
      return whole;
    }
    int slash = name.indexOf('/');
    String kind = slash < 0 ? name : name.substring(0, slash);
    String plain = kind.endsWith(".s") ? kind.substring(0, kind.length() - 2) : kind;
    return BY_SECTION.getOrDefault(plain, 0);
  }
}
