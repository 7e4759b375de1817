package io.github.hidbpf4j.bpf.verifier.call;

import static io.github.hidbpf4j.bpf.proto.CoreFunctions.TAIL_CALL;
import static io.github.hidbpf4j.bpf.proto.DataFunctions.KPTR_XCHG;
import static io.github.hidbpf4j.bpf.proto.DataFunctions.MAP_DELETE_ELEM;
import static io.github.hidbpf4j.bpf.proto.DataFunctions.MAP_LOOKUP_ELEM;
import static io.github.hidbpf4j.bpf.proto.DataFunctions.MAP_LOOKUP_PERCPU_ELEM;
import static io.github.hidbpf4j.bpf.proto.DataFunctions.MAP_PEEK_ELEM;
import static io.github.hidbpf4j.bpf.proto.DataFunctions.MAP_POP_ELEM;
import static io.github.hidbpf4j.bpf.proto.DataFunctions.MAP_PUSH_ELEM;
import static io.github.hidbpf4j.bpf.proto.DataFunctions.MAP_UPDATE_ELEM;
import static io.github.hidbpf4j.bpf.proto.DataFunctions.RINGBUF_DISCARD_DYNPTR;
import static io.github.hidbpf4j.bpf.proto.DataFunctions.RINGBUF_OUTPUT;
import static io.github.hidbpf4j.bpf.proto.DataFunctions.RINGBUF_QUERY;
import static io.github.hidbpf4j.bpf.proto.DataFunctions.RINGBUF_RESERVE;
import static io.github.hidbpf4j.bpf.proto.DataFunctions.RINGBUF_RESERVE_DYNPTR;
import static io.github.hidbpf4j.bpf.proto.DataFunctions.RINGBUF_SUBMIT_DYNPTR;
import static io.github.hidbpf4j.bpf.proto.DataFunctions.USER_RINGBUF_DRAIN;
import static io.github.hidbpf4j.bpf.proto.PacketFunctions.REDIRECT_MAP;
import static io.github.hidbpf4j.bpf.proto.PacketFunctions.SKB_OUTPUT;
import static io.github.hidbpf4j.bpf.proto.PacketFunctions.XDP_OUTPUT;
import static io.github.hidbpf4j.bpf.proto.SocketFunctions.MSG_REDIRECT_HASH;
import static io.github.hidbpf4j.bpf.proto.SocketFunctions.MSG_REDIRECT_MAP;
import static io.github.hidbpf4j.bpf.proto.SocketFunctions.SK_REDIRECT_HASH;
import static io.github.hidbpf4j.bpf.proto.SocketFunctions.SK_REDIRECT_MAP;
import static io.github.hidbpf4j.bpf.proto.SocketFunctions.SK_SELECT_REUSEPORT;
import static io.github.hidbpf4j.bpf.proto.SocketFunctions.SOCK_HASH_UPDATE;
import static io.github.hidbpf4j.bpf.proto.SocketFunctions.SOCK_MAP_UPDATE;
import static io.github.hidbpf4j.bpf.proto.StorageFunctions.CGRP_STORAGE_DELETE;
import static io.github.hidbpf4j.bpf.proto.StorageFunctions.CGRP_STORAGE_GET;
import static io.github.hidbpf4j.bpf.proto.StorageFunctions.CURRENT_TASK_UNDER_CGROUP;
import static io.github.hidbpf4j.bpf.proto.StorageFunctions.GET_LOCAL_STORAGE;
import static io.github.hidbpf4j.bpf.proto.StorageFunctions.INODE_STORAGE_DELETE;
import static io.github.hidbpf4j.bpf.proto.StorageFunctions.INODE_STORAGE_GET;
import static io.github.hidbpf4j.bpf.proto.StorageFunctions.SKB_UNDER_CGROUP;
import static io.github.hidbpf4j.bpf.proto.StorageFunctions.SK_STORAGE_DELETE;
import static io.github.hidbpf4j.bpf.proto.StorageFunctions.SK_STORAGE_GET;
import static io.github.hidbpf4j.bpf.proto.StorageFunctions.TASK_STORAGE_DELETE;
import static io.github.hidbpf4j.bpf.proto.StorageFunctions.TASK_STORAGE_GET;
import static io.github.hidbpf4j.bpf.proto.TracingFunctions.GET_STACKID;
import static io.github.hidbpf4j.bpf.proto.TracingFunctions.PERF_EVENT_OUTPUT;
import static io.github.hidbpf4j.bpf.proto.TracingFunctions.PERF_EVENT_READ;
import static io.github.hidbpf4j.bpf.proto.TracingFunctions.PERF_EVENT_READ_VALUE;

import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.proto.Helper;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Says which helpers work with which map types: {@code check_map_func_compatibility}, {@code
 * kernel/bpf/verifier.c}, Linux 6.12. Two tables: the helpers that a map type allows, if
 * restricted, and the map types that a helper accepts, if restricted.
 */
final class MapFunctions {
  private static final Map<MapType, Set<Helper>> BY_MAP = new EnumMap<>(MapType.class);
  private static final Map<Helper, Set<MapType>> BY_HELPER = new IdentityHashMap<>();

  static {
    map(MapType.PROG_ARRAY, TAIL_CALL);
    map(
        MapType.PERF_EVENT_ARRAY,
        PERF_EVENT_READ,
        PERF_EVENT_OUTPUT,
        SKB_OUTPUT,
        PERF_EVENT_READ_VALUE,
        XDP_OUTPUT);
    map(
        MapType.RINGBUF,
        RINGBUF_OUTPUT,
        RINGBUF_RESERVE,
        RINGBUF_QUERY,
        RINGBUF_RESERVE_DYNPTR,
        RINGBUF_SUBMIT_DYNPTR,
        RINGBUF_DISCARD_DYNPTR);
    map(MapType.USER_RINGBUF, USER_RINGBUF_DRAIN);
    map(MapType.STACK_TRACE, GET_STACKID);
    map(MapType.CGROUP_ARRAY, SKB_UNDER_CGROUP, CURRENT_TASK_UNDER_CGROUP);
    map(MapType.CGROUP_STORAGE, GET_LOCAL_STORAGE);
    map(MapType.PERCPU_CGROUP_STORAGE, GET_LOCAL_STORAGE);
    map(MapType.DEVMAP, REDIRECT_MAP, MAP_LOOKUP_ELEM);
    map(MapType.DEVMAP_HASH, REDIRECT_MAP, MAP_LOOKUP_ELEM);
    map(MapType.CPUMAP, REDIRECT_MAP);
    map(MapType.XSKMAP, REDIRECT_MAP, MAP_LOOKUP_ELEM);
    map(MapType.ARRAY_OF_MAPS, MAP_LOOKUP_ELEM);
    map(MapType.HASH_OF_MAPS, MAP_LOOKUP_ELEM);
    map(
        MapType.SOCKMAP,
        SK_REDIRECT_MAP,
        SOCK_MAP_UPDATE,
        MSG_REDIRECT_MAP,
        SK_SELECT_REUSEPORT,
        MAP_LOOKUP_ELEM);
    map(
        MapType.SOCKHASH,
        SK_REDIRECT_HASH,
        SOCK_HASH_UPDATE,
        MSG_REDIRECT_HASH,
        SK_SELECT_REUSEPORT,
        MAP_LOOKUP_ELEM);
    map(MapType.REUSEPORT_SOCKARRAY, SK_SELECT_REUSEPORT);
    map(MapType.QUEUE, MAP_PEEK_ELEM, MAP_POP_ELEM, MAP_PUSH_ELEM);
    map(MapType.STACK, MAP_PEEK_ELEM, MAP_POP_ELEM, MAP_PUSH_ELEM);
    map(MapType.SK_STORAGE, SK_STORAGE_GET, SK_STORAGE_DELETE, KPTR_XCHG);
    map(MapType.INODE_STORAGE, INODE_STORAGE_GET, INODE_STORAGE_DELETE, KPTR_XCHG);
    map(MapType.TASK_STORAGE, TASK_STORAGE_GET, TASK_STORAGE_DELETE, KPTR_XCHG);
    map(MapType.CGRP_STORAGE, CGRP_STORAGE_GET, CGRP_STORAGE_DELETE, KPTR_XCHG);
    map(MapType.BLOOM_FILTER, MAP_PEEK_ELEM, MAP_PUSH_ELEM);

    helper(TAIL_CALL, MapType.PROG_ARRAY);
    for (Helper id :
        List.of(
            PERF_EVENT_READ, PERF_EVENT_OUTPUT, PERF_EVENT_READ_VALUE, SKB_OUTPUT, XDP_OUTPUT)) {
      helper(id, MapType.PERF_EVENT_ARRAY);
    }
    for (Helper id :
        List.of(
            RINGBUF_OUTPUT,
            RINGBUF_RESERVE,
            RINGBUF_QUERY,
            RINGBUF_RESERVE_DYNPTR,
            RINGBUF_SUBMIT_DYNPTR,
            RINGBUF_DISCARD_DYNPTR)) {
      helper(id, MapType.RINGBUF);
    }
    helper(USER_RINGBUF_DRAIN, MapType.USER_RINGBUF);
    helper(GET_STACKID, MapType.STACK_TRACE);
    helper(CURRENT_TASK_UNDER_CGROUP, MapType.CGROUP_ARRAY);
    helper(SKB_UNDER_CGROUP, MapType.CGROUP_ARRAY);
    helper(REDIRECT_MAP, MapType.DEVMAP, MapType.DEVMAP_HASH, MapType.CPUMAP, MapType.XSKMAP);
    helper(SK_REDIRECT_MAP, MapType.SOCKMAP);
    helper(MSG_REDIRECT_MAP, MapType.SOCKMAP);
    helper(SOCK_MAP_UPDATE, MapType.SOCKMAP);
    helper(SK_REDIRECT_HASH, MapType.SOCKHASH);
    helper(MSG_REDIRECT_HASH, MapType.SOCKHASH);
    helper(SOCK_HASH_UPDATE, MapType.SOCKHASH);
    helper(GET_LOCAL_STORAGE, MapType.CGROUP_STORAGE, MapType.PERCPU_CGROUP_STORAGE);
    helper(SK_SELECT_REUSEPORT, MapType.REUSEPORT_SOCKARRAY, MapType.SOCKMAP, MapType.SOCKHASH);
    helper(MAP_POP_ELEM, MapType.QUEUE, MapType.STACK);
    helper(MAP_PEEK_ELEM, MapType.QUEUE, MapType.STACK, MapType.BLOOM_FILTER);
    helper(MAP_PUSH_ELEM, MapType.QUEUE, MapType.STACK, MapType.BLOOM_FILTER);
    helper(
        MAP_LOOKUP_PERCPU_ELEM, MapType.PERCPU_ARRAY, MapType.PERCPU_HASH, MapType.LRU_PERCPU_HASH);
    helper(SK_STORAGE_GET, MapType.SK_STORAGE);
    helper(SK_STORAGE_DELETE, MapType.SK_STORAGE);
    helper(INODE_STORAGE_GET, MapType.INODE_STORAGE);
    helper(INODE_STORAGE_DELETE, MapType.INODE_STORAGE);
    helper(TASK_STORAGE_GET, MapType.TASK_STORAGE);
    helper(TASK_STORAGE_DELETE, MapType.TASK_STORAGE);
    helper(CGRP_STORAGE_GET, MapType.CGRP_STORAGE);
    helper(CGRP_STORAGE_DELETE, MapType.CGRP_STORAGE);
  }

  private MapFunctions() {}

  private static void map(MapType type, Helper... helpers) {
    BY_MAP.put(type, Set.of(helpers));
  }

  private static void helper(Helper helper, MapType first, MapType... more) {
    BY_HELPER.put(helper, EnumSet.of(first, more));
  }

  /** Verdict on passing a map to a helper. */
  enum Verdict {
    /** Allowed. */
    FITS,
    /** Not this combination. */
    REFUSED,
    /** A socket map that this program may not change. */
    NO_SOCKMAP_UPDATE
  }

  /** Whether a program may pass a map of this type to a helper. */
  static Verdict check(LinkedProgram program, MapType map, Helper helper) {
    Set<Helper> allowed = BY_MAP.get(map);
    if (allowed != null && !allowed.contains(helper)) {
      boolean sockets = map == MapType.SOCKMAP || map == MapType.SOCKHASH;
      boolean updates = helper == MAP_UPDATE_ELEM || helper == MAP_DELETE_ELEM;
      if (!sockets || !updates) {
        return Verdict.REFUSED;
      }
      if (!mayUpdateSockets(program, helper)) {
        return Verdict.NO_SOCKMAP_UPDATE;
      }
    }
    Set<MapType> taken = BY_HELPER.get(helper);
    return taken == null || taken.contains(map) ? Verdict.FITS : Verdict.REFUSED;
  }

  private static boolean mayUpdateSockets(LinkedProgram program, Helper helper) {
    return switch (program.type()) {
      case TRACING ->
          program.target() instanceof AttachTarget.BtfFunction(String kind, _)
              && kind.equals("iter");
      case SOCK_OPS -> helper == MAP_DELETE_ELEM;
      case SOCKET_FILTER, SCHED_CLS, SCHED_ACT, XDP, SK_REUSEPORT, FLOW_DISSECTOR, SK_LOOKUP ->
          true;
      default -> false;
    };
  }

  /** Whether {@code bpf_for_each_map_elem} can walk maps of this type. */
  static boolean canIterate(MapType type) {
    return switch (type) {
      case ARRAY, PERCPU_ARRAY, HASH, PERCPU_HASH, LRU_HASH, LRU_PERCPU_HASH -> true;
      default -> false;
    };
  }
}
