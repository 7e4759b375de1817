package io.github.hidbpf4j.bpf.program;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.btf.Btf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program with its subprograms linked in and all relocations applied, as libbpf would pass it to
 * BPF_PROG_LOAD; not yet verified.
 *
 * <p>References of instructions, by the kernel's pseudo source values: {@code ld_imm64} with
 * BPF_PSEUDO_MAP_FD (1): {@code imm} is an index into {@link #maps}; BPF_PSEUDO_MAP_VALUE (2): the
 * same, the second slot's {@code imm} is the offset in the value; BPF_PSEUDO_BTF_ID (3): {@code
 * imm} is a VAR or FUNC id of the kernel BTF; BPF_PSEUDO_FUNC (4): {@code imm} is a slot distance
 * to a subprogram, as for calls. Calls with source 0: helper {@code imm}; BPF_PSEUDO_CALL (1):
 * {@code imm} slots relative to the next one; BPF_PSEUDO_KFUNC_CALL (2): {@code imm} is the FUNC id
 * in the kernel BTF, 0 for a weak one that the kernel lacks. A map index outside {@link #maps} is a
 * literal descriptor from the source: no map.
 *
 * @param object name of the object file, for messages
 * @param name program name
 * @param section section name as written, {@code ?} included
 * @param type program type
 * @param sleepable whether it is to be loaded with BPF_F_SLEEPABLE
 * @param target attach target
 * @param license licence string of the object
 * @param instructions all slots, main program first
 * @param subprograms functions in order of start; the first is the main program
 * @param lines line info in order of slot
 * @param maps maps that instructions refer to
 * @param btf the object's BTF, or null
 * @param kernelBtf the kernel BTF it was resolved against, or null for bare instructions
 */
public record LinkedProgram(
    String object,
    String name,
    String section,
    ProgramType type,
    boolean sleepable,
    AttachTarget target,
    String license,
    List<Instruction> instructions,
    List<Subprogram> subprograms,
    List<LineInfo> lines,
    List<MapSpec> maps,
    @Nullable Btf btf,
    @Nullable Btf kernelBtf) {
  /** Copies the lists: a verified program must not change. */
  public LinkedProgram {
    instructions = List.copyOf(instructions);
    subprograms = List.copyOf(subprograms);
    lines = List.copyOf(lines);
    maps = List.copyOf(maps);
  }

  /**
   * {@return the line info that applies to an instruction; null when there is none at or before it}
   *
   * @param slot index of the instruction's first slot
   */
  public @Nullable LineInfo lineAt(int slot) {
    int low = 0;
    int high = lines.size() - 1;
    LineInfo found = null;
    while (low <= high) {
      int mid = (low + high) >>> 1;
      if (lines.get(mid).slot() <= slot) {
        found = lines.get(mid);
        low = mid + 1;
      } else {
        high = mid - 1;
      }
    }
    return found;
  }

  /**
   * {@return whether the licence is one of those that the kernel counts as compatible with the GPL
   * ({@code include/linux/license.h})}
   */
  public boolean gplCompatible() {
    return switch (license) {
      case "GPL",
          "GPL v2",
          "GPL and additional rights",
          "Dual BSD/GPL",
          "Dual MIT/GPL",
          "Dual MPL/GPL" ->
          true;
      default -> false;
    };
  }
}
