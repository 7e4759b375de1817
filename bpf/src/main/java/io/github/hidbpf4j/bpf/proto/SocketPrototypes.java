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
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.helper;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.variant;
import static io.github.hidbpf4j.bpf.proto.TypeFlag.OBJ_RELEASE;

import java.util.List;

/**
 * Prototypes of the helpers for sockets (Linux 6.12, {@code net/core/filter.c}, {@code
 * sock_map.c}), by number.
 */
final class SocketPrototypes {
  static final List<HelperPrototype> ALL =
      List.of(
          helper("get_socket_cookie", INTEGER, CTX),
          variant("get_socket_cookie", "get_socket_cookie_sock", INTEGER, CTX),
          variant("get_socket_cookie", "get_socket_cookie_sock_addr", INTEGER, CTX),
          variant("get_socket_cookie", "get_socket_cookie_sock_ops", INTEGER, CTX),
          variant("get_socket_cookie", "get_socket_ptr_cookie", INTEGER, BTF_SOCK_COMMON.orNull()),
          helper("get_socket_uid", INTEGER, CTX),
          variant(
              "setsockopt",
              "sk_setsockopt",
              INTEGER,
              BTF_SOCK_COMMON,
              ANYTHING,
              ANYTHING,
              RDONLY_MEM,
              SIZE),
          variant(
              "setsockopt",
              "sock_addr_setsockopt",
              INTEGER,
              CTX,
              ANYTHING,
              ANYTHING,
              RDONLY_MEM,
              SIZE),
          variant(
              "setsockopt",
              "sock_ops_setsockopt",
              INTEGER,
              CTX,
              ANYTHING,
              ANYTHING,
              RDONLY_MEM,
              SIZE),
          variant(
              "setsockopt",
              "unlocked_sk_setsockopt",
              INTEGER,
              BTF_SOCK_COMMON,
              ANYTHING,
              ANYTHING,
              RDONLY_MEM,
              SIZE),
          helper("sk_redirect_map", INTEGER, CTX, MAP, ANYTHING, ANYTHING),
          helper("sock_map_update", INTEGER, CTX, MAP, KEY, ANYTHING).packets(),
          variant(
              "getsockopt",
              "sk_getsockopt",
              INTEGER,
              BTF_SOCK_COMMON,
              ANYTHING,
              ANYTHING,
              UNINIT_MEM,
              SIZE),
          variant(
              "getsockopt",
              "sock_addr_getsockopt",
              INTEGER,
              CTX,
              ANYTHING,
              ANYTHING,
              UNINIT_MEM,
              SIZE),
          variant(
              "getsockopt",
              "sock_ops_getsockopt",
              INTEGER,
              CTX,
              ANYTHING,
              ANYTHING,
              UNINIT_MEM,
              SIZE),
          variant(
              "getsockopt",
              "unlocked_sk_getsockopt",
              INTEGER,
              BTF_SOCK_COMMON,
              ANYTHING,
              ANYTHING,
              UNINIT_MEM,
              SIZE),
          helper("sock_ops_cb_flags_set", INTEGER, CTX, ANYTHING),
          helper("msg_redirect_map", INTEGER, CTX, MAP, ANYTHING, ANYTHING),
          helper("bind", INTEGER, CTX, RDONLY_MEM, SIZE),
          helper("sock_hash_update", INTEGER, CTX, MAP, KEY, ANYTHING).packets(),
          helper("msg_redirect_hash", INTEGER, CTX, MAP, KEY, ANYTHING),
          helper("sk_redirect_hash", INTEGER, CTX, MAP, KEY, ANYTHING),
          helper("sk_select_reuseport", INTEGER, CTX, MAP, KEY, ANYTHING),
          helper(
                  "sk_lookup_tcp",
                  R_SOCKET.orNull(),
                  CTX,
                  RDONLY_MEM,
                  SIZE_OR_ZERO,
                  ANYTHING,
                  ANYTHING)
              .packets(),
          variant(
              "sk_lookup_tcp",
              "sock_addr_sk_lookup_tcp",
              R_SOCKET.orNull(),
              CTX,
              RDONLY_MEM,
              SIZE_OR_ZERO,
              ANYTHING,
              ANYTHING),
          variant(
                  "sk_lookup_tcp",
                  "tc_sk_lookup_tcp",
                  R_SOCKET.orNull(),
                  CTX,
                  RDONLY_MEM,
                  SIZE_OR_ZERO,
                  ANYTHING,
                  ANYTHING)
              .packets(),
          variant(
                  "sk_lookup_tcp",
                  "xdp_sk_lookup_tcp",
                  R_SOCKET.orNull(),
                  CTX,
                  RDONLY_MEM,
                  SIZE_OR_ZERO,
                  ANYTHING,
                  ANYTHING)
              .packets(),
          helper(
                  "sk_lookup_udp",
                  R_SOCKET.orNull(),
                  CTX,
                  RDONLY_MEM,
                  SIZE_OR_ZERO,
                  ANYTHING,
                  ANYTHING)
              .packets(),
          variant(
              "sk_lookup_udp",
              "sock_addr_sk_lookup_udp",
              R_SOCKET.orNull(),
              CTX,
              RDONLY_MEM,
              SIZE_OR_ZERO,
              ANYTHING,
              ANYTHING),
          variant(
                  "sk_lookup_udp",
                  "tc_sk_lookup_udp",
                  R_SOCKET.orNull(),
                  CTX,
                  RDONLY_MEM,
                  SIZE_OR_ZERO,
                  ANYTHING,
                  ANYTHING)
              .packets(),
          variant(
                  "sk_lookup_udp",
                  "xdp_sk_lookup_udp",
                  R_SOCKET.orNull(),
                  CTX,
                  RDONLY_MEM,
                  SIZE_OR_ZERO,
                  ANYTHING,
                  ANYTHING)
              .packets(),
          helper("sk_release", INTEGER, BTF_SOCK_COMMON.with(OBJ_RELEASE)),
          helper("sk_fullsock", R_SOCKET.orNull(), SOCK_COMMON),
          helper("tcp_sock", R_TCP_SOCK.orNull(), SOCK_COMMON),
          helper("get_listener_sock", R_SOCKET.orNull(), SOCK_COMMON),
          helper(
                  "skc_lookup_tcp",
                  R_SOCK_COMMON.orNull(),
                  CTX,
                  RDONLY_MEM,
                  SIZE_OR_ZERO,
                  ANYTHING,
                  ANYTHING)
              .packets(),
          variant(
              "skc_lookup_tcp",
              "sock_addr_skc_lookup_tcp",
              R_SOCK_COMMON.orNull(),
              CTX,
              RDONLY_MEM,
              SIZE_OR_ZERO,
              ANYTHING,
              ANYTHING),
          variant(
                  "skc_lookup_tcp",
                  "tc_skc_lookup_tcp",
                  R_SOCK_COMMON.orNull(),
                  CTX,
                  RDONLY_MEM,
                  SIZE_OR_ZERO,
                  ANYTHING,
                  ANYTHING)
              .packets(),
          variant(
                  "skc_lookup_tcp",
                  "xdp_skc_lookup_tcp",
                  R_SOCK_COMMON.orNull(),
                  CTX,
                  RDONLY_MEM,
                  SIZE_OR_ZERO,
                  ANYTHING,
                  ANYTHING)
              .packets(),
          helper("tcp_send_ack", INTEGER, BTF_ID.ofType("tcp_sock"), ANYTHING),
          variant("get_netns_cookie", "get_netns_cookie_sk_msg", INTEGER, CTX.orNull()),
          variant("get_netns_cookie", "get_netns_cookie_sock", INTEGER, CTX.orNull()),
          variant("get_netns_cookie", "get_netns_cookie_sock_addr", INTEGER, CTX.orNull()),
          variant("get_netns_cookie", "get_netns_cookie_sock_ops", INTEGER, CTX.orNull()),
          variant("get_netns_cookie", "get_netns_cookie_sockopt", INTEGER, CTX.orNull()),
          helper("sk_assign", INTEGER, CTX, BTF_SOCK_COMMON, ANYTHING),
          variant("sk_assign", "sk_lookup_assign", INTEGER, CTX, SOCKET.orNull(), ANYTHING),
          helper("skc_to_tcp6_sock", R_BTF_ID.orNull().ofType("tcp6_sock"), BTF_SOCK_COMMON),
          helper("skc_to_tcp_sock", R_BTF_ID.orNull().ofType("tcp_sock"), BTF_SOCK_COMMON),
          helper(
              "skc_to_tcp_timewait_sock",
              R_BTF_ID.orNull().ofType("tcp_timewait_sock"),
              BTF_SOCK_COMMON),
          helper(
              "skc_to_tcp_request_sock",
              R_BTF_ID.orNull().ofType("tcp_request_sock"),
              BTF_SOCK_COMMON),
          helper("skc_to_udp6_sock", R_BTF_ID.orNull().ofType("udp6_sock"), BTF_SOCK_COMMON),
          variant("load_hdr_opt", "sock_ops_load_hdr_opt", INTEGER, CTX, WRITE_MEM, SIZE, ANYTHING),
          variant(
              "store_hdr_opt", "sock_ops_store_hdr_opt", INTEGER, CTX, RDONLY_MEM, SIZE, ANYTHING),
          variant("reserve_hdr_opt", "sock_ops_reserve_hdr_opt", INTEGER, CTX, ANYTHING, ANYTHING),
          helper("sock_from_file", R_BTF_ID.orNull().ofType("socket"), BTF_ID.ofType("file")),
          helper("skc_to_unix_sock", R_BTF_ID.orNull().ofType("unix_sock"), BTF_SOCK_COMMON),
          helper("skc_to_mptcp_sock", R_BTF_ID.orNull().ofType("mptcp_sock"), SOCK_COMMON));

  private SocketPrototypes() {}
}
