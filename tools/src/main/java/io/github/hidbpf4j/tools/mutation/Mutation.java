package io.github.hidbpf4j.tools.mutation;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A mutation of one instruction.
 *
 * @param operator what is changed, in a few words
 * @param after the changed instruction
 * @param freesCall whether the instruction is not a call any more, so that its relocation must be
 *     removed, too
 */
record Mutation(String operator, Instruction after, boolean freesCall) {
  private static final Map<Integer, Integer> INVERSE =
      bothWays(
          Opcode.JEQ,
          Opcode.JNE,
          Opcode.JGT,
          Opcode.JLE,
          Opcode.JGE,
          Opcode.JLT,
          Opcode.JSGT,
          Opcode.JSLE,
          Opcode.JSGE,
          Opcode.JSLT);
  private static final Map<Integer, Integer> BOUNDARY =
      bothWays(
          Opcode.JGT,
          Opcode.JGE,
          Opcode.JLT,
          Opcode.JLE,
          Opcode.JSGT,
          Opcode.JSGE,
          Opcode.JSLT,
          Opcode.JSLE);
  private static final Map<Integer, Integer> OTHER =
      bothWays(
          Opcode.ADD,
          Opcode.SUB,
          Opcode.OR,
          Opcode.AND,
          Opcode.LSH,
          Opcode.RSH,
          Opcode.MUL,
          Opcode.DIV);

  /** Masks of the opcode's fields: the operation, and the size of a load or store. */
  private static final int OPERATION = 0xf0;

  private static final int SIZE = 0x18;

  private static Map<Integer, Integer> bothWays(int... pairs) {
    Map<Integer, Integer> map = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
      map.put(pairs[i + 1], pairs[i]);
    }
    return Map.copyOf(map);
  }

  /**
   * All known mutations of an instruction.
   *
   * @param relocated whether the linker changes it: only a call can be removed then
   * @param ofKernel whether it is a call of a kernel function
   */
  static List<Mutation> of(Instruction i, boolean relocated, boolean ofKernel) {
    List<Mutation> all = new ArrayList<>();
    int operation = i.opcode() & OPERATION;
    boolean call = Opcode.isJumpClass(i.opcode()) && operation == Opcode.CALL;
    if (call) {
      boolean helper = i.src() == Opcode.CALL_HELPER && !relocated;
      if (helper || relocated && ofKernel) {
        all.add(new Mutation("call replaced by 0", constant(0), relocated));
        all.add(new Mutation("call replaced by -1", constant(-1), relocated));
      }
      return all;
    }
    if (relocated) {
      return all;
    }
    if (i.opcode() == Opcode.LD_IMM64) {
      immediates(i, all);
    } else if (Opcode.isArithmetic(i.opcode())) {
      arithmetic(i, operation, all);
    } else if (Opcode.isJumpClass(i.opcode())) {
      jump(i, operation, all);
    } else if (i.isLoad() || i.isStore()) {
      access(i, all);
    }
    return all;
  }

  private static Instruction constant(int value) {
    return new Instruction(Opcode.ALU64 | Opcode.MOV | Opcode.K, 0, 0, (short) 0, value);
  }

  private static Instruction with(Instruction i, int opcode) {
    return new Instruction(opcode, i.dst(), i.src(), i.offset(), i.imm());
  }

  private static void immediates(Instruction i, List<Mutation> all) {
    for (int value : new int[] {i.imm() + 1, i.imm() - 1, 0, ~i.imm()}) {
      if (value != i.imm() && all.stream().noneMatch(m -> m.after.imm() == value)) {
        all.add(
            new Mutation(
                "immediate %d instead of %d".formatted(value, i.imm()), i.withImm(value), false));
      }
    }
  }

  private static void arithmetic(Instruction i, int operation, List<Mutation> all) {
    if (operation == Opcode.END) {
      return;
    }
    if (Opcode.source(i.opcode()) == Opcode.K && operation != Opcode.NEG) {
      immediates(i, all);
    }
    Integer other = operation == Opcode.XOR ? Integer.valueOf(Opcode.OR) : OTHER.get(operation);
    if (other != null) {
      all.add(new Mutation("another operator", with(i, i.opcode() & ~OPERATION | other), false));
    }
    if (operation != Opcode.MOV) {
      all.add(
          new Mutation(
              "operation left out", new Instruction(Opcode.JMP, 0, 0, (short) 0, 0), false));
    }
  }

  private static void jump(Instruction i, int operation, List<Mutation> all) {
    if (operation == Opcode.EXIT || operation == Opcode.JCOND) {
      return;
    }
    if (operation == Opcode.JA) {
      // To the next instruction: the code that was jumped over is executed.
      if (i.instructionClass() == Opcode.JMP && i.offset() > 0) {
        all.add(new Mutation("jump left out", i.withOffset(0), false));
      }
      return;
    }
    Integer inverse = INVERSE.get(operation);
    if (inverse != null) {
      all.add(
          new Mutation("inverted condition", with(i, i.opcode() & ~OPERATION | inverse), false));
    }
    Integer boundary = BOUNDARY.get(operation);
    if (boundary != null) {
      all.add(
          new Mutation(
              "boundary of the condition", with(i, i.opcode() & ~OPERATION | boundary), false));
    }
    if (Opcode.source(i.opcode()) == Opcode.K) {
      immediates(i, all);
    }
    all.add(new Mutation("jump left out", with(i.withOffset(0), i.opcode()), false));
    all.add(
        new Mutation("jump taken always", new Instruction(Opcode.JMP, 0, 0, i.offset(), 0), false));
  }

  private static void access(Instruction i, List<Mutation> all) {
    int bytes = Opcode.bytes(i.opcode());
    for (int offset : new int[] {i.offset() + bytes, i.offset() - bytes}) {
      if (offset == (short) offset) {
        all.add(
            new Mutation(
                "offset %d instead of %d".formatted(offset, i.offset()),
                i.withOffset(offset),
                false));
      }
    }
    int size = i.opcode() & SIZE;
    int narrower = size == Opcode.DW ? Opcode.W : size == Opcode.W ? Opcode.H : Opcode.B;
    if (narrower != size) {
      all.add(new Mutation("a narrower access", with(i, i.opcode() & ~SIZE | narrower), false));
    }
    if (i.isStore()) {
      if (i.instructionClass() == Opcode.ST) {
        immediates(i, all);
      }
      all.add(
          new Mutation("store left out", new Instruction(Opcode.JMP, 0, 0, (short) 0, 0), false));
    }
  }
}
