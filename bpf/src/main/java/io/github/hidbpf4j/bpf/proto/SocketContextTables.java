package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.ContextTables.asWritable;
import static io.github.hidbpf4j.bpf.proto.ContextTables.number;
import static io.github.hidbpf4j.bpf.proto.ContextTables.whole;

import io.github.hidbpf4j.bpf.btf.KernelTypeNames;
import io.github.hidbpf4j.bpf.proto.ContextDescription.Field;
import io.github.hidbpf4j.bpf.proto.ContextDescription.Fields;
import io.github.hidbpf4j.bpf.proto.ContextDescription.Kind;
import io.github.hidbpf4j.bpf.proto.ContextDescription.Width;
import java.util.ArrayList;
import java.util.List;

/**
 * Fields of context structs of socket, cgroup and netfilter programs: offsets of {@code
 * include/uapi/linux/bpf.h}, rules of {@code net/core/filter.c}, {@code kernel/bpf/cgroup.c},
 * {@code net/netfilter/nf_bpf_link.c}, Linux 6.12.
 */
final class SocketContextTables {
  static final Fields SOCK =
      new Fields(
          KernelTypeNames.SOCK,
          80,
          List.of(
              asWritable(whole("bound_dev_if", 0, 4, Kind.SCALAR)),
              first("family", 4),
              first("type", 8),
              first("protocol", 12),
              asWritable(whole("mark", 16, 4, Kind.SCALAR)),
              asWritable(whole("priority", 20, 4, Kind.SCALAR)),
              number("src_ip4", 24),
              number("src_ip6", 28),
              number("src_ip6", 32),
              number("src_ip6", 36),
              number("src_ip6", 40),
              first("src_port", 44),
              new Field("dst_port", 48, 4, Width.PORT, false, Kind.SCALAR, null),
              number("dst_ip4", 52),
              number("dst_ip6", 56),
              number("dst_ip6", 60),
              number("dst_ip6", 64),
              number("dst_ip6", 68),
              first("state", 72),
              first("rx_queue_mapping", 76)));

  static final Fields SOCK_ADDR =
      new Fields(
          KernelTypeNames.SOCK_ADDR,
          72,
          List.of(
              whole("user_family", 0, 4, Kind.SCALAR),
              asWritable(number("user_ip4", 4)),
              wide("user_ip6", 8),
              asWritable(number("user_port", 24)),
              whole("family", 28, 4, Kind.SCALAR),
              whole("type", 32, 4, Kind.SCALAR),
              whole("protocol", 36, 4, Kind.SCALAR),
              asWritable(number("msg_src_ip4", 40)),
              wide("msg_src_ip6", 44),
              whole("sk", 64, 8, Kind.SOCKET)));

  static final Fields DEVICE =
      new Fields(
          KernelTypeNames.CGROUP_DEVICE,
          12,
          List.of(
              number("access_type", 0),
              whole("major", 4, 4, Kind.SCALAR),
              whole("minor", 8, 4, Kind.SCALAR)));

  static final Fields SYSCTL =
      new Fields(
          KernelTypeNames.SYSCTL,
          8,
          List.of(number("write", 0), asWritable(number("file_pos", 4))));

  static final Fields SOCKOPT =
      new Fields(
          KernelTypeNames.SOCKOPT,
          40,
          List.of(
              whole("sk", 0, 8, Kind.SOCKET),
              whole("optval", 8, 8, Kind.PACKET),
              whole("optval_end", 16, 8, Kind.PACKET_END),
              asWritable(whole("level", 24, 4, Kind.SCALAR)),
              asWritable(whole("optname", 28, 4, Kind.SCALAR)),
              asWritable(whole("optlen", 32, 4, Kind.SCALAR)),
              asWritable(whole("retval", 36, 4, Kind.SCALAR))));

  static final Fields SOCK_OPS = socketOperations();

  static final Fields SK_MSG =
      new Fields(
          "sk_msg_md",
          80,
          join(
              List.of(
                  whole("data", 0, 8, Kind.PACKET),
                  whole("data_end", 8, 8, Kind.PACKET_END),
                  whole("sk", 72, 8, Kind.SOCKET)),
              run("address", 16, 72)));

  static final Fields SK_LOOKUP = lookup();

  static final Fields SK_REUSEPORT =
      new Fields(
          "sk_reuseport_md",
          56,
          List.of(
              whole("data", 0, 8, Kind.PACKET),
              whole("data_end", 8, 8, Kind.PACKET_END),
              number("len", 16),
              new Field("eth_protocol", 20, 4, Width.HALF_READ, false, Kind.SCALAR, null),
              number("ip_protocol", 24),
              number("bind_inany", 28),
              whole("hash", 32, 4, Kind.SCALAR),
              whole("sk", 40, 8, Kind.SOCKET),
              whole("migrating_sk", 48, 8, Kind.SOCK_COMMON_OR_NULL)));

  static final Fields NETFILTER =
      new Fields(
          KernelTypeNames.NETFILTER,
          16,
          List.of(
              new Field("state", 0, 8, Width.WHOLE, false, Kind.BTF_ID, "nf_hook_state"),
              new Field("skb", 8, 8, Width.WHOLE, false, Kind.BTF_ID, "sk_buff")));

  static final Fields LIRC_MODE2 = new Fields("", 4, List.of(whole("sample", 0, 4, Kind.SCALAR)));

  private SocketContextTables() {}

  private static Field first(String name, int offset) {
    return new Field(name, offset, 4, Width.FIRST_READ, false, Kind.SCALAR, null);
  }

  private static Field wide(String name, int offset) {
    return new Field(name, offset, 16, Width.WIDE, true, Kind.SCALAR, null);
  }

  /** 32-bit fields, each read as a whole. */
  private static List<Field> run(String name, int from, int to) {
    List<Field> fields = new ArrayList<>();
    for (int at = from; at < to; at += 4) {
      fields.add(whole(name + "+" + (at - from), at, 4, Kind.SCALAR));
    }
    return fields;
  }

  private static List<Field> join(List<Field> some, List<Field> more) {
    List<Field> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }

  private static Fields socketOperations() {
    List<Field> fields = new ArrayList<>(run("op", 0, 4));
    fields.add(asWritable(whole("reply", 4, 4, Kind.SCALAR)));
    fields.addAll(run("numbers", 8, 164));
    fields.add(asWritable(whole("sk_txhash", 164, 4, Kind.SCALAR)));
    fields.add(whole("bytes_received", 168, 8, Kind.SCALAR));
    fields.add(whole("bytes_acked", 176, 8, Kind.SCALAR));
    fields.add(whole("sk", 184, 8, Kind.SOCKET_OR_NULL));
    fields.add(whole("skb_data", 192, 8, Kind.PACKET));
    fields.add(whole("skb_data_end", 200, 8, Kind.PACKET_END));
    fields.add(whole("skb_len", 208, 4, Kind.SCALAR));
    fields.add(first("skb_tcp_flags", 212));
    fields.add(whole("skb_hwtstamp", 216, 8, Kind.SCALAR));
    return new Fields(KernelTypeNames.SOCK_OPS, 224, fields);
  }

  private static Fields lookup() {
    List<Field> fields = new ArrayList<>();
    fields.add(whole("sk", 0, 8, Kind.SOCKET_OR_NULL));
    for (int at = 8; at < 68; at += 4) {
      // The remote port is 16 bits and padding; a read of all four is kept for old programs.
      fields.add(number("numbers+" + at, at));
    }
    return new Fields(KernelTypeNames.SK_LOOKUP, 72, fields);
  }
}
