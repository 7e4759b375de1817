package io.github.hidbpf4j.bpf.verifier;

import static io.github.hidbpf4j.bpf.asm.Opcode.*;

import io.github.hidbpf4j.bpf.asm.Instruction;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Removes unreachable code. Slot numbers do not change, so that line info stays valid: a dead slot
 * becomes a jump to itself, as the kernel does for unprivileged programs (Linux 6.12 {@code
 * sanitize_dead_code}), and a conditional jump with one dead side becomes unconditional.
 */
final class DeadCode {
  private static final Instruction TRAP = new Instruction(JMP | JA, 0, 0, (short) -1, 0);

  private DeadCode() {}

  static List<Instruction> removed(List<Instruction> slots, BitSet live) {
    if (live.cardinality() == slots.size()) {
      return slots;
    }
    List<Instruction> result = new ArrayList<>(slots);
    for (int slot = 0; slot < slots.size(); slot++) {
      Instruction i = slots.get(slot);
      if (!live.get(slot)) {
        result.set(slot, TRAP);
      } else if (i.opcode() == LD_IMM64) {
        slot++;
      } else if (isConditional(i)) {
        if (!live.get(slot + 1 + i.offset())) {
          result.set(slot, new Instruction(JMP | JA, 0, 0, (short) 0, 0));
        } else if (!live.get(slot + 1)) {
          result.set(slot, new Instruction(JMP | JA, 0, 0, i.offset(), 0));
        }
      }
    }
    return List.copyOf(result);
  }

  /** Whether a jump has two successors; may_goto has. */
  private static boolean isConditional(Instruction i) {
    int operation = operation(i.opcode());
    return isJumpClass(i.opcode()) && operation != CALL && operation != EXIT && operation != JA;
  }
}
