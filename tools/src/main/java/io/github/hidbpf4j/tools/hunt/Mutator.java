package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Makes small changes to programs: those that compilers make of slips in C, and those that they
 * never make. Lengths stay the same, so that jumps keep their targets.
 */
final class Mutator {
  private static final int CALL = Opcode.JMP | Opcode.CALL;
  private static final int[] NUMBERS = {
    0,
    1,
    -1,
    2,
    3,
    4,
    7,
    8,
    9,
    15,
    16,
    31,
    32,
    33,
    63,
    64,
    65,
    127,
    128,
    255,
    256,
    4095,
    4096,
    0x7fff,
    0xffff,
    0x7fff_ffff,
    0x8000_0000,
    -2,
    -4,
    -8,
    -16,
    -511,
    -512,
    -513
  };
  private static final int[] JUMPS = {
    Opcode.JEQ,
    Opcode.JNE,
    Opcode.JGT,
    Opcode.JGE,
    Opcode.JLT,
    Opcode.JLE,
    Opcode.JSGT,
    Opcode.JSGE,
    Opcode.JSLT,
    Opcode.JSLE,
    Opcode.JSET
  };
  private static final int[] OPERATIONS = {
    Opcode.ADD,
    Opcode.SUB,
    Opcode.MUL,
    Opcode.DIV,
    Opcode.OR,
    Opcode.AND,
    Opcode.LSH,
    Opcode.RSH,
    Opcode.NEG,
    Opcode.MOD,
    Opcode.XOR,
    Opcode.MOV,
    Opcode.ARSH
  };
  private static final int[] ATOMICS = {
    Opcode.ADD,
    Opcode.OR,
    Opcode.AND,
    Opcode.XOR,
    Opcode.ADD | Opcode.FETCH,
    Opcode.XCHG,
    Opcode.CMPXCHG
  };

  private final SplittableRandom random;
  private final List<Instruction> calls;

  /**
   * Creates a mutator.
   *
   * @param calls helpers and kfuncs that may replace others
   */
  Mutator(SplittableRandom random, List<Instruction> calls) {
    this.random = random;
    this.calls = List.copyOf(calls);
  }

  /** Chooses changes to a program: new instructions by slot. */
  SortedMap<Integer, Instruction> changes(List<Instruction> code) {
    List<Integer> slots = new ArrayList<>();
    List<Integer> callSlots = new ArrayList<>();
    for (int i = 0; i < code.size(); i++) {
      if (i > 0 && code.get(i - 1).opcode() == Opcode.LD_IMM64) {
        continue;
      }
      slots.add(i);
      if (code.get(i).opcode() == CALL) {
        callSlots.add(i);
      }
    }
    SortedMap<Integer, Instruction> changes = new TreeMap<>();
    for (int left = 1 + below(3); left > 0; left--) {
      boolean atCall = !callSlots.isEmpty() && oneIn(4);
      int slot = pick(atCall ? callSlots : slots);
      if (!changes.containsKey(slot)) {
        change(code, slots, slot, changes);
      }
    }
    changes.entrySet().removeIf(e -> e.getValue().equals(code.get(e.getKey())));
    return changes;
  }

  /** Applies changes to a program. */
  static List<Instruction> apply(List<Instruction> code, SortedMap<Integer, Instruction> changes) {
    List<Instruction> changed = new ArrayList<>(code);
    changes.forEach(changed::set);
    return changed;
  }

  private void change(
      List<Instruction> code,
      List<Integer> slots,
      int slot,
      SortedMap<Integer, Instruction> changes) {
    Instruction insn = code.get(slot);
    if (insn.opcode() == Opcode.LD_IMM64) {
      constant(code, slots, slot, changes);
      return;
    }
    Instruction changed =
        switch (below(10)) {
          case 0 -> copied(code, slots, slot);
          case 1 -> new Instruction(Opcode.JMP | Opcode.JA, 0, 0, (short) 0, 0);
          case 2 -> other();
          default -> altered(insn);
        };
    changes.put(slot, changed);
  }

  /** Changes a 64-bit constant, a map, a variable, or a function's address. */
  private void constant(
      List<Instruction> code,
      List<Integer> slots,
      int slot,
      SortedMap<Integer, Instruction> changes) {
    Instruction insn = code.get(slot);
    if (oneIn(3)) {
      changes.put(slot, withDst(insn, below(11)));
      return;
    }
    switch (insn.src()) {
      case Opcode.PSEUDO_MAP_FD, Opcode.PSEUDO_MAP_VALUE -> {
        List<Integer> maps =
            slots.stream()
                .filter(i -> code.get(i).opcode() == Opcode.LD_IMM64)
                .filter(i -> code.get(i).src() == 1 || code.get(i).src() == 2)
                .toList();
        switch (below(3)) {
          case 0 -> changes.put(slot, insn.withImm(code.get(pick(maps)).imm()));
          case 1 -> changes.put(slot, insn.withSrc(3 - insn.src()));
          default -> {
            Instruction second = code.get(slot + 1);
            changes.put(slot + 1, second.withImm(near(second.imm())));
          }
        }
      }
      case Opcode.PSEUDO_FUNC -> {
        List<Integer> functions =
            slots.stream()
                .filter(i -> code.get(i).opcode() == Opcode.LD_IMM64)
                .filter(i -> code.get(i).src() == Opcode.PSEUDO_FUNC)
                .toList();
        int other = pick(functions);
        changes.put(slot, insn.withImm(other + code.get(other).imm() - slot));
      }
      case Opcode.PSEUDO_BTF_ID -> {}
      default -> changes.put(slot, insn.withImm(near(insn.imm())));
    }
  }

  private Instruction copied(List<Instruction> code, List<Integer> slots, int slot) {
    int from = pick(slots);
    Instruction insn = code.get(from);
    if (insn.opcode() == Opcode.LD_IMM64) {
      return other();
    }
    boolean call = insn.opcode() == CALL && insn.src() == Opcode.PSEUDO_CALL;
    return call ? insn.withImm(from + insn.imm() - slot) : insn;
  }

  /** An instruction that is valid by itself. */
  private Instruction other() {
    int r = below(10);
    int s = below(11);
    int stack = -8 * (1 + below(8));
    return switch (below(14)) {
      case 0 -> insn(Opcode.ALU64 | Opcode.MOV | Opcode.K, r, 0, 0, number());
      case 1 -> insn(Opcode.ALU64 | Opcode.MOV | Opcode.X, r, s, 0, 0);
      case 2 -> insn(Opcode.ALU | Opcode.MOV | Opcode.X, r, s, 0, 0);
      case 3 -> insn(Opcode.ALU64 | Opcode.ADD | Opcode.K, r, 0, 0, number());
      case 4 -> insn(Opcode.ALU64 | Opcode.AND | Opcode.K, r, 0, 0, pick(new int[] {1, 3, 7, 255}));
      case 5 -> insn(Opcode.STX | Opcode.MEM | Opcode.DW, 10, r, stack, 0);
      case 6 -> insn(Opcode.LDX | Opcode.MEM | Opcode.DW, r, 10, stack, 0);
      case 7 -> insn(Opcode.LDX | Opcode.MEM | Opcode.B, r, s, pick(new int[] {0, 1, 4, 8, -8}), 0);
      case 8 -> insn(Opcode.ALU64 | Opcode.ADD | Opcode.X, r, s, 0, 0);
      case 9 -> insn(Opcode.JMP | Opcode.JA, 0, 0, pick(new int[] {1, -1, 2}), 0);
      case 10 -> insn(Opcode.ST | Opcode.MEM | Opcode.DW, s, 0, pick(new int[] {0, 8, -8, 16}), 0);
      case 11 -> insn(Opcode.JMP | Opcode.EXIT, 0, 0, 0, 0);
      case 12 ->
          insn(
              Opcode.STX | Opcode.ATOMIC | (oneIn(2) ? Opcode.DW : Opcode.W),
              s,
              r,
              pick(new int[] {0, 8, -8}),
              pick(ATOMICS));
      default -> calls.isEmpty() ? insn(CALL, 0, 0, 0, 1 + below(200)) : pick(calls);
    };
  }

  private static Instruction insn(int opcode, int dst, int src, int offset, int imm) {
    return new Instruction(opcode, dst, src, (short) offset, imm);
  }

  private Instruction altered(Instruction insn) {
    if (insn.opcode() == CALL) {
      return call(insn);
    }
    return switch (insn.opcode() & 7) {
      case Opcode.LDX, Opcode.ST, Opcode.STX -> memory(insn);
      case Opcode.JMP, Opcode.JMP32 -> jump(insn);
      default -> arithmetic(insn);
    };
  }

  private Instruction call(Instruction insn) {
    return switch (insn.src()) {
      case Opcode.PSEUDO_CALL -> insn.withImm(insn.imm() + pick(new int[] {-1, 1, -2, 2}));
      case Opcode.CALL_HELPER ->
          oneIn(3) ? insn.withImm(insn.imm() + (oneIn(2) ? 1 : -1)) : anyCall(insn);
      default -> anyCall(insn);
    };
  }

  private Instruction anyCall(Instruction insn) {
    return calls.isEmpty() ? insn : pick(calls);
  }

  private Instruction memory(Instruction insn) {
    int opcode = insn.opcode();
    boolean atomic = Opcode.mode(opcode) == Opcode.ATOMIC && (opcode & 7) == Opcode.STX;
    return switch (below(6)) {
      case 0, 1 ->
          insn.withOffset(insn.offset() + pick(new int[] {1, -1, 2, 4, -4, 8, -8, 16, -16, 64}));
      case 2 ->
          atomic
              ? insn.withImm(pick(ATOMICS))
              : withOpcode(insn, opcode & ~0x18 | pick(new int[] {0, 8, 16, 24}));
      case 3 ->
          (opcode & 7) == Opcode.LDX
              ? withOpcode(insn, opcode & 0x1f | (oneIn(2) ? Opcode.MEMSX : Opcode.MEM))
              : withDst(insn, below(11));
      case 4 -> withDst(insn, below(11));
      default ->
          (opcode & 7) == Opcode.ST ? insn.withImm(near(insn.imm())) : insn.withSrc(below(11));
    };
  }

  private Instruction jump(Instruction insn) {
    int opcode = insn.opcode();
    if (Opcode.operation(opcode) == Opcode.EXIT) {
      return other();
    }
    boolean always = Opcode.operation(opcode) == Opcode.JA;
    if (always || oneIn(3)) {
      return insn.withOffset(insn.offset() + pick(new int[] {-2, -1, 1, 2}));
    }
    return switch (below(5)) {
      case 0, 1 -> withOpcode(insn, opcode & 15 | pick(JUMPS));
      case 2 -> withOpcode(insn, opcode ^ (Opcode.JMP ^ Opcode.JMP32));
      case 3 -> (opcode & Opcode.X) != 0 ? insn.withSrc(below(11)) : insn.withImm(near(insn.imm()));
      default -> withDst(insn, below(11));
    };
  }

  private Instruction arithmetic(Instruction insn) {
    int opcode = insn.opcode();
    boolean register = (opcode & Opcode.X) != 0;
    return switch (below(6)) {
      case 0, 1 -> register ? insn.withSrc(below(11)) : insn.withImm(near(insn.imm()));
      case 2 -> withOpcode(insn, opcode & 15 | pick(OPERATIONS));
      case 3 -> withOpcode(insn, opcode ^ (Opcode.ALU ^ Opcode.ALU64));
      case 4 -> withDst(insn, below(11));
      default ->
          register
              ? new Instruction(opcode & ~Opcode.X, insn.dst(), 0, insn.offset(), number())
              : new Instruction(opcode | Opcode.X, insn.dst(), below(11), insn.offset(), 0);
    };
  }

  private static Instruction withOpcode(Instruction insn, int opcode) {
    return new Instruction(opcode, insn.dst(), insn.src(), insn.offset(), insn.imm());
  }

  private static Instruction withDst(Instruction insn, int dst) {
    return new Instruction(insn.opcode(), dst, insn.src(), insn.offset(), insn.imm());
  }

  private int near(int value) {
    return switch (below(8)) {
      case 0 -> value + 1;
      case 1 -> value - 1;
      case 2 -> 2 * value;
      case 3 -> -value;
      case 4 -> value ^ 1 << below(32);
      case 5 -> value + (oneIn(2) ? 8 : -8);
      default -> number();
    };
  }

  private int number() {
    return pick(NUMBERS);
  }

  private int below(int bound) {
    return random.nextInt(bound);
  }

  private boolean oneIn(int n) {
    return below(n) == 0;
  }

  private int pick(int[] choices) {
    return choices[below(choices.length)];
  }

  private <T> T pick(List<T> choices) {
    return choices.get(below(choices.size()));
  }
}
