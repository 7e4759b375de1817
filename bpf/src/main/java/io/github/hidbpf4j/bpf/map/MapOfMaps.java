package io.github.hidbpf4j.bpf.map;

import org.jspecify.annotations.Nullable;

/**
 * A map that holds maps. Programs look up the address of the inner map's {@code struct bpf_map}.
 * User space reads an inner map's id and stores it by id, where the kernel takes a descriptor.
 */
sealed interface MapOfMaps permits ArrayOfMaps, HashOfMaps {
  /**
   * Stores a map under a key: 0 or a negative errno; -EINVAL for one that does not match the
   * template.
   *
   * @param flags {@link BpfMap#BPF_ANY}; for hash types the others as well
   */
  long put(byte[] key, BpfMap inner, long flags);

  /** The map under a key, or null. */
  @Nullable BpfMap inner(byte[] key);
}
