package io.github.hidbpf4j.bpf.runtime;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.program.Subprogram;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Wraps instructions without an object file as a program of type UNSPEC for profile {@code raw}: no
 * maps, no BTF, no lines.
 */
public final class BareProgram {
  private static final int CALL = 0x85;
  private static final int LD_IMM64 = 0x18;
  private static final int PSEUDO_CALL = 1;
  private static final int PSEUDO_FUNC = 4;

  private BareProgram() {}

  /**
   * Decodes the bytes of slots, each little-endian.
   *
   * @throws BpfException when they are not a positive whole number of slots
   */
  public static List<Instruction> decode(byte[] bytes) {
    if (bytes.length == 0 || bytes.length % Instruction.SIZE != 0) {
      throw new BpfException(
          "program of %d bytes, expected a positive multiple of %d"
              .formatted(bytes.length, Instruction.SIZE));
    }
    List<Instruction> slots = new ArrayList<>(bytes.length / Instruction.SIZE);
    for (int at = 0; at < bytes.length; at += Instruction.SIZE) {
      long word = 0;
      for (int b = Instruction.SIZE - 1; b >= 0; b--) {
        word = word << 8 | bytes[at + b] & 0xff;
      }
      slots.add(Instruction.decode(word));
    }
    return slots;
  }

  /**
   * The program of these instructions; functions start at the targets of local calls and function
   * loads.
   */
  public static LinkedProgram of(String name, List<Instruction> slots) {
    return new LinkedProgram(
        name,
        name,
        "",
        ProgramType.UNSPEC,
        false,
        new AttachTarget.None(),
        "Dual BSD/GPL",
        List.copyOf(slots),
        functions(slots),
        List.of(),
        List.of(),
        null,
        null);
  }

  private static List<Subprogram> functions(List<Instruction> slots) {
    TreeSet<Integer> starts = new TreeSet<>();
    starts.add(0);
    for (int slot = 0; slot < slots.size(); slot++) {
      Instruction i = slots.get(slot);
      boolean call = i.opcode() == CALL && i.src() == PSEUDO_CALL;
      boolean load = i.opcode() == LD_IMM64 && i.src() == PSEUDO_FUNC;
      long target = slot + 1L + i.imm();
      // Targets out of range are left for the verifier to refuse.
      if ((call || load) && target > 0 && target < slots.size()) {
        starts.add((int) target);
      }
      if (i.opcode() == LD_IMM64) {
        slot++;
      }
    }
    List<Subprogram> functions = new ArrayList<>();
    for (int start : starts) {
      Integer next = starts.higher(start);
      functions.add(
          new Subprogram(
              start == 0 ? "main" : "func_" + start,
              start,
              next == null ? slots.size() : next,
              0,
              false));
    }
    return functions;
  }
}
