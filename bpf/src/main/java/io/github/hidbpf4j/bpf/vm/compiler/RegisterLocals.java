package io.github.hidbpf4j.bpf.vm.compiler;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.vm.code.Word;
import java.lang.classfile.CodeBuilder;

/**
 * The registers of a function as locals of a method. Each has a long local and an int one; which
 * one holds its value follows from its range at that point: the int one if it fits in 32 bits.
 */
final class RegisterLocals {
  /**
   * The single instance of the class: methods are instance methods, so that a run starts directly
   * in the main function.
   */
  static final int SELF = 0;

  static final int RUN = 1;

  /** Parameter of a method that is part of a function: number of the entry. */
  static final int ENTRY = 2;

  private static final int R0_LONG = 12;
  private static final int R0_INT = 24;
  static final int LEFT = R0_INT + Ranges.REGISTERS;
  static final int FILE = LEFT + 2;
  private static final int PLACES = FILE + 1;
  static final int STACK_SLOTS = PLACES + 2 * Ranges.REGISTERS;

  private final CodeBuilder cb;
  private final long mask;
  private final long address;
  private final int anchored;
  private Ranges known;

  RegisterLocals(CodeBuilder cb, Ranges known, ArenaMemory memory, int anchored) {
    this.cb = cb;
    this.mask = memory.mask();
    this.address = memory.guardedSegment().address();
    this.anchored = memory.guardedSegment().isNative() ? anchored : 0;
    this.known = known;
  }

  /** The ranges at the current point of code generation. */
  Ranges known() {
    return known;
  }

  void know(Ranges ranges) {
    known = ranges;
  }

  /** R1 to R5 are in the order of the parameters. */
  static int longLocal(int register) {
    return register >= 1 && register <= 5
        ? 2 * register
        : register == 0 ? R0_LONG : R0_LONG + 2 * (register - 5);
  }

  static int intLocal(int register) {
    return R0_INT + register;
  }

  void pushLong(int register) {
    if (known.isConstant(register)) {
      cb.loadConstant(known.min[register]);
    } else if (known.isWord(register)) {
      cb.iload(intLocal(register));
      widen(known.isPositiveInt(register));
    } else {
      cb.lload(longLocal(register));
    }
  }

  private void widen(boolean positive) {
    cb.i2l();
    if (!positive) {
      cb.loadConstant(0xffff_ffffL).land();
    }
  }

  /** The low 32 bits. */
  void pushInt(int register) {
    if (known.isConstant(register)) {
      cb.loadConstant((int) known.min[register]);
    } else if (known.isWord(register)) {
      cb.iload(intLocal(register));
    } else {
      cb.lload(longLocal(register)).l2i();
    }
  }

  /** Stores a long, given the ranges after the instruction. */
  void popLong(int register, Ranges after) {
    if (after.isWord(register)) {
      cb.l2i().istore(intLocal(register));
    } else {
      cb.lstore(longLocal(register));
    }
  }

  /** Stores an int: the low 32 bits of a register whose upper ones are 0. */
  void popInt(int register) {
    cb.istore(intLocal(register));
  }

  // ---- places in the guarded segment

  private static int placeLocal(int register) {
    return PLACES + 2 * register;
  }

  /** The base to which the register's places are relative: 0 for offsets in the guarded segment. */
  private long base(int register) {
    return (anchored >> register & 1) != 0 ? address : 0;
  }

  /** Computes a pointer's place by masking its value. */
  void makePlace(int register) {
    pushLong(register);
    long base = base(register);
    if (base == 0) {
      cb.loadConstant(mask).land().loadConstant((long) ArenaMemory.FRONT_GUARD).ladd();
    } else {
      // All values doubled: see Anchors.
      cb.iconst_1().lshl().loadConstant(mask << 1).land();
      cb.loadConstant(base + ArenaMemory.FRONT_GUARD << 1).ladd().iconst_1().lshr();
    }
    popPlace(register);
  }

  private long constantOffset(int register) {
    return (known.min[register] & mask) + ArenaMemory.FRONT_GUARD;
  }

  /** Pushes a register's place, converted to the base of another register. */
  void pushPlace(int register, int as) {
    if (known.isConstant(register)) {
      cb.loadConstant(constantOffset(register) + base(as));
    } else {
      cb.lload(placeLocal(register));
      add(base(as) - base(register));
    }
  }

  /**
   * Pushes the target of an access to register plus offset: in bounds, or the segment will throw.
   */
  void pushAccess(int register, int offset) {
    if (known.isConstant(register)) {
      cb.loadConstant(constantOffset(register) + offset);
    } else {
      cb.lload(placeLocal(register));
      add(offset - base(register));
    }
  }

  private void add(long number) {
    if (number != 0) {
      cb.loadConstant(number).ladd();
    }
  }

  void popPlace(int register) {
    cb.lstore(placeLocal(register));
  }

  /** Moves live registers to the locals where the target block with these ranges expects them. */
  void convertFor(Ranges expected, int live, int places) {
    for (int r = 0; r < Ranges.REGISTERS; r++) {
      if ((places >> r & 1) != 0 && known.isConstant(r) && !expected.isConstant(r)) {
        pushPlace(r, r);
        popPlace(r);
      }
      if ((live >> r & 1) == 0 || expected.isConstant(r)) {
        continue;
      }
      boolean wants = expected.isWord(r);
      if (known.isConstant(r) || wants != known.isWord(r)) {
        if (wants) {
          pushInt(r);
          cb.istore(intLocal(r));
        } else {
          pushLong(r);
          cb.lstore(longLocal(r));
        }
      }
    }
  }

  /** Pushes the second operand: the source register or the immediate. */
  void pushLongOperand(int word, long immediate, boolean register) {
    if (register) {
      pushLong(Word.src(word));
    } else {
      cb.loadConstant(immediate);
    }
  }

  void pushIntOperand(int word, long immediate, boolean register) {
    if (register) {
      pushInt(Word.src(word));
    } else {
      cb.loadConstant((int) immediate);
    }
  }
}
