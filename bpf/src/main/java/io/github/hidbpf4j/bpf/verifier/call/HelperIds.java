package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.program.MapType;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of the helpers that the verifier knows by name ({@code include/uapi/linux/bpf.h}), and
 * what they have in common (Linux 6.12, {@code kernel/bpf/verifier.c}, {@code net/core/filter.c}).
 */
final class HelperIds {
  static final int MAP_LOOKUP_ELEM = 1;
  static final int MAP_UPDATE_ELEM = 2;
  static final int MAP_DELETE_ELEM = 3;
  static final int GET_SMP_PROCESSOR_ID = 8;
  static final int SKB_STORE_BYTES = 9;
  static final int L3_CSUM_REPLACE = 10;
  static final int L4_CSUM_REPLACE = 11;
  static final int TAIL_CALL = 12;
  static final int CLONE_REDIRECT = 13;
  static final int SKB_VLAN_PUSH = 18;
  static final int SKB_VLAN_POP = 19;
  static final int PERF_EVENT_READ = 22;
  static final int PERF_EVENT_OUTPUT = 25;
  static final int GET_STACKID = 27;
  static final int SKB_CHANGE_PROTO = 31;
  static final int SKB_UNDER_CGROUP = 33;
  static final int CURRENT_TASK_UNDER_CGROUP = 37;
  static final int SKB_CHANGE_TAIL = 38;
  static final int SKB_PULL_DATA = 39;
  static final int SKB_CHANGE_HEAD = 43;
  static final int XDP_ADJUST_HEAD = 44;
  static final int PROBE_READ_STR = 45;
  static final int SKB_ADJUST_ROOM = 50;
  static final int REDIRECT_MAP = 51;
  static final int SK_REDIRECT_MAP = 52;
  static final int SOCK_MAP_UPDATE = 53;
  static final int XDP_ADJUST_META = 54;
  static final int PERF_EVENT_READ_VALUE = 55;
  static final int MSG_REDIRECT_MAP = 60;
  static final int MSG_PULL_DATA = 63;
  static final int XDP_ADJUST_TAIL = 65;
  static final int GET_STACK = 67;
  static final int SOCK_HASH_UPDATE = 70;
  static final int MSG_REDIRECT_HASH = 71;
  static final int SK_REDIRECT_HASH = 72;
  static final int LWT_PUSH_ENCAP = 73;
  static final int LWT_SEG6_STORE_BYTES = 74;
  static final int LWT_SEG6_ADJUST_SRH = 75;
  static final int LWT_SEG6_ACTION = 76;
  static final int GET_LOCAL_STORAGE = 81;
  static final int SK_SELECT_REUSEPORT = 82;
  static final int SK_LOOKUP_TCP = 84;
  static final int SK_LOOKUP_UDP = 85;
  static final int SK_RELEASE = 86;
  static final int MAP_PUSH_ELEM = 87;
  static final int MAP_POP_ELEM = 88;
  static final int MAP_PEEK_ELEM = 89;
  static final int MSG_PUSH_DATA = 90;
  static final int MSG_POP_DATA = 91;
  static final int SPIN_LOCK = 93;
  static final int SPIN_UNLOCK = 94;
  static final int SK_FULLSOCK = 95;
  static final int TCP_SOCK = 96;
  static final int SKC_LOOKUP_TCP = 99;
  static final int SK_STORAGE_GET = 107;
  static final int SK_STORAGE_DELETE = 108;
  static final int SKB_OUTPUT = 111;
  static final int PROBE_READ_USER_STR = 114;
  static final int PROBE_READ_KERNEL_STR = 115;
  static final int XDP_OUTPUT = 121;
  static final int RINGBUF_OUTPUT = 130;
  static final int RINGBUF_RESERVE = 131;
  static final int RINGBUF_QUERY = 134;
  static final int SKC_TO_TCP6_SOCK = 136;
  static final int SKC_TO_TCP_SOCK = 137;
  static final int SKC_TO_TCP_TIMEWAIT_SOCK = 138;
  static final int SKC_TO_TCP_REQUEST_SOCK = 139;
  static final int SKC_TO_UDP6_SOCK = 140;
  static final int GET_TASK_STACK = 141;
  static final int STORE_HDR_OPT = 143;
  static final int INODE_STORAGE_GET = 145;
  static final int INODE_STORAGE_DELETE = 146;
  static final int PER_CPU_PTR = 153;
  static final int THIS_CPU_PTR = 154;
  static final int TASK_STORAGE_GET = 156;
  static final int TASK_STORAGE_DELETE = 157;
  static final int FOR_EACH_MAP_ELEM = 164;
  static final int D_PATH = 147;
  static final int SNPRINTF = 165;
  static final int TIMER_INIT = 169;
  static final int TIMER_SET_CALLBACK = 170;
  static final int TIMER_START = 171;
  static final int TIMER_CANCEL = 172;
  static final int GET_FUNC_IP = 173;
  static final int FIND_VMA = 180;
  static final int LOOP = 181;
  static final int SET_RETVAL = 187;
  static final int KPTR_XCHG = 194;
  static final int MAP_LOOKUP_PERCPU_ELEM = 195;
  static final int SKC_TO_MPTCP_SOCK = 196;
  static final int DYNPTR_FROM_MEM = 197;
  static final int RINGBUF_RESERVE_DYNPTR = 198;
  static final int RINGBUF_SUBMIT_DYNPTR = 199;
  static final int RINGBUF_DISCARD_DYNPTR = 200;
  static final int DYNPTR_WRITE = 202;
  static final int DYNPTR_DATA = 203;
  static final int USER_RINGBUF_DRAIN = 209;
  static final int CGRP_STORAGE_GET = 210;
  static final int CGRP_STORAGE_DELETE = 211;

  private HelperIds() {}

  /** Whether it returns a reference that must be released. */
  static boolean acquires(int id, @Nullable MapType map) {
    return switch (id) {
      case SK_LOOKUP_TCP, SK_LOOKUP_UDP, SKC_LOOKUP_TCP, RINGBUF_RESERVE, KPTR_XCHG -> true;
      case MAP_LOOKUP_ELEM -> map == MapType.SOCKMAP || map == MapType.SOCKHASH;
      default -> false;
    };
  }

  /** Whether it returns its argument as another type. */
  static boolean castsPointer(int id) {
    return switch (id) {
      case TCP_SOCK,
          SK_FULLSOCK,
          SKC_TO_TCP_SOCK,
          SKC_TO_TCP6_SOCK,
          SKC_TO_UDP6_SOCK,
          SKC_TO_MPTCP_SOCK,
          SKC_TO_TCP_TIMEWAIT_SOCK,
          SKC_TO_TCP_REQUEST_SOCK ->
          true;
      default -> false;
    };
  }

  /** Whether it enters a callback before it returns. */
  static boolean callsBackNow(int id) {
    return id == FOR_EACH_MAP_ELEM || id == FIND_VMA || id == LOOP || id == USER_RINGBUF_DRAIN;
  }

  /** Whether packet pointers are stale after it; a tail call may do anything. */
  static boolean changesPacketData(int id) {
    return switch (id) {
      case CLONE_REDIRECT,
          L3_CSUM_REPLACE,
          L4_CSUM_REPLACE,
          LWT_PUSH_ENCAP,
          LWT_SEG6_ACTION,
          LWT_SEG6_ADJUST_SRH,
          LWT_SEG6_STORE_BYTES,
          MSG_POP_DATA,
          MSG_PULL_DATA,
          MSG_PUSH_DATA,
          SKB_ADJUST_ROOM,
          SKB_CHANGE_HEAD,
          SKB_CHANGE_PROTO,
          SKB_CHANGE_TAIL,
          SKB_PULL_DATA,
          SKB_STORE_BYTES,
          SKB_VLAN_POP,
          SKB_VLAN_PUSH,
          STORE_HDR_OPT,
          XDP_ADJUST_HEAD,
          XDP_ADJUST_META,
          XDP_ADJUST_TAIL,
          TAIL_CALL ->
          true;
      default -> false;
    };
  }

  /** Whether the map it gets is remembered for its instruction ({@code record_func_map}). */
  static boolean recordsMap(int id) {
    return switch (id) {
      case TAIL_CALL,
          MAP_LOOKUP_ELEM,
          MAP_UPDATE_ELEM,
          MAP_DELETE_ELEM,
          MAP_PUSH_ELEM,
          MAP_POP_ELEM,
          MAP_PEEK_ELEM,
          FOR_EACH_MAP_ELEM,
          REDIRECT_MAP,
          MAP_LOOKUP_PERCPU_ELEM ->
          true;
      default -> false;
    };
  }

  /** Whether it changes a map. */
  static boolean writesMap(int id) {
    return id == MAP_DELETE_ELEM
        || id == MAP_UPDATE_ELEM
        || id == MAP_PUSH_ELEM
        || id == MAP_POP_ELEM;
  }
}
