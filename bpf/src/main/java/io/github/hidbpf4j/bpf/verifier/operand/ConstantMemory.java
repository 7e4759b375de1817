package io.github.hidbpf4j.bpf.verifier.operand;

import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;

/** Map values that never change: the program's constants. */
public final class ConstantMemory {
  private ConstantMemory() {}

  /** Whether neither programs nor user space change the values ({@code bpf_map_is_rdonly}). */
  public static boolean isConstant(MapSpec map) {
    return map.type() == MapType.ARRAY
        && map.maxEntries() == 1
        && map.frozen()
        && (map.flags() & MapSpec.F_RDONLY_PROG) != 0;
  }

  /**
   * The result of a load ({@code bpf_map_direct_read}).
   *
   * @param size 1 to 8 bytes, all within the value
   */
  public static long read(MapSpec map, int off, int size, boolean signExtends) {
    long value = 0;
    for (int i = 0; i < size; i++) {
      value |= (long) map.initialByte(off + i) << i * 8;
    }
    int shift = 64 - size * 8;
    return signExtends ? value << shift >> shift : value;
  }
}
