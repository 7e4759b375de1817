package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.tools.fuzz.Facts.Scalar;

/** Generates arithmetic of all kinds, and numbers whose bounds the verifier has to infer. */
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
   * Returns a register with a number from 0 to {@code max} that the verifier can infer; paths where
   * it is outside go to {@code skip}. The register is writable.
   */
  int bounded(int max, int skip) {
    int r = w.writableScalar();
    if (w.facts.registers[r] instanceof Scalar(long known) && known >= 0 && known <= max) {
      return r;
    }
    switch (w.below(15)) {
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
      case 10 -> swapped(r, max, skip);
      case 11 -> wrapped(r, max, skip);
      case 12 -> divided(r, max, skip);
      case 13 -> negative(r, max, skip);
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

  /** A few bits at the other end of a byte-swapped number: inferred since 6.18. */
  private void swapped(int r, int max, int skip) {
    int bits = 16 << w.below(3);
    w.code.has(Feature.BYTE_SWAP);
    w.code.alu(true, Opcode.AND, r, 3 + w.below(5));
    boolean plain = w.oneIn(2);
    w.code.emit(
        plain ? Opcode.ALU64 | Opcode.END : Opcode.ALU | Opcode.END | Opcode.TO_BE, r, 0, 0, bits);
    w.code.alu(true, Opcode.RSH, r, bits - 8);
    exceeds(r, max, 7, skip);
  }

  /** Sums and differences that wrap at both ends: unsigned bounds are inferred since 6.17. */
  private void wrapped(int r, int max, int skip) {
    boolean wide = w.oneIn(2);
    int bits = w.oneIn(2) ? 3 : 7;
    int distance = 8 + w.below(100);
    w.code.alu(true, Opcode.AND, r, bits);
    w.code.alu(wide, w.oneIn(2) ? Opcode.SUB : Opcode.ADD, r, -distance);
    w.code.alu(wide, Opcode.ADD, r, w.oneIn(2) ? distance : -distance);
    exceeds(r, max, bits, skip);
  }

  /** Quotients and remainders by a known number, signed or not: inferred since 7.0. */
  private void divided(int r, int max, int skip) {
    w.code.has(Feature.DIVISION);
    boolean wide = w.oneIn(2);
    int cls = wide ? Opcode.ALU64 : Opcode.ALU;
    int signed = w.oneIn(2) ? Opcode.SIGNED : 0;
    int by = max + 1 - (w.oneIn(4) ? 2 * (max + 1) : 0);
    if (w.oneIn(2)) {
      w.code.emit(cls | Opcode.K | Opcode.MOD, r, 0, signed, by);
      if (signed != 0) {
        w.jump((wide ? Opcode.JMP : Opcode.JMP32) | Opcode.JSLT | Opcode.K, r, 0, 0, skip);
      } else if (by < 0) {
        w.jump(Opcode.JMP | Opcode.JGT | Opcode.K, r, 0, max, skip);
      }
      return;
    }
    w.code.alu(true, Opcode.AND, r, 0xff);
    w.code.emit(cls | Opcode.K | Opcode.DIV, r, 0, signed, 0x100 / (max + 1) + 1);
    exceeds(r, max, 0xff, skip);
  }

  /** Negated numbers, and products of negative numbers: inferred since 6.17 and 6.16. */
  private void negative(int r, int max, int skip) {
    w.code.alu(true, Opcode.AND, r, 7);
    int factor = 1;
    if (w.oneIn(2)) {
      w.code.alu(w.oneIn(3), Opcode.NEG, r, 0);
    } else {
      factor = 1 + w.below(3);
      w.code.alu(w.oneIn(2), Opcode.MUL, r, -factor);
    }
    w.code.alu(w.oneIn(2), Opcode.ADD, r, 7 * factor);
    exceeds(r, max, 7 * factor, skip);
  }

  /** Adds a comparison if the number may be too large, otherwise only now and then. */
  private void exceeds(int r, int max, int most, int skip) {
    if (most > max || w.oneIn(4)) {
      w.jump((w.oneIn(4) ? Opcode.JMP32 : Opcode.JMP) | Opcode.JGT | Opcode.K, r, 0, max, skip);
    }
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

  /** What is learnt about one register holds for its copy. */
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
    if (distance > 0 && w.oneIn(2)) {
      return atDistance(r, copy, distance, max, skip);
    }
    if (distance > 0) {
      // Only if the sum cannot wrap does the link keep bounds.
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

  /** Copies with an offset, in 32 bits too: they stay linked since 6.18. */
  private int atDistance(int r, int copy, int distance, int max, int skip) {
    boolean down = w.oneIn(2);
    boolean wide = w.oneIn(2);
    if (w.oneIn(2)) {
      w.code.alu(false, Opcode.AND, r, 0xff);
    } else if (!wide) {
      w.code.aluX(false, Opcode.MOV, r, r);
    }
    w.code.movX(copy, r);
    w.code.alu(wide, w.oneIn(2) ? Opcode.SUB : Opcode.ADD, copy, w.oneIn(2) ? distance : -distance);
    if (w.oneIn(3)) {
      w.code.alu(w.oneIn(2), Opcode.ADD, down ? r : copy, w.below(3));
    }
    boolean compareCopy = w.oneIn(2);
    int cls = w.oneIn(2) ? Opcode.JMP : Opcode.JMP32;
    int limit = Math.max(0, max - (w.oneIn(8) ? 0 : 2 * distance + 2));
    w.jump(cls | Opcode.JGT | Opcode.K, compareCopy ? copy : r, 0, limit, skip);
    int other = compareCopy ? r : copy;
    // Usually known; a number that may be negative is not used.
    w.jump(Opcode.JMP | Opcode.JSLT | Opcode.K, other, 0, 0, skip);
    if (w.oneIn(2)) {
      w.jump(Opcode.JMP | Opcode.JGT | Opcode.K, other, 0, max, skip);
    }
    w.facts.set(copy, compareCopy ? new Scalar(max) : Facts.ANY);
    w.facts.set(r, compareCopy ? Facts.ANY : new Scalar(max));
    w.facts.set(other, new Scalar(max));
    return other;
  }

  /** Bounds that pass through the stack. */
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
