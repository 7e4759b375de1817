package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.KernelAddress;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The kernel symbols of a machine by default: functions where {@link KernelAddress} puts them,
 * variables in memory of their own, zeroed and read-only. For a per-CPU variable programs get the
 * address of all CPUs' instances, from which {@code bpf_this_cpu_ptr} selects: there is space for
 * the maximum number of CPUs.
 */
final class KernelVariables implements KernelSymbols {
  private static final int CPUS = 64;

  private final ArenaMemory memory;
  private final Map<Btf, Map<Integer, Long>> known = new IdentityHashMap<>();

  KernelVariables(ArenaMemory memory) {
    this.memory = memory;
  }

  @Override
  public synchronized long address(Btf kernelBtf, int typeId) {
    if (!KernelAddress.isReadable(kernelBtf, typeId)) {
      return KernelAddress.of(kernelBtf, typeId);
    }
    return known
        .computeIfAbsent(kernelBtf, _ -> new HashMap<>())
        .computeIfAbsent(typeId, id -> allocate(kernelBtf, id));
  }

  private long allocate(Btf kernelBtf, int id) {
    BtfType.Var variable = (BtfType.Var) kernelBtf.type(id);
    long size = kernelBtf.sizeOf(variable.type());
    if (KernelAddress.isPerCpu(kernelBtf, id)) {
      size = CPUS * (size + 7 & ~7L);
    }
    long address = memory.allocate(size, "kernel variable " + variable.name());
    memory.mark(address, size, true, false);
    return address;
  }
}
