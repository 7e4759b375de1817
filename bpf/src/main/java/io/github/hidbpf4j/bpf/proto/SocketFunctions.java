package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.ANYTHING;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.BTF_ID;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.BTF_SOCK_COMMON;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.CTX;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.INTEGER;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.KEY;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.MAP;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.RDONLY_MEM;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.R_BTF_ID;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.R_SOCKET;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.R_SOCK_COMMON;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.R_TCP_SOCK;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.SIZE;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.SIZE_OR_ZERO;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.SOCKET;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.SOCK_COMMON;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.UNINIT_MEM;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.WRITE_MEM;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.signature;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.variant;
import static io.github.hidbpf4j.bpf.proto.Trait.ACQUIRES;
import static io.github.hidbpf4j.bpf.proto.Trait.CASTS_POINTER;
import static io.github.hidbpf4j.bpf.proto.Trait.CHANGES_PACKET_DATA;
import static io.github.hidbpf4j.bpf.proto.TypeFlag.OBJ_RELEASE;

import java.util.List;

/** Sockets (Linux 6.12, {@code net/core/filter.c}, {@code sock_map.c}). */
public final class SocketFunctions {
  /** {@code bpf_get_socket_cookie}. */
  public static final Helper GET_SOCKET_COOKIE =
      Helper.of(
          46,
          "bpf_get_socket_cookie",
          signature(INTEGER, CTX),
          variant("get_socket_cookie_sock", INTEGER, CTX),
          variant("get_socket_cookie_sock_addr", INTEGER, CTX),
          variant("get_socket_cookie_sock_ops", INTEGER, CTX),
          variant("get_socket_ptr_cookie", INTEGER, BTF_SOCK_COMMON.orNull()));

  /** {@code bpf_get_socket_uid}. */
  public static final Helper GET_SOCKET_UID =
      Helper.of(47, "bpf_get_socket_uid", signature(INTEGER, CTX));

  /** {@code bpf_setsockopt}. */
  public static final Helper SETSOCKOPT =
      Helper.of(
          49,
          "bpf_setsockopt",
          variant("sk_setsockopt", INTEGER, BTF_SOCK_COMMON, ANYTHING, ANYTHING, RDONLY_MEM, SIZE),
          variant("sock_create_setsockopt", INTEGER, CTX, ANYTHING, ANYTHING, RDONLY_MEM, SIZE),
          variant("sock_addr_setsockopt", INTEGER, CTX, ANYTHING, ANYTHING, RDONLY_MEM, SIZE),
          variant("sock_ops_setsockopt", INTEGER, CTX, ANYTHING, ANYTHING, RDONLY_MEM, SIZE),
          variant(
              "unlocked_sk_setsockopt",
              INTEGER,
              BTF_SOCK_COMMON,
              ANYTHING,
              ANYTHING,
              RDONLY_MEM,
              SIZE));

  /** {@code bpf_sk_redirect_map}. */
  public static final Helper SK_REDIRECT_MAP =
      Helper.of(52, "bpf_sk_redirect_map", signature(INTEGER, CTX, MAP, ANYTHING, ANYTHING));

  /** {@code bpf_sock_map_update}. */
  public static final Helper SOCK_MAP_UPDATE =
      Helper.of(53, "bpf_sock_map_update", signature(INTEGER, CTX, MAP, KEY, ANYTHING).packets());

  /** {@code bpf_getsockopt}. */
  public static final Helper GETSOCKOPT =
      Helper.of(
          57,
          "bpf_getsockopt",
          variant("sk_getsockopt", INTEGER, BTF_SOCK_COMMON, ANYTHING, ANYTHING, UNINIT_MEM, SIZE),
          variant("sock_create_getsockopt", INTEGER, CTX, ANYTHING, ANYTHING, UNINIT_MEM, SIZE),
          variant("sock_addr_getsockopt", INTEGER, CTX, ANYTHING, ANYTHING, UNINIT_MEM, SIZE),
          variant("sock_ops_getsockopt", INTEGER, CTX, ANYTHING, ANYTHING, UNINIT_MEM, SIZE),
          variant(
              "unlocked_sk_getsockopt",
              INTEGER,
              BTF_SOCK_COMMON,
              ANYTHING,
              ANYTHING,
              UNINIT_MEM,
              SIZE));

  /** {@code bpf_sock_ops_cb_flags_set}. */
  public static final Helper SOCK_OPS_CB_FLAGS_SET =
      Helper.of(59, "bpf_sock_ops_cb_flags_set", signature(INTEGER, CTX, ANYTHING));

  /** {@code bpf_msg_redirect_map}. */
  public static final Helper MSG_REDIRECT_MAP =
      Helper.of(60, "bpf_msg_redirect_map", signature(INTEGER, CTX, MAP, ANYTHING, ANYTHING));

  /** {@code bpf_bind}. */
  public static final Helper BIND =
      Helper.of(64, "bpf_bind", signature(INTEGER, CTX, RDONLY_MEM, SIZE));

  /** {@code bpf_sock_hash_update}. */
  public static final Helper SOCK_HASH_UPDATE =
      Helper.of(70, "bpf_sock_hash_update", signature(INTEGER, CTX, MAP, KEY, ANYTHING).packets());

  /** {@code bpf_msg_redirect_hash}. */
  public static final Helper MSG_REDIRECT_HASH =
      Helper.of(71, "bpf_msg_redirect_hash", signature(INTEGER, CTX, MAP, KEY, ANYTHING));

  /** {@code bpf_sk_redirect_hash}. */
  public static final Helper SK_REDIRECT_HASH =
      Helper.of(72, "bpf_sk_redirect_hash", signature(INTEGER, CTX, MAP, KEY, ANYTHING));

  /** {@code bpf_sk_select_reuseport}. */
  public static final Helper SK_SELECT_REUSEPORT =
      Helper.of(82, "bpf_sk_select_reuseport", signature(INTEGER, CTX, MAP, KEY, ANYTHING));

  /** {@code bpf_sk_lookup_tcp}. */
  public static final Helper SK_LOOKUP_TCP =
      Helper.of(
          84,
          "bpf_sk_lookup_tcp",
          signature(R_SOCKET.orNull(), CTX, RDONLY_MEM, SIZE_OR_ZERO, ANYTHING, ANYTHING).packets(),
          variant(
              "sock_addr_sk_lookup_tcp",
              R_SOCKET.orNull(),
              CTX,
              RDONLY_MEM,
              SIZE_OR_ZERO,
              ANYTHING,
              ANYTHING),
          variant(
                  "tc_sk_lookup_tcp",
                  R_SOCKET.orNull(),
                  CTX,
                  RDONLY_MEM,
                  SIZE_OR_ZERO,
                  ANYTHING,
                  ANYTHING)
              .packets(),
          variant(
                  "xdp_sk_lookup_tcp",
                  R_SOCKET.orNull(),
                  CTX,
                  RDONLY_MEM,
                  SIZE_OR_ZERO,
                  ANYTHING,
                  ANYTHING)
              .packets(),
          ACQUIRES);

  /** {@code bpf_sk_lookup_udp}. */
  public static final Helper SK_LOOKUP_UDP =
      Helper.of(
          85,
          "bpf_sk_lookup_udp",
          signature(R_SOCKET.orNull(), CTX, RDONLY_MEM, SIZE_OR_ZERO, ANYTHING, ANYTHING).packets(),
          variant(
              "sock_addr_sk_lookup_udp",
              R_SOCKET.orNull(),
              CTX,
              RDONLY_MEM,
              SIZE_OR_ZERO,
              ANYTHING,
              ANYTHING),
          variant(
                  "tc_sk_lookup_udp",
                  R_SOCKET.orNull(),
                  CTX,
                  RDONLY_MEM,
                  SIZE_OR_ZERO,
                  ANYTHING,
                  ANYTHING)
              .packets(),
          variant(
                  "xdp_sk_lookup_udp",
                  R_SOCKET.orNull(),
                  CTX,
                  RDONLY_MEM,
                  SIZE_OR_ZERO,
                  ANYTHING,
                  ANYTHING)
              .packets(),
          ACQUIRES);

  /** {@code bpf_sk_release}. */
  public static final Helper SK_RELEASE =
      Helper.of(86, "bpf_sk_release", signature(INTEGER, BTF_SOCK_COMMON.with(OBJ_RELEASE)));

  /** {@code bpf_sk_fullsock}. */
  public static final Helper SK_FULLSOCK =
      Helper.of(95, "bpf_sk_fullsock", signature(R_SOCKET.orNull(), SOCK_COMMON), CASTS_POINTER);

  /** {@code bpf_tcp_sock}. */
  public static final Helper TCP_SOCK =
      Helper.of(96, "bpf_tcp_sock", signature(R_TCP_SOCK.orNull(), SOCK_COMMON), CASTS_POINTER);

  /** {@code bpf_get_listener_sock}. */
  public static final Helper GET_LISTENER_SOCK =
      Helper.of(98, "bpf_get_listener_sock", signature(R_SOCKET.orNull(), SOCK_COMMON));

  /** {@code bpf_skc_lookup_tcp}. */
  public static final Helper SKC_LOOKUP_TCP =
      Helper.of(
          99,
          "bpf_skc_lookup_tcp",
          signature(R_SOCK_COMMON.orNull(), CTX, RDONLY_MEM, SIZE_OR_ZERO, ANYTHING, ANYTHING)
              .packets(),
          variant(
              "sock_addr_skc_lookup_tcp",
              R_SOCK_COMMON.orNull(),
              CTX,
              RDONLY_MEM,
              SIZE_OR_ZERO,
              ANYTHING,
              ANYTHING),
          variant(
                  "tc_skc_lookup_tcp",
                  R_SOCK_COMMON.orNull(),
                  CTX,
                  RDONLY_MEM,
                  SIZE_OR_ZERO,
                  ANYTHING,
                  ANYTHING)
              .packets(),
          variant(
                  "xdp_skc_lookup_tcp",
                  R_SOCK_COMMON.orNull(),
                  CTX,
                  RDONLY_MEM,
                  SIZE_OR_ZERO,
                  ANYTHING,
                  ANYTHING)
              .packets(),
          ACQUIRES);

  /** {@code bpf_tcp_send_ack}. */
  public static final Helper TCP_SEND_ACK =
      Helper.of(116, "bpf_tcp_send_ack", signature(INTEGER, BTF_ID.ofType("tcp_sock"), ANYTHING));

  /** {@code bpf_get_netns_cookie}. */
  public static final Helper GET_NETNS_COOKIE =
      Helper.of(
          122,
          "bpf_get_netns_cookie",
          variant("get_netns_cookie", INTEGER, CTX.orNull()),
          variant("get_netns_cookie_sk_msg", INTEGER, CTX.orNull()),
          variant("get_netns_cookie_sock", INTEGER, CTX.orNull()),
          variant("get_netns_cookie_sock_addr", INTEGER, CTX.orNull()),
          variant("get_netns_cookie_sock_ops", INTEGER, CTX.orNull()),
          variant("get_netns_cookie_sockopt", INTEGER, CTX.orNull()));

  /** {@code bpf_sk_assign}. */
  public static final Helper SK_ASSIGN =
      Helper.of(
          124,
          "bpf_sk_assign",
          signature(INTEGER, CTX, BTF_SOCK_COMMON, ANYTHING),
          variant("sk_lookup_assign", INTEGER, CTX, SOCKET.orNull(), ANYTHING));

  /** {@code bpf_skc_to_tcp6_sock}. */
  public static final Helper SKC_TO_TCP6_SOCK =
      Helper.of(
          136,
          "bpf_skc_to_tcp6_sock",
          signature(R_BTF_ID.orNull().ofType("tcp6_sock"), BTF_SOCK_COMMON),
          CASTS_POINTER);

  /** {@code bpf_skc_to_tcp_sock}. */
  public static final Helper SKC_TO_TCP_SOCK =
      Helper.of(
          137,
          "bpf_skc_to_tcp_sock",
          signature(R_BTF_ID.orNull().ofType("tcp_sock"), BTF_SOCK_COMMON),
          CASTS_POINTER);

  /** {@code bpf_skc_to_tcp_timewait_sock}. */
  public static final Helper SKC_TO_TCP_TIMEWAIT_SOCK =
      Helper.of(
          138,
          "bpf_skc_to_tcp_timewait_sock",
          signature(R_BTF_ID.orNull().ofType("tcp_timewait_sock"), BTF_SOCK_COMMON),
          CASTS_POINTER);

  /** {@code bpf_skc_to_tcp_request_sock}. */
  public static final Helper SKC_TO_TCP_REQUEST_SOCK =
      Helper.of(
          139,
          "bpf_skc_to_tcp_request_sock",
          signature(R_BTF_ID.orNull().ofType("tcp_request_sock"), BTF_SOCK_COMMON),
          CASTS_POINTER);

  /** {@code bpf_skc_to_udp6_sock}. */
  public static final Helper SKC_TO_UDP6_SOCK =
      Helper.of(
          140,
          "bpf_skc_to_udp6_sock",
          signature(R_BTF_ID.orNull().ofType("udp6_sock"), BTF_SOCK_COMMON),
          CASTS_POINTER);

  /** {@code bpf_load_hdr_opt}. */
  public static final Helper LOAD_HDR_OPT =
      Helper.of(
          142,
          "bpf_load_hdr_opt",
          variant("sock_ops_load_hdr_opt", INTEGER, CTX, WRITE_MEM, SIZE, ANYTHING));

  /** {@code bpf_store_hdr_opt}. */
  public static final Helper STORE_HDR_OPT =
      Helper.of(
          143,
          "bpf_store_hdr_opt",
          variant("sock_ops_store_hdr_opt", INTEGER, CTX, RDONLY_MEM, SIZE, ANYTHING),
          CHANGES_PACKET_DATA);

  /** {@code bpf_reserve_hdr_opt}. */
  public static final Helper RESERVE_HDR_OPT =
      Helper.of(
          144,
          "bpf_reserve_hdr_opt",
          variant("sock_ops_reserve_hdr_opt", INTEGER, CTX, ANYTHING, ANYTHING));

  /** {@code bpf_sock_from_file}. */
  public static final Helper SOCK_FROM_FILE =
      Helper.of(
          162,
          "bpf_sock_from_file",
          signature(R_BTF_ID.orNull().ofType("socket"), BTF_ID.ofType("file")));

  /** {@code bpf_skc_to_unix_sock}. */
  public static final Helper SKC_TO_UNIX_SOCK =
      Helper.of(
          178,
          "bpf_skc_to_unix_sock",
          signature(R_BTF_ID.orNull().ofType("unix_sock"), BTF_SOCK_COMMON));

  /** {@code bpf_skc_to_mptcp_sock}. */
  public static final Helper SKC_TO_MPTCP_SOCK =
      Helper.of(
          196,
          "bpf_skc_to_mptcp_sock",
          signature(R_BTF_ID.orNull().ofType("mptcp_sock"), SOCK_COMMON),
          CASTS_POINTER);

  /** All of them, in order. */
  public static final List<KernelFunction> ALL =
      List.of(
          GET_SOCKET_COOKIE,
          GET_SOCKET_UID,
          SETSOCKOPT,
          SK_REDIRECT_MAP,
          SOCK_MAP_UPDATE,
          GETSOCKOPT,
          SOCK_OPS_CB_FLAGS_SET,
          MSG_REDIRECT_MAP,
          BIND,
          SOCK_HASH_UPDATE,
          MSG_REDIRECT_HASH,
          SK_REDIRECT_HASH,
          SK_SELECT_REUSEPORT,
          SK_LOOKUP_TCP,
          SK_LOOKUP_UDP,
          SK_RELEASE,
          SK_FULLSOCK,
          TCP_SOCK,
          GET_LISTENER_SOCK,
          SKC_LOOKUP_TCP,
          TCP_SEND_ACK,
          GET_NETNS_COOKIE,
          SK_ASSIGN,
          SKC_TO_TCP6_SOCK,
          SKC_TO_TCP_SOCK,
          SKC_TO_TCP_TIMEWAIT_SOCK,
          SKC_TO_TCP_REQUEST_SOCK,
          SKC_TO_UDP6_SOCK,
          LOAD_HDR_OPT,
          STORE_HDR_OPT,
          RESERVE_HDR_OPT,
          SOCK_FROM_FILE,
          SKC_TO_UNIX_SOCK,
          SKC_TO_MPTCP_SOCK);

  private SocketFunctions() {}
}
