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
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.signature;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.variant;
import static io.github.hidbpf4j.bpf.proto.Trait.CHANGES_PACKET_DATA;
import static io.github.hidbpf4j.bpf.proto.Trait.RECORDS_MAP;
import static io.github.hidbpf4j.bpf.proto.TypeFlag.MEM_ALIGNED;

import java.util.List;

/**
 * Packets: skb, XDP, LWT, redirection, checksums, SYN cookies (Linux 6.12, {@code
 * net/core/filter.c}).
 */
public final class PacketFunctions {
  /** {@code bpf_skb_store_bytes}. */
  public static final Helper SKB_STORE_BYTES =
      Helper.of(
          9,
          "bpf_skb_store_bytes",
          signature(INTEGER, CTX, ANYTHING, RDONLY_MEM, SIZE, ANYTHING),
          CHANGES_PACKET_DATA);

  /** {@code bpf_l3_csum_replace}. */
  public static final Helper L3_CSUM_REPLACE =
      Helper.of(
          10,
          "bpf_l3_csum_replace",
          signature(INTEGER, CTX, ANYTHING, ANYTHING, ANYTHING, ANYTHING),
          CHANGES_PACKET_DATA);

  /** {@code bpf_l4_csum_replace}. */
  public static final Helper L4_CSUM_REPLACE =
      Helper.of(
          11,
          "bpf_l4_csum_replace",
          signature(INTEGER, CTX, ANYTHING, ANYTHING, ANYTHING, ANYTHING),
          CHANGES_PACKET_DATA);

  /** {@code bpf_clone_redirect}. */
  public static final Helper CLONE_REDIRECT =
      Helper.of(
          13,
          "bpf_clone_redirect",
          signature(INTEGER, CTX, ANYTHING, ANYTHING),
          CHANGES_PACKET_DATA);

  /** {@code bpf_skb_vlan_push}. */
  public static final Helper SKB_VLAN_PUSH =
      Helper.of(
          18,
          "bpf_skb_vlan_push",
          signature(INTEGER, CTX, ANYTHING, ANYTHING),
          CHANGES_PACKET_DATA);

  /** {@code bpf_skb_vlan_pop}. */
  public static final Helper SKB_VLAN_POP =
      Helper.of(19, "bpf_skb_vlan_pop", signature(INTEGER, CTX), CHANGES_PACKET_DATA);

  /** {@code bpf_skb_get_tunnel_key}. */
  public static final Helper SKB_GET_TUNNEL_KEY =
      Helper.of(20, "bpf_skb_get_tunnel_key", signature(INTEGER, CTX, UNINIT_MEM, SIZE, ANYTHING));

  /** {@code bpf_skb_set_tunnel_key}. */
  public static final Helper SKB_SET_TUNNEL_KEY =
      Helper.of(21, "bpf_skb_set_tunnel_key", signature(INTEGER, CTX, RDONLY_MEM, SIZE, ANYTHING));

  /** {@code bpf_redirect}. */
  public static final Helper REDIRECT =
      Helper.of(
          23,
          "bpf_redirect",
          signature(INTEGER, ANYTHING, ANYTHING),
          variant("xdp_redirect", INTEGER, ANYTHING, ANYTHING));

  /** {@code bpf_get_route_realm}. */
  public static final Helper GET_ROUTE_REALM =
      Helper.of(24, "bpf_get_route_realm", signature(INTEGER, CTX));

  /** {@code bpf_skb_load_bytes}. */
  public static final Helper SKB_LOAD_BYTES =
      Helper.of(
          26,
          "bpf_skb_load_bytes",
          signature(INTEGER, CTX, ANYTHING, UNINIT_MEM, SIZE),
          variant("flow_dissector_load_bytes", INTEGER, CTX, ANYTHING, UNINIT_MEM, SIZE),
          variant("sk_reuseport_load_bytes", INTEGER, CTX, ANYTHING, UNINIT_MEM, SIZE));

  /** {@code bpf_csum_diff}. */
  public static final Helper CSUM_DIFF =
      Helper.of(
          28,
          "bpf_csum_diff",
          signature(
                  INTEGER,
                  RDONLY_MEM.orNull(),
                  SIZE_OR_ZERO,
                  RDONLY_MEM.orNull(),
                  SIZE_OR_ZERO,
                  ANYTHING)
              .packets());

  /** {@code bpf_skb_get_tunnel_opt}. */
  public static final Helper SKB_GET_TUNNEL_OPT =
      Helper.of(29, "bpf_skb_get_tunnel_opt", signature(INTEGER, CTX, UNINIT_MEM, SIZE));

  /** {@code bpf_skb_set_tunnel_opt}. */
  public static final Helper SKB_SET_TUNNEL_OPT =
      Helper.of(30, "bpf_skb_set_tunnel_opt", signature(INTEGER, CTX, RDONLY_MEM, SIZE));

  /** {@code bpf_skb_change_proto}. */
  public static final Helper SKB_CHANGE_PROTO =
      Helper.of(
          31,
          "bpf_skb_change_proto",
          signature(INTEGER, CTX, ANYTHING, ANYTHING),
          CHANGES_PACKET_DATA);

  /** {@code bpf_skb_change_type}. */
  public static final Helper SKB_CHANGE_TYPE =
      Helper.of(32, "bpf_skb_change_type", signature(INTEGER, CTX, ANYTHING));

  /** {@code bpf_get_hash_recalc}. */
  public static final Helper GET_HASH_RECALC =
      Helper.of(34, "bpf_get_hash_recalc", signature(INTEGER, CTX));

  /** {@code bpf_skb_change_tail}. */
  public static final Helper SKB_CHANGE_TAIL =
      Helper.of(
          38,
          "bpf_skb_change_tail",
          signature(INTEGER, CTX, ANYTHING, ANYTHING),
          variant("sk_skb_change_tail", INTEGER, CTX, ANYTHING, ANYTHING),
          CHANGES_PACKET_DATA);

  /** {@code bpf_skb_pull_data}. */
  public static final Helper SKB_PULL_DATA =
      Helper.of(
          39,
          "bpf_skb_pull_data",
          signature(INTEGER, CTX, ANYTHING),
          variant("sk_skb_pull_data", INTEGER, CTX, ANYTHING),
          CHANGES_PACKET_DATA);

  /** {@code bpf_csum_update}. */
  public static final Helper CSUM_UPDATE =
      Helper.of(40, "bpf_csum_update", signature(INTEGER, CTX, ANYTHING));

  /** {@code bpf_set_hash_invalid}. */
  public static final Helper SET_HASH_INVALID =
      Helper.of(41, "bpf_set_hash_invalid", signature(INTEGER, CTX));

  /** {@code bpf_skb_change_head}. */
  public static final Helper SKB_CHANGE_HEAD =
      Helper.of(
          43,
          "bpf_skb_change_head",
          signature(INTEGER, CTX, ANYTHING, ANYTHING),
          variant("sk_skb_change_head", INTEGER, CTX, ANYTHING, ANYTHING),
          CHANGES_PACKET_DATA);

  /** {@code bpf_xdp_adjust_head}. */
  public static final Helper XDP_ADJUST_HEAD =
      Helper.of(44, "bpf_xdp_adjust_head", signature(INTEGER, CTX, ANYTHING), CHANGES_PACKET_DATA);

  /** {@code bpf_set_hash}. */
  public static final Helper SET_HASH =
      Helper.of(48, "bpf_set_hash", signature(INTEGER, CTX, ANYTHING));

  /** {@code bpf_skb_adjust_room}. */
  public static final Helper SKB_ADJUST_ROOM =
      Helper.of(
          50,
          "bpf_skb_adjust_room",
          signature(INTEGER, CTX, ANYTHING, ANYTHING, ANYTHING),
          variant("sk_skb_adjust_room", INTEGER, CTX, ANYTHING, ANYTHING, ANYTHING),
          CHANGES_PACKET_DATA);

  /** {@code bpf_redirect_map}. */
  public static final Helper REDIRECT_MAP =
      Helper.of(
          51,
          "bpf_redirect_map",
          variant("xdp_redirect_map", INTEGER, MAP, ANYTHING, ANYTHING),
          RECORDS_MAP);

  /** {@code bpf_xdp_adjust_meta}. */
  public static final Helper XDP_ADJUST_META =
      Helper.of(54, "bpf_xdp_adjust_meta", signature(INTEGER, CTX, ANYTHING), CHANGES_PACKET_DATA);

  /** {@code bpf_msg_apply_bytes}. */
  public static final Helper MSG_APPLY_BYTES =
      Helper.of(61, "bpf_msg_apply_bytes", signature(INTEGER, CTX, ANYTHING));

  /** {@code bpf_msg_cork_bytes}. */
  public static final Helper MSG_CORK_BYTES =
      Helper.of(62, "bpf_msg_cork_bytes", signature(INTEGER, CTX, ANYTHING));

  /** {@code bpf_msg_pull_data}. */
  public static final Helper MSG_PULL_DATA =
      Helper.of(
          63,
          "bpf_msg_pull_data",
          signature(INTEGER, CTX, ANYTHING, ANYTHING, ANYTHING),
          CHANGES_PACKET_DATA);

  /** {@code bpf_xdp_adjust_tail}. */
  public static final Helper XDP_ADJUST_TAIL =
      Helper.of(65, "bpf_xdp_adjust_tail", signature(INTEGER, CTX, ANYTHING), CHANGES_PACKET_DATA);

  /** {@code bpf_skb_get_xfrm_state}. */
  public static final Helper SKB_GET_XFRM_STATE =
      Helper.of(
          66,
          "bpf_skb_get_xfrm_state",
          signature(INTEGER, CTX, ANYTHING, UNINIT_MEM, SIZE, ANYTHING));

  /** {@code bpf_skb_load_bytes_relative}. */
  public static final Helper SKB_LOAD_BYTES_RELATIVE =
      Helper.of(
          68,
          "bpf_skb_load_bytes_relative",
          signature(INTEGER, CTX, ANYTHING, UNINIT_MEM, SIZE, ANYTHING),
          variant(
              "sk_reuseport_load_bytes_relative",
              INTEGER,
              CTX,
              ANYTHING,
              UNINIT_MEM,
              SIZE,
              ANYTHING));

  /** {@code bpf_fib_lookup}. */
  public static final Helper FIB_LOOKUP =
      Helper.of(
          69,
          "bpf_fib_lookup",
          variant("skb_fib_lookup", INTEGER, CTX, MEM, SIZE, ANYTHING).gpl(),
          variant("xdp_fib_lookup", INTEGER, CTX, MEM, SIZE, ANYTHING).gpl());

  /** {@code bpf_lwt_push_encap}. */
  public static final Helper LWT_PUSH_ENCAP =
      Helper.of(
          73,
          "bpf_lwt_push_encap",
          variant("lwt_in_push_encap", INTEGER, CTX, ANYTHING, RDONLY_MEM, SIZE),
          variant("lwt_xmit_push_encap", INTEGER, CTX, ANYTHING, RDONLY_MEM, SIZE),
          CHANGES_PACKET_DATA);

  /** {@code bpf_lwt_seg6_store_bytes}. */
  public static final Helper LWT_SEG6_STORE_BYTES =
      Helper.of(
          74,
          "bpf_lwt_seg6_store_bytes",
          signature(INTEGER, CTX, ANYTHING, RDONLY_MEM, SIZE),
          CHANGES_PACKET_DATA);

  /** {@code bpf_lwt_seg6_adjust_srh}. */
  public static final Helper LWT_SEG6_ADJUST_SRH =
      Helper.of(
          75,
          "bpf_lwt_seg6_adjust_srh",
          signature(INTEGER, CTX, ANYTHING, ANYTHING),
          CHANGES_PACKET_DATA);

  /** {@code bpf_lwt_seg6_action}. */
  public static final Helper LWT_SEG6_ACTION =
      Helper.of(
          76,
          "bpf_lwt_seg6_action",
          signature(INTEGER, CTX, ANYTHING, RDONLY_MEM, SIZE),
          CHANGES_PACKET_DATA);

  /** {@code bpf_msg_push_data}. */
  public static final Helper MSG_PUSH_DATA =
      Helper.of(
          90,
          "bpf_msg_push_data",
          signature(INTEGER, CTX, ANYTHING, ANYTHING, ANYTHING),
          CHANGES_PACKET_DATA);

  /** {@code bpf_msg_pop_data}. */
  public static final Helper MSG_POP_DATA =
      Helper.of(
          91,
          "bpf_msg_pop_data",
          signature(INTEGER, CTX, ANYTHING, ANYTHING, ANYTHING),
          CHANGES_PACKET_DATA);

  /** {@code bpf_skb_ecn_set_ce}. */
  public static final Helper SKB_ECN_SET_CE =
      Helper.of(97, "bpf_skb_ecn_set_ce", signature(INTEGER, CTX));

  /** {@code bpf_tcp_check_syncookie}. */
  public static final Helper TCP_CHECK_SYNCOOKIE =
      Helper.of(
          100,
          "bpf_tcp_check_syncookie",
          signature(INTEGER, BTF_SOCK_COMMON, RDONLY_MEM, SIZE, RDONLY_MEM, SIZE).gpl().packets());

  /** {@code bpf_tcp_gen_syncookie}. */
  public static final Helper TCP_GEN_SYNCOOKIE =
      Helper.of(
          110,
          "bpf_tcp_gen_syncookie",
          signature(INTEGER, BTF_SOCK_COMMON, RDONLY_MEM, SIZE, RDONLY_MEM, SIZE).gpl().packets());

  /** {@code bpf_skb_output}. */
  public static final Helper SKB_OUTPUT =
      Helper.of(
          111,
          "bpf_skb_output",
          signature(INTEGER, BTF_ID.ofType("sk_buff"), MAP, ANYTHING, RDONLY_MEM, SIZE_OR_ZERO)
              .gpl());

  /** {@code bpf_xdp_output}. */
  public static final Helper XDP_OUTPUT =
      Helper.of(
          121,
          "bpf_xdp_output",
          signature(INTEGER, BTF_ID.ofType("xdp_buff"), MAP, ANYTHING, RDONLY_MEM, SIZE_OR_ZERO)
              .gpl());

  /** {@code bpf_csum_level}. */
  public static final Helper CSUM_LEVEL =
      Helper.of(135, "bpf_csum_level", signature(INTEGER, CTX, ANYTHING));

  /** {@code bpf_redirect_neigh}. */
  public static final Helper REDIRECT_NEIGH =
      Helper.of(
          152,
          "bpf_redirect_neigh",
          signature(INTEGER, ANYTHING, RDONLY_MEM.orNull(), SIZE_OR_ZERO, ANYTHING));

  /** {@code bpf_redirect_peer}. */
  public static final Helper REDIRECT_PEER =
      Helper.of(155, "bpf_redirect_peer", signature(INTEGER, ANYTHING, ANYTHING));

  /** {@code bpf_check_mtu}. */
  public static final Helper CHECK_MTU =
      Helper.of(
          163,
          "bpf_check_mtu",
          variant(
                  "skb_check_mtu",
                  INTEGER,
                  CTX,
                  ANYTHING,
                  WRITE_MEM.ofSize(4).with(MEM_ALIGNED),
                  ANYTHING,
                  ANYTHING)
              .gpl(),
          variant(
                  "xdp_check_mtu",
                  INTEGER,
                  CTX,
                  ANYTHING,
                  WRITE_MEM.ofSize(4).with(MEM_ALIGNED),
                  ANYTHING,
                  ANYTHING)
              .gpl());

  /** {@code bpf_xdp_get_buff_len}. */
  public static final Helper XDP_GET_BUFF_LEN =
      Helper.of(
          188,
          "bpf_xdp_get_buff_len",
          signature(INTEGER, CTX),
          variant("xdp_get_buff_len_trace", INTEGER, BTF_ID.ofType("xdp_buff")));

  /** {@code bpf_xdp_load_bytes}. */
  public static final Helper XDP_LOAD_BYTES =
      Helper.of(189, "bpf_xdp_load_bytes", signature(INTEGER, CTX, ANYTHING, UNINIT_MEM, SIZE));

  /** {@code bpf_xdp_store_bytes}. */
  public static final Helper XDP_STORE_BYTES =
      Helper.of(190, "bpf_xdp_store_bytes", signature(INTEGER, CTX, ANYTHING, RDONLY_MEM, SIZE));

  /** {@code bpf_skb_set_tstamp}. */
  public static final Helper SKB_SET_TSTAMP =
      Helper.of(192, "bpf_skb_set_tstamp", signature(INTEGER, CTX, ANYTHING, ANYTHING));

  /** {@code bpf_tcp_raw_gen_syncookie_ipv4}. */
  public static final Helper TCP_RAW_GEN_SYNCOOKIE_IPV4 =
      Helper.of(
          204,
          "bpf_tcp_raw_gen_syncookie_ipv4",
          signature(INTEGER, MEM.ofSize(20), MEM, SIZE_OR_ZERO).gpl().packets());

  /** {@code bpf_tcp_raw_gen_syncookie_ipv6}. */
  public static final Helper TCP_RAW_GEN_SYNCOOKIE_IPV6 =
      Helper.of(
          205,
          "bpf_tcp_raw_gen_syncookie_ipv6",
          signature(INTEGER, MEM.ofSize(40), MEM, SIZE_OR_ZERO).gpl().packets());

  /** {@code bpf_tcp_raw_check_syncookie_ipv4}. */
  public static final Helper TCP_RAW_CHECK_SYNCOOKIE_IPV4 =
      Helper.of(
          206,
          "bpf_tcp_raw_check_syncookie_ipv4",
          signature(INTEGER, MEM.ofSize(20), MEM.ofSize(20)).gpl().packets());

  /** {@code bpf_tcp_raw_check_syncookie_ipv6}. */
  public static final Helper TCP_RAW_CHECK_SYNCOOKIE_IPV6 =
      Helper.of(
          207,
          "bpf_tcp_raw_check_syncookie_ipv6",
          signature(INTEGER, MEM.ofSize(40), MEM.ofSize(20)).gpl().packets());

  /** All of them, in order. */
  public static final List<KernelFunction> ALL =
      List.of(
          SKB_STORE_BYTES,
          L3_CSUM_REPLACE,
          L4_CSUM_REPLACE,
          CLONE_REDIRECT,
          SKB_VLAN_PUSH,
          SKB_VLAN_POP,
          SKB_GET_TUNNEL_KEY,
          SKB_SET_TUNNEL_KEY,
          REDIRECT,
          GET_ROUTE_REALM,
          SKB_LOAD_BYTES,
          CSUM_DIFF,
          SKB_GET_TUNNEL_OPT,
          SKB_SET_TUNNEL_OPT,
          SKB_CHANGE_PROTO,
          SKB_CHANGE_TYPE,
          GET_HASH_RECALC,
          SKB_CHANGE_TAIL,
          SKB_PULL_DATA,
          CSUM_UPDATE,
          SET_HASH_INVALID,
          SKB_CHANGE_HEAD,
          XDP_ADJUST_HEAD,
          SET_HASH,
          SKB_ADJUST_ROOM,
          REDIRECT_MAP,
          XDP_ADJUST_META,
          MSG_APPLY_BYTES,
          MSG_CORK_BYTES,
          MSG_PULL_DATA,
          XDP_ADJUST_TAIL,
          SKB_GET_XFRM_STATE,
          SKB_LOAD_BYTES_RELATIVE,
          FIB_LOOKUP,
          LWT_PUSH_ENCAP,
          LWT_SEG6_STORE_BYTES,
          LWT_SEG6_ADJUST_SRH,
          LWT_SEG6_ACTION,
          MSG_PUSH_DATA,
          MSG_POP_DATA,
          SKB_ECN_SET_CE,
          TCP_CHECK_SYNCOOKIE,
          TCP_GEN_SYNCOOKIE,
          SKB_OUTPUT,
          XDP_OUTPUT,
          CSUM_LEVEL,
          REDIRECT_NEIGH,
          REDIRECT_PEER,
          CHECK_MTU,
          XDP_GET_BUFF_LEN,
          XDP_LOAD_BYTES,
          XDP_STORE_BYTES,
          SKB_SET_TSTAMP,
          TCP_RAW_GEN_SYNCOOKIE_IPV4,
          TCP_RAW_GEN_SYNCOOKIE_IPV6,
          TCP_RAW_CHECK_SYNCOOKIE_IPV4,
          TCP_RAW_CHECK_SYNCOOKIE_IPV6);

  private PacketFunctions() {}
}
