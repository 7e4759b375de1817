package io.github.hidbpf4j.bpf.proto;

import io.github.hidbpf4j.bpf.btf.KernelTypeNames;
import io.github.hidbpf4j.bpf.proto.ContextDescription.Field;
import io.github.hidbpf4j.bpf.proto.ContextDescription.Fields;
import io.github.hidbpf4j.bpf.proto.ContextDescription.Kind;
import io.github.hidbpf4j.bpf.proto.ContextDescription.Width;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Fields of context structs: offsets of {@code include/uapi/linux/bpf.h}, rules of the {@code
 * *_is_valid_access} functions of {@code net/core/filter.c} and {@code kernel/trace/bpf_trace.c},
 * Linux 6.12.
 */
final class ContextTables {
  private static final int SK_BUFF_BYTES = 192;
  private static final int PT_REGS_BYTES = 168;

  /** {@code struct __sk_buff}: all fields, none writable; packet pointers typed as such. */
  private static final List<Field> SK_BUFF =
      List.of(
          number("len", 0),
          number("pkt_type", 4),
          number("mark", 8),
          number("queue_mapping", 12),
          number("protocol", 16),
          number("vlan_present", 20),
          number("vlan_tci", 24),
          number("vlan_proto", 28),
          number("priority", 32),
          number("ingress_ifindex", 36),
          number("ifindex", 40),
          number("tc_index", 44),
          new Field("cb", 48, 20, Width.ANY, false, Kind.SCALAR, null),
          number("hash", 68),
          number("tc_classid", 72),
          whole("data", 76, 4, Kind.PACKET),
          whole("data_end", 80, 4, Kind.PACKET_END),
          number("napi_id", 84),
          number("family", 88),
          whole("remote_ip4", 92, 4, Kind.SCALAR),
          whole("local_ip4", 96, 4, Kind.SCALAR),
          whole("remote_ip6[0]", 100, 4, Kind.SCALAR),
          whole("remote_ip6[1]", 104, 4, Kind.SCALAR),
          whole("remote_ip6[2]", 108, 4, Kind.SCALAR),
          whole("remote_ip6[3]", 112, 4, Kind.SCALAR),
          whole("local_ip6[0]", 116, 4, Kind.SCALAR),
          whole("local_ip6[1]", 120, 4, Kind.SCALAR),
          whole("local_ip6[2]", 124, 4, Kind.SCALAR),
          whole("local_ip6[3]", 128, 4, Kind.SCALAR),
          number("remote_port", 132),
          number("local_port", 136),
          whole("data_meta", 140, 4, Kind.PACKET_META),
          whole("flow_keys", 144, 8, Kind.FLOW_KEYS),
          whole("tstamp", 152, 8, Kind.SCALAR),
          number("wire_len", 160),
          number("gso_segs", 164),
          whole("sk", 168, 8, Kind.SOCK_COMMON_OR_NULL),
          number("gso_size", 176),
          whole("tstamp_type", 180, 1, Kind.SCALAR),
          whole("hwtstamp", 184, 8, Kind.SCALAR));

  private static final Set<String> SOCKET_ADDRESS =
      Set.of(
          "family",
          "remote_ip4",
          "local_ip4",
          "remote_ip6[0]",
          "remote_ip6[1]",
          "remote_ip6[2]",
          "remote_ip6[3]",
          "local_ip6[0]",
          "local_ip6[1]",
          "local_ip6[2]",
          "local_ip6[3]",
          "remote_port",
          "local_port");

  static final Fields SOCKET_FILTER =
      skb(
          join(
              SOCKET_ADDRESS,
              "tc_classid data data_meta data_end flow_keys tstamp wire_len hwtstamp tstamp_type"),
          "cb");

  static final Fields SCHED =
      skb(
          join(SOCKET_ADDRESS, "flow_keys"),
          "mark tc_index priority tc_classid cb tstamp queue_mapping");

  static final Fields CGROUP_SKB =
      skb(words("tc_classid data_meta wire_len flow_keys tstamp_type"), "mark priority cb tstamp");

  static final Fields LWT =
      skb(
          join(
              SOCKET_ADDRESS,
              "tc_classid data_meta tstamp wire_len hwtstamp flow_keys tstamp_type"),
          "mark priority cb");

  static final Fields SK_SKB =
      skb(
          words("tc_classid data_meta tstamp wire_len hwtstamp flow_keys tstamp_type mark"),
          "tc_index priority");

  static final Fields FLOW_DISSECTOR =
      new Fields(
          "__sk_buff",
          SK_BUFF_BYTES,
          SK_BUFF.stream()
              .filter(f -> words("data data_end flow_keys").contains(f.name()))
              .toList());

  static final Fields XDP =
      new Fields(
          "xdp_md",
          24,
          List.of(
              whole("data", 0, 4, Kind.PACKET),
              whole("data_end", 4, 4, Kind.PACKET_END),
              whole("data_meta", 8, 4, Kind.PACKET_META),
              whole("ingress_ifindex", 12, 4, Kind.SCALAR),
              whole("rx_queue_index", 16, 4, Kind.SCALAR),
              whole("egress_ifindex", 20, 4, Kind.SCALAR)));

  static final Fields PERF_EVENT = perfEvent();

  private ContextTables() {}

  static Field number(String name, int offset) {
    return new Field(name, offset, 4, Width.NARROW_READ, false, Kind.SCALAR, null);
  }

  static Field whole(String name, int offset, int size, Kind kind) {
    return new Field(name, offset, size, Width.WHOLE, false, kind, null);
  }

  private static Set<String> words(String text) {
    return Set.of(text.split(" "));
  }

  private static Set<String> join(Set<String> some, String more) {
    Set<String> all = new HashSet<>(some);
    all.addAll(words(more));
    return all;
  }

  private static Fields skb(Set<String> without, String writable) {
    Set<String> written = words(writable);
    return new Fields(
        "__sk_buff",
        SK_BUFF_BYTES,
        SK_BUFF.stream()
            .filter(f -> !without.contains(f.name()))
            .map(f -> written.contains(f.name()) ? asWritable(f) : f)
            .toList());
  }

  static Field asWritable(Field f) {
    return new Field(f.name(), f.offset(), f.size(), f.width(), true, f.kind(), f.btfType());
  }

  /** The registers, each accessible only as a whole, then two numbers that may be read in part. */
  private static Fields perfEvent() {
    List<Field> fields = new ArrayList<>();
    for (int at = 0; at < PT_REGS_BYTES; at += 8) {
      fields.add(whole("regs[" + at / 8 + "]", at, 8, Kind.SCALAR));
    }
    fields.add(
        new Field("sample_period", PT_REGS_BYTES, 8, Width.NARROW_READ, false, Kind.SCALAR, null));
    fields.add(
        new Field("addr", PT_REGS_BYTES + 8, 8, Width.NARROW_READ, false, Kind.SCALAR, null));
    return new Fields(KernelTypeNames.PERF_EVENT, PT_REGS_BYTES + 16, fields);
  }
}
