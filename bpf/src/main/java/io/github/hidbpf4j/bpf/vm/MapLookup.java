package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.map.BpfMap;
import org.jspecify.annotations.Nullable;

/** Finds maps by the address of their {@code struct bpf_map}. */
@FunctionalInterface
public interface MapLookup {
  /** The map at this address, or null. */
  @Nullable BpfMap map(long address);
}
