package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.tools.fuzz.Facts.Scalar;

/** Arithmetic of all kinds, and numbers whose bounds the verifier is to find out. */
final class NumberStatements {
  private static final int[] BINARY = {
    Opcode.ADD,
    Opcode.SUB,
    Opcode.MUL,
    Opcode.DIV,
    Opcode.OR,
    Opcode.AND,
    Opcode.LSH,
    Opcode.RSH,
    Opcode.MOD,
    Opcode.XOR,
    Opcode.ARSH,
    Opcode.ADD,
    Opcode.AND
  };

  private final Writer w;

  NumberStatements(Writer writer) {
    w = writer;
  }

  void any() {
    switch (w.below(14)) {
      case 0 -> constant();
      case 1 -> copy();
      case 2 -> signExtend();
      case 3 -> swap();
      case 4 -> {
        int r = w.writableScalar();
        w.code.alu(w.oneIn(2), Opcode.NEG, r, 0);
        w.setNumber(r);
      }
      default -> binary();
    }
  }

  private void constant() {
    int r = w.target();
    switch (w.below(3)) {
      case 0 -> w.code.mov(r, w.number());
      case 1 -> w.code.alu(false, Opcode.MOV, r, w.number());
      default -> w.code.imm64(r, w.number64());
    }
    w.setNumber(r);
  }

  private void copy() {
    int from = w.scalar();
    int to = w.target();
    boolean wide = !w.oneIn(3);
    w.code.aluX(wide, Opcode.MOV, to, from);
    w.facts.set(to, wide ? w.facts.registers[from] : Facts.ANY);
  }

  private void signExtend() {
    int from = w.scalar();
    int to = w.target();
    boolean wide = w.oneIn(2);
    int bits = 8 << w.below(wide ? 3 : 2);
    w.code.has(Feature.SIGN_EXTENSION);
    w.code.emit((wide ? Opcode.ALU64 : Opcode.ALU) | Opcode.X | Opcode.MOV, to, from, bits, 0);
    w.setNumber(to);
  }

  private void swap() {
    int r = w.writableScalar();
    int bits = 16 << w.below(3);
    w.code.has(Feature.BYTE_SWAP);
    int opcode =
        switch (w.below(3)) {
          case 0 -> Opcode.ALU | Opcode.END | Opcode.TO_LE;
          case 1 -> Opcode.ALU | Opcode.END | Opcode.TO_BE;
          default -> Opcode.ALU64 | Opcode.END;
        };
    w.code.emit(opcode, r, 0, 0, bits);
    w.setNumber(r);
  }

  private void binary() {
    int operation = BINARY[w.below(BINARY.length)];
    boolean wide = w.oneIn(2);
    boolean divides = operation == Opcode.DIV || operation == Opcode.MOD;
    boolean shifts = operation == Opcode.LSH || operation == Opcode.RSH || operation == Opcode.ARSH;
    int dst = w.writableScalar();
    int cls = wide ? Opcode.ALU64 : Opcode.ALU;
    int offset = divides && w.oneIn(2) ? Opcode.SIGNED : 0;
    if (divides) {
      w.code.has(Feature.DIVISION);
    }
    if (w.oneIn(3)) {
      w.code.emit(cls | Opcode.X | operation, dst, w.scalar(), offset, 0);
    } else {
      int imm = shifts ? w.below(wide ? 64 : 32) : w.number();
      w.code.emit(cls | Opcode.K | operation, dst, 0, offset, divides && imm == 0 ? 3 : imm);
    }
    w.setNumber(dst);
  }

  /**
   * A register with a number of 0 to {@code max}, which the verifier can know; paths where it is
   * not go to {@code skip}. The register may be written.
   */
  int bounded(int max, int skip) {
    int r = w.writableScalar();
    if (w.facts.registers[r] instanceof Scalar(long known) && known >= 0 && known <= max) {
      return r;
    }
    switch (w.below(11)) {
      case 0 -> mask(r, max, skip);
      case 1 -> w.jump(Opcode.JMP | Opcode.JGT | Opcode.K, r, 0, max, skip);
      case 2 -> {
        w.jump(Opcode.JMP | Opcode.JSLT | Opcode.K, r, 0, 0, skip);
        w.jump(Opcode.JMP | Opcode.JSGT | Opcode.K, r, 0, max, skip);
      }
      case 3 -> {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(max);
        w.code.alu(true, Opcode.RSH, r, Math.min(63, Long.SIZE - bits));
        w.jump(Opcode.JMP | Opcode.JGT | Opcode.K, r, 0, max, skip);
      }
      case 4 -> {
        w.code.aluX(false, Opcode.MOV, r, r);
        w.jump(Opcode.JMP32 | Opcode.JGE | Opcode.K, r, 0, max + 1, skip);
      }
      case 5 -> {
        w.jump(Opcode.JMP32 | Opcode.JGT | Opcode.K, r, 0, max, skip);
        w.code.aluX(false, Opcode.MOV, r, r);
      }
      case 6 -> compareWithRegister(r, max, skip);
      case 7 -> {
        return linked(r, max, skip);
      }
      case 8 -> spilled(r, max, skip);
      case 9 -> {
        w.code.alu(true, Opcode.AND, r, 3);
        w.code.alu(w.oneIn(2), Opcode.MUL, r, 1 + w.below(5));
        w.code.alu(w.oneIn(2), Opcode.ADD, r, w.below(9) - 4);
        w.jump(Opcode.JMP | Opcode.JGT | Opcode.K, r, 0, max, skip);
      }
      default -> {
        w.code.has(Feature.SIGN_EXTENSION);
        w.code.emit(Opcode.ALU64 | Opcode.X | Opcode.MOV, r, r, 8 << w.below(3), 0);
        w.jump(Opcode.JMP32 | Opcode.JSLT | Opcode.K, r, 0, 0, skip);
        w.jump(Opcode.JMP | Opcode.JSGE | Opcode.K, r, 0, max + 1, skip);
        if (w.oneIn(3)) {
          w.code.alu(true, Opcode.LSH, r, 32);
          w.code.alu(true, Opcode.RSH, r, 32);
        }
      }
    }
    w.facts.set(r, new Scalar(max));
    return r;
  }

  private void mask(int r, int max, int skip) {
    int bits = Integer.highestOneBit(Math.max(1, max)) * 2 - 1;
    w.code.alu(w.oneIn(2), Opcode.AND, r, bits);
    if (bits > max) {
      w.jump(Opcode.JMP | Opcode.JGT | Opcode.K, r, 0, max, skip);
    }
  }

  private void compareWithRegister(int r, int max, int skip) {
    int other = w.target();
    if (other == r) {
      mask(r, max, skip);
      return;
    }
    w.code.mov(other, max);
    w.facts.set(other, new Scalar(max));
    if (w.oneIn(2)) {
      w.jump(Opcode.JMP | Opcode.JGT | Opcode.X, r, other, 0, skip);
    } else {
      w.jump(Opcode.JMP | Opcode.JLT | Opcode.X, other, r, 0, skip);
    }
  }

  /** What is learnt of one register holds for its copy. */
  private int linked(int r, int max, int skip) {
    int copy = w.target();
    if (copy == r) {
      mask(r, max, skip);
      w.facts.set(r, new Scalar(max));
      return r;
    }
    w.code.movX(copy, r);
    w.setNumber(copy);
    int distance = w.oneIn(2) ? w.below(5) : 0;
    if (distance > 0) {
      // Only where the sum cannot wrap does the link keep bounds.
      w.code.alu(true, Opcode.AND, r, 0xff);
      w.code.movX(copy, r);
      w.code.alu(true, Opcode.ADD, copy, distance);
      w.jump(Opcode.JMP | Opcode.JGT | Opcode.K, copy, 0, max, skip);
    } else {
      w.jump(Opcode.JMP | Opcode.JGT | Opcode.K, r, 0, max, skip);
    }
    w.facts.set(copy, new Scalar(max));
    w.facts.set(r, new Scalar(max));
    return copy;
  }

  /** Bounds that go through the stack. */
  private void spilled(int r, int max, int skip) {
    int slot = w.below(Facts.SLOTS);
    boolean narrow = w.oneIn(2);
    w.code.has(Feature.SPILL);
    w.code.store(narrow ? Opcode.W : Opcode.DW, Writer.FP, -8 * (slot + 1), r);
    w.facts.slots[slot] = narrow ? new Facts.Opaque() : Facts.ANY;
    if (narrow || w.oneIn(2)) {
      w.code.load(narrow ? Opcode.W : Opcode.DW, false, r, Writer.FP, -8 * (slot + 1));
      w.jump(Opcode.JMP | Opcode.JGT | Opcode.K, r, 0, max, skip);
    } else {
      w.jump(Opcode.JMP | Opcode.JGT | Opcode.K, r, 0, max, skip);
      w.code.load(Opcode.DW, false, r, Writer.FP, -8 * (slot + 1));
    }
  }
}
