package io.github.hidbpf4j.bpf.verifier.env;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import java.util.List;

/**
 * Maps that have an element for each key below their size, so that a lookup by a known key does not
 * return NULL ({@code can_elide_value_nullness}).
 */
public final class PresentElements {
  private PresentElements() {}

  /** Whether a map is one. */
  public static boolean areIn(MapSpec map) {
    return (map.flags() & MapSpec.F_INNER_MAP) == 0
        && (map.type() == MapType.ARRAY || map.type() == MapType.PERCPU_ARRAY);
  }

  /** Whether a program gets at such a map by its address, or at one inside another map. */
  public static boolean areLookedUp(VerifierEnv env) {
    List<MapSpec> maps = env.program.maps();
    for (Instruction insn : env.instructions) {
      if (insn.opcode() == Opcode.LD_IMM64
          && insn.src() == Opcode.PSEUDO_MAP_FD
          && insn.imm() >= 0
          && insn.imm() < maps.size()) {
        MapSpec map = maps.get(insn.imm());
        MapSpec inner = map.inner();
        if (areIn(map) || inner != null && areIn(inner)) {
          return true;
        }
      }
    }
    return false;
  }
}
