package io.github.hidbpf4j.bpf.object;

import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.ProgramType;
import java.util.List;
import java.util.Optional;

/**
 * The meaning of a section name for the programs in it: libbpf's table ({@code section_defs} in
 * {@code tools/lib/bpf/libbpf.c}, Linux 6.12).
 *
 * @param prefix section name
 * @param type program type
 * @param extensible whether {@code /target} may follow
 * @param sleepable whether programs are loaded with BPF_F_SLEEPABLE
 * @param attachBtf whether the target is a kernel function, found through BTF
 */
public record SectionDefinition(
    String prefix, ProgramType type, boolean extensible, boolean sleepable, boolean attachBtf) {

  private static SectionDefinition exact(String name, ProgramType type) {
    return new SectionDefinition(name, type, false, false, false);
  }

  private static SectionDefinition open(String name, ProgramType type) {
    return new SectionDefinition(name, type, true, name.endsWith(".s"), false);
  }

  private static SectionDefinition btf(String name, ProgramType type) {
    return new SectionDefinition(name, type, true, name.endsWith(".s"), true);
  }

  /** All definitions, in the order in which they are tried. */
  private static final List<SectionDefinition> ALL =
      List.of(
          exact("socket", ProgramType.SOCKET_FILTER),
          exact("sk_reuseport/migrate", ProgramType.SK_REUSEPORT),
          exact("sk_reuseport", ProgramType.SK_REUSEPORT),
          open("kprobe", ProgramType.KPROBE),
          open("uprobe", ProgramType.KPROBE),
          open("uprobe.s", ProgramType.KPROBE),
          open("kretprobe", ProgramType.KPROBE),
          open("uretprobe", ProgramType.KPROBE),
          open("uretprobe.s", ProgramType.KPROBE),
          open("kprobe.multi", ProgramType.KPROBE),
          open("kretprobe.multi", ProgramType.KPROBE),
          open("kprobe.session", ProgramType.KPROBE),
          open("uprobe.multi", ProgramType.KPROBE),
          open("uretprobe.multi", ProgramType.KPROBE),
          open("uprobe.multi.s", ProgramType.KPROBE),
          open("uretprobe.multi.s", ProgramType.KPROBE),
          open("ksyscall", ProgramType.KPROBE),
          open("kretsyscall", ProgramType.KPROBE),
          open("usdt", ProgramType.KPROBE),
          open("usdt.s", ProgramType.KPROBE),
          exact("tc/ingress", ProgramType.SCHED_CLS),
          exact("tc/egress", ProgramType.SCHED_CLS),
          exact("tcx/ingress", ProgramType.SCHED_CLS),
          exact("tcx/egress", ProgramType.SCHED_CLS),
          exact("tc", ProgramType.SCHED_CLS),
          exact("classifier", ProgramType.SCHED_CLS),
          exact("action", ProgramType.SCHED_ACT),
          exact("netkit/primary", ProgramType.SCHED_CLS),
          exact("netkit/peer", ProgramType.SCHED_CLS),
          open("tracepoint", ProgramType.TRACEPOINT),
          open("tp", ProgramType.TRACEPOINT),
          open("raw_tracepoint", ProgramType.RAW_TRACEPOINT),
          open("raw_tp", ProgramType.RAW_TRACEPOINT),
          open("raw_tracepoint.w", ProgramType.RAW_TRACEPOINT_WRITABLE),
          open("raw_tp.w", ProgramType.RAW_TRACEPOINT_WRITABLE),
          btf("tp_btf", ProgramType.TRACING),
          btf("fentry", ProgramType.TRACING),
          btf("fmod_ret", ProgramType.TRACING),
          btf("fexit", ProgramType.TRACING),
          btf("fentry.s", ProgramType.TRACING),
          btf("fmod_ret.s", ProgramType.TRACING),
          btf("fexit.s", ProgramType.TRACING),
          btf("freplace", ProgramType.EXT),
          btf("lsm", ProgramType.LSM),
          btf("lsm.s", ProgramType.LSM),
          btf("lsm_cgroup", ProgramType.LSM),
          btf("iter", ProgramType.TRACING),
          btf("iter.s", ProgramType.TRACING),
          new SectionDefinition("syscall", ProgramType.SYSCALL, false, true, false),
          exact("xdp.frags/devmap", ProgramType.XDP),
          exact("xdp/devmap", ProgramType.XDP),
          exact("xdp.frags/cpumap", ProgramType.XDP),
          exact("xdp/cpumap", ProgramType.XDP),
          exact("xdp.frags", ProgramType.XDP),
          exact("xdp", ProgramType.XDP),
          exact("perf_event", ProgramType.PERF_EVENT),
          exact("lwt_in", ProgramType.LWT_IN),
          exact("lwt_out", ProgramType.LWT_OUT),
          exact("lwt_xmit", ProgramType.LWT_XMIT),
          exact("lwt_seg6local", ProgramType.LWT_SEG6LOCAL),
          exact("sockops", ProgramType.SOCK_OPS),
          exact("sk_skb/stream_parser", ProgramType.SK_SKB),
          exact("sk_skb/stream_verdict", ProgramType.SK_SKB),
          exact("sk_skb/verdict", ProgramType.SK_SKB),
          exact("sk_skb", ProgramType.SK_SKB),
          exact("sk_msg", ProgramType.SK_MSG),
          exact("lirc_mode2", ProgramType.LIRC_MODE2),
          exact("flow_dissector", ProgramType.FLOW_DISSECTOR),
          exact("cgroup_skb/ingress", ProgramType.CGROUP_SKB),
          exact("cgroup_skb/egress", ProgramType.CGROUP_SKB),
          exact("cgroup/skb", ProgramType.CGROUP_SKB),
          exact("cgroup/sock_create", ProgramType.CGROUP_SOCK),
          exact("cgroup/sock_release", ProgramType.CGROUP_SOCK),
          exact("cgroup/sock", ProgramType.CGROUP_SOCK),
          exact("cgroup/post_bind4", ProgramType.CGROUP_SOCK),
          exact("cgroup/post_bind6", ProgramType.CGROUP_SOCK),
          exact("cgroup/bind4", ProgramType.CGROUP_SOCK_ADDR),
          exact("cgroup/bind6", ProgramType.CGROUP_SOCK_ADDR),
          exact("cgroup/connect4", ProgramType.CGROUP_SOCK_ADDR),
          exact("cgroup/connect6", ProgramType.CGROUP_SOCK_ADDR),
          exact("cgroup/connect_unix", ProgramType.CGROUP_SOCK_ADDR),
          exact("cgroup/sendmsg4", ProgramType.CGROUP_SOCK_ADDR),
          exact("cgroup/sendmsg6", ProgramType.CGROUP_SOCK_ADDR),
          exact("cgroup/sendmsg_unix", ProgramType.CGROUP_SOCK_ADDR),
          exact("cgroup/recvmsg4", ProgramType.CGROUP_SOCK_ADDR),
          exact("cgroup/recvmsg6", ProgramType.CGROUP_SOCK_ADDR),
          exact("cgroup/recvmsg_unix", ProgramType.CGROUP_SOCK_ADDR),
          exact("cgroup/getpeername4", ProgramType.CGROUP_SOCK_ADDR),
          exact("cgroup/getpeername6", ProgramType.CGROUP_SOCK_ADDR),
          exact("cgroup/getpeername_unix", ProgramType.CGROUP_SOCK_ADDR),
          exact("cgroup/getsockname4", ProgramType.CGROUP_SOCK_ADDR),
          exact("cgroup/getsockname6", ProgramType.CGROUP_SOCK_ADDR),
          exact("cgroup/getsockname_unix", ProgramType.CGROUP_SOCK_ADDR),
          exact("cgroup/sysctl", ProgramType.CGROUP_SYSCTL),
          exact("cgroup/getsockopt", ProgramType.CGROUP_SOCKOPT),
          exact("cgroup/setsockopt", ProgramType.CGROUP_SOCKOPT),
          exact("cgroup/dev", ProgramType.CGROUP_DEVICE),
          open("struct_ops", ProgramType.STRUCT_OPS),
          open("struct_ops.s", ProgramType.STRUCT_OPS),
          exact("sk_lookup", ProgramType.SK_LOOKUP),
          exact("netfilter", ProgramType.NETFILTER));

  /**
   * {@return the definition that applies to a section; empty when libbpf has none}
   *
   * @param section section name without its {@code ?}
   */
  public static Optional<SectionDefinition> find(String section) {
    return ALL.stream().filter(d -> d.matches(section)).findFirst();
  }

  private boolean matches(String section) {
    if (!extensible) {
      return section.equals(prefix);
    }
    return section.startsWith(prefix)
        && (section.length() == prefix.length() || section.charAt(prefix.length()) == '/');
  }

  /**
   * {@return the attach target in a section name} It lacks the struct of a struct_ops member, which
   * comes from the map that uses the program.
   *
   * @param section section name without its {@code ?}, to which this definition applies
   */
  public AttachTarget target(String section) {
    int slash = section.indexOf('/');
    String kind = slash < 0 ? section : section.substring(0, slash);
    String name = slash < 0 ? "" : section.substring(slash + 1);
    if (type == ProgramType.STRUCT_OPS) {
      return new AttachTarget.StructOpsMember("", name);
    }
    if (attachBtf) {
      return new AttachTarget.BtfFunction(
          sleepable ? kind.substring(0, kind.length() - 2) : kind, name);
    }
    return slash < 0 ? new AttachTarget.None() : new AttachTarget.Named(kind, name);
  }
}
