package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.map.BpfMap;
import org.jspecify.annotations.Nullable;

/** Finds the program that {@code bpf_tail_call} continues with. */
@FunctionalInterface
public interface TailCalls {
  /**
   * The program in entry {@code index} of a program array, or null when the entry is empty.
   *
   * @param index below the map's {@code max_entries}
   */
  @Nullable Executable target(BpfMap map, int index);
}
