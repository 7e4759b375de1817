package io.github.hidbpf4j.bpf.program;

/**
 * Map types, numbered as {@code enum bpf_map_type} of Linux 6.12 ({@code
 * include/uapi/linux/bpf.h}).
 */
public enum MapType {
  /** Not a map type; maps cannot be created with it. */
  UNSPEC,
  /** Hash table. */
  HASH,
  /** Array with {@code __u32} indices as keys; data sections are arrays of one value. */
  ARRAY,
  /** Programs by index, for {@code bpf_tail_call}. */
  PROG_ARRAY,
  /** Perf events by index, usually one per CPU. */
  PERF_EVENT_ARRAY,
  /** Hash table with one value per key and CPU. */
  PERCPU_HASH,
  /** Array with one value per index and CPU. */
  PERCPU_ARRAY,
  /** Stack traces by the id that {@code bpf_get_stackid} returns. */
  STACK_TRACE,
  /** Control groups by index. */
  CGROUP_ARRAY,
  /** Hash table that evicts the least recently used entries when full. */
  LRU_HASH,
  /** Like LRU_HASH, with one value per key and CPU. */
  LRU_PERCPU_HASH,
  /** Trie of prefixes; finds the longest that matches. */
  LPM_TRIE,
  /** Maps of one shape, by index. */
  ARRAY_OF_MAPS,
  /** Maps of one shape, by key. */
  HASH_OF_MAPS,
  /** Network devices by index, for XDP redirects. */
  DEVMAP,
  /** Sockets by index. */
  SOCKMAP,
  /** CPUs, for XDP redirects. */
  CPUMAP,
  /** AF_XDP sockets by index. */
  XSKMAP,
  /** Sockets by key. */
  SOCKHASH,
  /** Data of a program for each control group that it is attached to; deprecated. */
  CGROUP_STORAGE,
  /** Sockets by index, for SO_REUSEPORT selection. */
  REUSEPORT_SOCKARRAY,
  /** Like CGROUP_STORAGE, with one value per CPU; deprecated. */
  PERCPU_CGROUP_STORAGE,
  /** Values without keys, first in, first out. */
  QUEUE,
  /** Values without keys, last in, first out. */
  STACK,
  /** Data attached to sockets. */
  SK_STORAGE,
  /** Network devices by key, for XDP redirects. */
  DEVMAP_HASH,
  /** A kernel struct of function pointers that programs implement, such as {@code hid_bpf_ops}. */
  STRUCT_OPS,
  /** Ring buffer from programs to user space, shared by all CPUs. */
  RINGBUF,
  /** Data attached to inodes. */
  INODE_STORAGE,
  /** Data attached to tasks. */
  TASK_STORAGE,
  /** Bloom filter: a set with false positives. */
  BLOOM_FILTER,
  /** Ring buffer from user space to programs. */
  USER_RINGBUF,
  /** Data attached to control groups. */
  CGRP_STORAGE,
  /** Memory shared by programs and user space, with pointers in it. */
  ARENA;

  /** {@return the kernel's number of this type} */
  public int number() {
    return ordinal();
  }
}
