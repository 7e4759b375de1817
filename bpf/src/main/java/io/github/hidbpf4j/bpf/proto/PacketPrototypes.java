package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.ANYTHING;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.BTF_ID;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.BTF_SOCK_COMMON;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.CTX;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.INTEGER;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.MAP;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.MEM;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.RDONLY_MEM;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.SIZE;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.SIZE_OR_ZERO;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.UNINIT_MEM;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.WRITE_MEM;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.helper;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.variant;
import static io.github.hidbpf4j.bpf.proto.TypeFlag.MEM_ALIGNED;

import java.util.List;

/**
 * Prototypes of the helpers for packets: skb, XDP, LWT, redirection, checksums, SYN cookies (Linux
 * 6.12, {@code net/core/filter.c}), by number.
 */
final class PacketPrototypes {
  static final List<HelperPrototype> ALL =
      List.of(
          helper("skb_store_bytes", INTEGER, CTX, ANYTHING, RDONLY_MEM, SIZE, ANYTHING),
          helper("l3_csum_replace", INTEGER, CTX, ANYTHING, ANYTHING, ANYTHING, ANYTHING),
          helper("l4_csum_replace", INTEGER, CTX, ANYTHING, ANYTHING, ANYTHING, ANYTHING),
          helper("clone_redirect", INTEGER, CTX, ANYTHING, ANYTHING),
          helper("skb_vlan_push", INTEGER, CTX, ANYTHING, ANYTHING),
          helper("skb_vlan_pop", INTEGER, CTX),
          helper("skb_get_tunnel_key", INTEGER, CTX, UNINIT_MEM, SIZE, ANYTHING),
          helper("skb_set_tunnel_key", INTEGER, CTX, RDONLY_MEM, SIZE, ANYTHING),
          helper("redirect", INTEGER, ANYTHING, ANYTHING),
          variant("redirect", "xdp_redirect", INTEGER, ANYTHING, ANYTHING),
          helper("get_route_realm", INTEGER, CTX),
          helper("skb_load_bytes", INTEGER, CTX, ANYTHING, UNINIT_MEM, SIZE),
          variant(
              "skb_load_bytes",
              "flow_dissector_load_bytes",
              INTEGER,
              CTX,
              ANYTHING,
              UNINIT_MEM,
              SIZE),
          variant(
              "skb_load_bytes",
              "sk_reuseport_load_bytes",
              INTEGER,
              CTX,
              ANYTHING,
              UNINIT_MEM,
              SIZE),
          helper(
                  "csum_diff",
                  INTEGER,
                  RDONLY_MEM.orNull(),
                  SIZE_OR_ZERO,
                  RDONLY_MEM.orNull(),
                  SIZE_OR_ZERO,
                  ANYTHING)
              .packets(),
          helper("skb_get_tunnel_opt", INTEGER, CTX, UNINIT_MEM, SIZE),
          helper("skb_set_tunnel_opt", INTEGER, CTX, RDONLY_MEM, SIZE),
          helper("skb_change_proto", INTEGER, CTX, ANYTHING, ANYTHING),
          helper("skb_change_type", INTEGER, CTX, ANYTHING),
          helper("get_hash_recalc", INTEGER, CTX),
          helper("skb_change_tail", INTEGER, CTX, ANYTHING, ANYTHING),
          variant("skb_change_tail", "sk_skb_change_tail", INTEGER, CTX, ANYTHING, ANYTHING),
          helper("skb_pull_data", INTEGER, CTX, ANYTHING),
          variant("skb_pull_data", "sk_skb_pull_data", INTEGER, CTX, ANYTHING),
          helper("csum_update", INTEGER, CTX, ANYTHING),
          helper("set_hash_invalid", INTEGER, CTX),
          helper("skb_change_head", INTEGER, CTX, ANYTHING, ANYTHING),
          variant("skb_change_head", "sk_skb_change_head", INTEGER, CTX, ANYTHING, ANYTHING),
          helper("xdp_adjust_head", INTEGER, CTX, ANYTHING),
          helper("set_hash", INTEGER, CTX, ANYTHING),
          helper("skb_adjust_room", INTEGER, CTX, ANYTHING, ANYTHING, ANYTHING),
          variant(
              "skb_adjust_room", "sk_skb_adjust_room", INTEGER, CTX, ANYTHING, ANYTHING, ANYTHING),
          variant("redirect_map", "xdp_redirect_map", INTEGER, MAP, ANYTHING, ANYTHING),
          helper("xdp_adjust_meta", INTEGER, CTX, ANYTHING),
          helper("msg_apply_bytes", INTEGER, CTX, ANYTHING),
          helper("msg_cork_bytes", INTEGER, CTX, ANYTHING),
          helper("msg_pull_data", INTEGER, CTX, ANYTHING, ANYTHING, ANYTHING),
          helper("xdp_adjust_tail", INTEGER, CTX, ANYTHING),
          helper("skb_get_xfrm_state", INTEGER, CTX, ANYTHING, UNINIT_MEM, SIZE, ANYTHING),
          helper("skb_load_bytes_relative", INTEGER, CTX, ANYTHING, UNINIT_MEM, SIZE, ANYTHING),
          variant(
              "skb_load_bytes_relative",
              "sk_reuseport_load_bytes_relative",
              INTEGER,
              CTX,
              ANYTHING,
              UNINIT_MEM,
              SIZE,
              ANYTHING),
          variant("fib_lookup", "skb_fib_lookup", INTEGER, CTX, MEM, SIZE, ANYTHING).gpl(),
          variant("fib_lookup", "xdp_fib_lookup", INTEGER, CTX, MEM, SIZE, ANYTHING).gpl(),
          variant("lwt_push_encap", "lwt_in_push_encap", INTEGER, CTX, ANYTHING, RDONLY_MEM, SIZE),
          variant(
              "lwt_push_encap", "lwt_xmit_push_encap", INTEGER, CTX, ANYTHING, RDONLY_MEM, SIZE),
          helper("lwt_seg6_store_bytes", INTEGER, CTX, ANYTHING, RDONLY_MEM, SIZE),
          helper("lwt_seg6_adjust_srh", INTEGER, CTX, ANYTHING, ANYTHING),
          helper("lwt_seg6_action", INTEGER, CTX, ANYTHING, RDONLY_MEM, SIZE),
          helper("msg_push_data", INTEGER, CTX, ANYTHING, ANYTHING, ANYTHING),
          helper("msg_pop_data", INTEGER, CTX, ANYTHING, ANYTHING, ANYTHING),
          helper("skb_ecn_set_ce", INTEGER, CTX),
          helper(
                  "tcp_check_syncookie",
                  INTEGER,
                  BTF_SOCK_COMMON,
                  RDONLY_MEM,
                  SIZE,
                  RDONLY_MEM,
                  SIZE)
              .gpl()
              .packets(),
          helper("tcp_gen_syncookie", INTEGER, BTF_SOCK_COMMON, RDONLY_MEM, SIZE, RDONLY_MEM, SIZE)
              .gpl()
              .packets(),
          helper(
                  "skb_output",
                  INTEGER,
                  BTF_ID.ofType("sk_buff"),
                  MAP,
                  ANYTHING,
                  RDONLY_MEM,
                  SIZE_OR_ZERO)
              .gpl(),
          helper(
                  "xdp_output",
                  INTEGER,
                  BTF_ID.ofType("xdp_buff"),
                  MAP,
                  ANYTHING,
                  RDONLY_MEM,
                  SIZE_OR_ZERO)
              .gpl(),
          helper("csum_level", INTEGER, CTX, ANYTHING),
          helper("redirect_neigh", INTEGER, ANYTHING, RDONLY_MEM.orNull(), SIZE_OR_ZERO, ANYTHING),
          helper("redirect_peer", INTEGER, ANYTHING, ANYTHING),
          variant(
                  "check_mtu",
                  "skb_check_mtu",
                  INTEGER,
                  CTX,
                  ANYTHING,
                  WRITE_MEM.ofSize(4).with(MEM_ALIGNED),
                  ANYTHING,
                  ANYTHING)
              .gpl(),
          variant(
                  "check_mtu",
                  "xdp_check_mtu",
                  INTEGER,
                  CTX,
                  ANYTHING,
                  WRITE_MEM.ofSize(4).with(MEM_ALIGNED),
                  ANYTHING,
                  ANYTHING)
              .gpl(),
          helper("xdp_get_buff_len", INTEGER, CTX),
          variant("xdp_get_buff_len", "xdp_get_buff_len_trace", INTEGER, BTF_ID.ofType("xdp_buff")),
          helper("xdp_load_bytes", INTEGER, CTX, ANYTHING, UNINIT_MEM, SIZE),
          helper("xdp_store_bytes", INTEGER, CTX, ANYTHING, RDONLY_MEM, SIZE),
          helper("skb_set_tstamp", INTEGER, CTX, ANYTHING, ANYTHING),
          helper("tcp_raw_gen_syncookie_ipv4", INTEGER, MEM.ofSize(20), MEM, SIZE_OR_ZERO)
              .gpl()
              .packets(),
          helper("tcp_raw_gen_syncookie_ipv6", INTEGER, MEM.ofSize(40), MEM, SIZE_OR_ZERO)
              .gpl()
              .packets(),
          helper("tcp_raw_check_syncookie_ipv4", INTEGER, MEM.ofSize(20), MEM.ofSize(20))
              .gpl()
              .packets(),
          helper("tcp_raw_check_syncookie_ipv6", INTEGER, MEM.ofSize(40), MEM.ofSize(20))
              .gpl()
              .packets());

  private PacketPrototypes() {}
}
