package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import java.util.ArrayList;
import java.util.List;

/** Removes from a program that shows a fault what the fault does not need. */
final class Shrinker {
  private static final Instruction NOTHING =
      new Instruction(Opcode.JMP | Opcode.JA, 0, 0, (short) 0, 0);

  private final Property check;
  private final GeneratedProgram program;

  Shrinker(Property check, GeneratedProgram program) {
    this.check = check;
    this.program = program;
  }

  /** The fault, and the smallest program found that shows a fault of its kind. */
  String report(FuzzOutcome outcome) {
    List<Instruction> slots = new ArrayList<>(program.program().instructions());
    FuzzOutcome last = outcome;
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (int length = Math.max(1, slots.size() / 4); length > 0; length /= 2) {
        for (int from = 0; from < slots.size(); from += length) {
          List<Instruction> fewer = without(slots, from, Math.min(slots.size(), from + length));
          if (fewer.equals(slots)) {
            continue;
          }
          FuzzOutcome found = check(fewer);
          if (found.kind() == outcome.kind()) {
            slots = fewer;
            last = found;
            smaller = true;
          }
        }
      }
    }
    List<Instruction> compact = compacted(slots, -1);
    FuzzOutcome found = check(compact);
    if (found.kind() == outcome.kind()) {
      slots = compact;
      last = found;
    }
    for (int i = slots.size() - 1; i >= 0; i--) {
      if (slots.get(i).equals(NOTHING)) {
        compact = compacted(slots, i);
        found = check(compact);
        if (found.kind() == outcome.kind()) {
          slots = compact;
          last = found;
        }
      }
    }
    return "seed %d: %s: %s%n%s"
        .formatted(program.seed(), last.kind(), last.detail(), GeneratedProgram.text(slots));
  }

  private FuzzOutcome check(List<Instruction> slots) {
    return check.check(
        GeneratedProgram.linked(program.program().name(), slots), program, program.seed());
  }

  static List<Instruction> without(List<Instruction> slots, int from, int to) {
    List<Instruction> fewer = new ArrayList<>(slots);
    for (int i = from; i < to; i++) {
      boolean second = i > 0 && slots.get(i - 1).opcode() == Opcode.LD_IMM64;
      if (second) {
        continue;
      }
      fewer.set(i, NOTHING);
      if (slots.get(i).opcode() == Opcode.LD_IMM64) {
        fewer.set(i + 1, NOTHING);
      }
    }
    return fewer;
  }

  /** Removes the slots that do nothing, or one of them; jumps keep their targets. */
  static List<Instruction> compacted(List<Instruction> slots, int only) {
    int[] place = new int[slots.size() + 1];
    int count = 0;
    for (int i = 0; i < slots.size(); i++) {
      place[i] = count;
      if (!isRemoved(slots, i, only)) {
        count++;
      }
    }
    place[slots.size()] = count;
    List<Instruction> compact = new ArrayList<>();
    for (int i = 0; i < slots.size(); i++) {
      Instruction insn = slots.get(i);
      if (isRemoved(slots, i, only)) {
        continue;
      }
      boolean call =
          insn.opcode() == (Opcode.JMP | Opcode.CALL) && insn.src() == Opcode.PSEUDO_CALL;
      boolean function = insn.opcode() == Opcode.LD_IMM64 && insn.src() == Opcode.PSEUDO_FUNC;
      int operation = Opcode.operation(insn.opcode());
      if (call || function) {
        insn = insn.withImm(place[i + 1 + insn.imm()] - place[i] - 1);
      } else if (Opcode.isJumpClass(insn.opcode())
          && operation != Opcode.CALL
          && operation != Opcode.EXIT) {
        insn = insn.withOffset(place[i + 1 + insn.offset()] - place[i] - 1);
      }
      compact.add(insn);
    }
    return compact;
  }

  /** Whether all jumps, calls and function addresses refer to existing instructions. */
  static boolean jumpsWithin(List<Instruction> slots) {
    for (int i = 0; i < slots.size(); i++) {
      Instruction insn = slots.get(i);
      boolean call =
          insn.opcode() == (Opcode.JMP | Opcode.CALL) && insn.src() == Opcode.PSEUDO_CALL;
      boolean function = insn.opcode() == Opcode.LD_IMM64 && insn.src() == Opcode.PSEUDO_FUNC;
      int operation = Opcode.operation(insn.opcode());
      boolean jump =
          Opcode.isJumpClass(insn.opcode()) && operation != Opcode.CALL && operation != Opcode.EXIT;
      long target = i + 1L + (call || function ? insn.imm() : jump ? insn.offset() : 0);
      if (target < 0 || target > slots.size()) {
        return false;
      }
    }
    return true;
  }

  private static boolean isRemoved(List<Instruction> slots, int slot, int only) {
    return only < 0 ? slots.get(slot).equals(NOTHING) : slot == only;
  }
}
