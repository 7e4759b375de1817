package io.github.hidbpf4j.bpf.proto;

import java.util.List;
import java.util.Map;

/**
 * Context fields that only programs of certain attach types may access, by section name (Linux
 * 6.12, {@code net/core/filter.c}, {@code kernel/bpf/cgroup.c}).
 */
public final class ContextConditions {
  private static final List<String> SOCKET_LIFE =
      List.of("cgroup/sock", "cgroup/sock_create", "cgroup/sock_release");
  private static final List<String> V4 =
      List.of(
          "cgroup/bind4",
          "cgroup/connect4",
          "cgroup/getpeername4",
          "cgroup/getsockname4",
          "cgroup/sendmsg4",
          "cgroup/recvmsg4");
  private static final List<String> V6 =
      List.of(
          "cgroup/bind6",
          "cgroup/connect6",
          "cgroup/getpeername6",
          "cgroup/getsockname6",
          "cgroup/sendmsg6",
          "cgroup/recvmsg6");

  /** Sections that may read a field. */
  private static final Map<String, List<String>> READ =
      Map.ofEntries(
          Map.entry("xdp_md.egress_ifindex", List.of("xdp/devmap", "xdp.frags/devmap")),
          Map.entry("bpf_sock.bound_dev_if", SOCKET_LIFE),
          Map.entry("bpf_sock.mark", SOCKET_LIFE),
          Map.entry("bpf_sock.priority", SOCKET_LIFE),
          Map.entry("bpf_sock.src_ip4", List.of("cgroup/post_bind4")),
          Map.entry("bpf_sock.src_ip6", List.of("cgroup/post_bind6")),
          Map.entry("bpf_sock.src_port", List.of("cgroup/post_bind4", "cgroup/post_bind6")),
          Map.entry("bpf_sock_addr.user_ip4", V4),
          Map.entry("bpf_sock_addr.user_ip6", V6),
          Map.entry("bpf_sock_addr.msg_src_ip4", List.of("cgroup/sendmsg4")),
          Map.entry("bpf_sock_addr.msg_src_ip6", List.of("cgroup/sendmsg6")),
          Map.entry("bpf_sockopt.retval", List.of("cgroup/getsockopt")));

  /** Sections that may write a field, where they are fewer than the sections that may read it. */
  private static final Map<String, List<String>> WRITE =
      Map.of(
          "bpf_sockopt.level", List.of("cgroup/setsockopt"),
          "bpf_sockopt.optname", List.of("cgroup/setsockopt"));

  private ContextConditions() {}

  /** Whether programs of a section may access a field that their program type has. */
  public static boolean allows(String struct, String field, boolean write, String section) {
    String name = struct + "." + field;
    String plain = section.startsWith("?") ? section.substring(1) : section;
    List<String> readers = READ.get(name);
    List<String> writers = write ? WRITE.get(name) : null;
    return (readers == null || readers.contains(plain))
        && (writers == null || writers.contains(plain));
  }
}
