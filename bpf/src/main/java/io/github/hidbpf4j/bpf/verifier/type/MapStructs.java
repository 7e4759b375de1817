package io.github.hidbpf4j.bpf.verifier.type;

import io.github.hidbpf4j.bpf.program.MapType;
import org.jspecify.annotations.Nullable;

/** The kernel struct behind a map pointer: {@code map_btf_id} of Linux 6.12's map types. */
final class MapStructs {
  private MapStructs() {}

  /** Name of the struct of maps of this type; null if programs may not access it. */
  public static @Nullable String of(MapType type) {
    return switch (type) {
      case HASH, PERCPU_HASH, LRU_HASH, LRU_PERCPU_HASH, HASH_OF_MAPS -> "bpf_htab";
      case ARRAY, PERCPU_ARRAY, PROG_ARRAY, PERF_EVENT_ARRAY, CGROUP_ARRAY, ARRAY_OF_MAPS ->
          "bpf_array";
      case STACK_TRACE -> "bpf_stack_map";
      case LPM_TRIE -> "lpm_trie";
      case DEVMAP, DEVMAP_HASH -> "bpf_dtab";
      case SOCKMAP -> "bpf_stab";
      case SOCKHASH -> "bpf_shtab";
      case CPUMAP -> "bpf_cpu_map";
      case XSKMAP -> "xsk_map";
      case CGROUP_STORAGE, PERCPU_CGROUP_STORAGE -> "bpf_cgroup_storage_map";
      case REUSEPORT_SOCKARRAY -> "reuseport_array";
      case QUEUE, STACK -> "bpf_queue_stack";
      case SK_STORAGE, INODE_STORAGE, TASK_STORAGE, CGRP_STORAGE -> "bpf_local_storage_map";
      case RINGBUF, USER_RINGBUF -> "bpf_ringbuf_map";
      case BLOOM_FILTER -> "bpf_bloom_filter";
      case STRUCT_OPS -> "bpf_struct_ops_map";
      case ARENA -> "bpf_arena";
      case UNSPEC -> null;
    };
  }
}
