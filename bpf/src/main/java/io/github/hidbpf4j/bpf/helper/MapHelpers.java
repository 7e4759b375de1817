package io.github.hidbpf4j.bpf.helper;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.memory.ArenaAtomics;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.proto.DataFunctions;

/** Map access ({@code kernel/bpf/helpers.c}, {@code kernel/bpf/bpf_iter.c}, Linux 6.12). */
final class MapHelpers {
  private MapHelpers() {}

  static void addTo(HelperRegistry.Builder b) {
    b.helper(DataFunctions.MAP_LOOKUP_ELEM, (run, map, key, _, _, _) -> map(run, map).lookup(key))
        .helper(
            DataFunctions.MAP_UPDATE_ELEM,
            (run, map, key, value, flags, _) -> map(run, map).update(key, value, flags))
        .helper(
            DataFunctions.MAP_DELETE_ELEM, (run, map, key, _, _, _) -> map(run, map).delete(key))
        .helper(
            DataFunctions.MAP_PUSH_ELEM,
            (run, map, value, flags, _, _) -> map(run, map).push(value, flags))
        .helper(DataFunctions.MAP_POP_ELEM, (run, map, value, _, _, _) -> map(run, map).pop(value))
        .helper(
            DataFunctions.MAP_PEEK_ELEM, (run, map, value, _, _, _) -> map(run, map).peek(value))
        .helper(
            DataFunctions.MAP_LOOKUP_PERCPU_ELEM,
            (run, map, key, cpu, _, _) -> map(run, map).lookupPerCpu(key, (int) cpu))
        .helper(DataFunctions.FOR_EACH_MAP_ELEM, MapHelpers::forEach)
        .helper(DataFunctions.KPTR_XCHG, MapHelpers::kptrExchange);
  }

  /** The map that a program's map pointer refers to. */
  static BpfMap map(RunContext run, long address) {
    BpfMap map = run.map(address);
    if (map == null) {
      throw new BpfException("0x%x is not a map".formatted(address));
    }
    return map;
  }

  private static long forEach(
      RunContext run, long map, long callback, long context, long flags, long unused) {
    return flags != 0
        ? Errno.EINVAL.result()
        : map(run, map).forEach((key, value) -> run.invoke(callback, map, key, value, context, 0));
  }

  private static long kptrExchange(
      RunContext run, long field, long pointer, long r3, long r4, long r5) {
    ArenaMemory memory = run.memory();
    return (long) ArenaAtomics.LONG.getAndSet(memory.segment(), memory.offset(field), pointer);
  }
}
