package io.github.hidbpf4j.bpf.program;

/**
 * Map types, numbered as {@code enum bpf_map_type} of Linux 6.12 ({@code
 * include/uapi/linux/bpf.h}).
 */
public enum MapType {
  UNSPEC,
  HASH,
  ARRAY,
  PROG_ARRAY,
  PERF_EVENT_ARRAY,
  PERCPU_HASH,
  PERCPU_ARRAY,
  STACK_TRACE,
  CGROUP_ARRAY,
  LRU_HASH,
  LRU_PERCPU_HASH,
  LPM_TRIE,
  ARRAY_OF_MAPS,
  HASH_OF_MAPS,
  DEVMAP,
  SOCKMAP,
  CPUMAP,
  XSKMAP,
  SOCKHASH,
  CGROUP_STORAGE,
  REUSEPORT_SOCKARRAY,
  PERCPU_CGROUP_STORAGE,
  QUEUE,
  STACK,
  SK_STORAGE,
  DEVMAP_HASH,
  STRUCT_OPS,
  RINGBUF,
  INODE_STORAGE,
  TASK_STORAGE,
  BLOOM_FILTER,
  USER_RINGBUF,
  CGRP_STORAGE,
  ARENA;

  /** The kernel's number of this type. */
  public int number() {
    return ordinal();
  }
}
