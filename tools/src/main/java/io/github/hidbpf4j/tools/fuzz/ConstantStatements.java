package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.KernelAddress;
import io.github.hidbpf4j.tools.fuzz.Facts.Fact;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Generates branches on values that linking or loading puts into instructions: addresses of kernel
 * functions and variables, existing or missing, with or without type; addresses of maps, of their
 * values, of callbacks; values of constants. If the verifier knows which way such a branch goes,
 * the other way is a trap: code that no verifier accepts, and that shows in the result if an engine
 * goes there nevertheless.
 */
final class ConstantStatements {
  private static final int FAR = 1 << 15;
  private static final int TRAPPED = 0x7a7a_7a7a;

  private final Writer w;
  private final FunctionPool pool;

  ConstantStatements(Writer writer, FunctionPool pool) {
    w = writer;
    this.pool = pool;
  }

  /** What the verifier knows about a pointer when it is compared with NULL. */
  private enum Known {
    NOT_NULL,
    NOTHING
  }

  /** Adds a constant, and a branch on it; {@code depth} is that of the current function. */
  void any(int depth) {
    w.code.has(Feature.CONSTANT);
    int r = w.target();
    switch (w.below(12)) {
      case 0, 1 -> pointer(r, () -> w.code.kernelSymbol(r, kernelFunction()), Known.NOT_NULL, 0);
      case 2 -> variable(r);
      case 3 -> pointer(r, () -> w.code.kernelSymbol(r, FuzzWorld.STRUCT), Known.NOTHING, 0);
      case 4 -> pointer(r, () -> w.code.kernelSymbol(r, FuzzWorld.PER_CPU), Known.NOTHING, 0);
      case 5 -> missing(r);
      case 6 -> untyped(r);
      case 7 -> pointer(r, () -> w.code.map(r, w.below(FuzzWorld.MAPS.size())), Known.NOT_NULL, 0);
      case 8 -> mapValue(r);
      case 9 -> callback(r, depth);
      default -> constant(r);
    }
  }

  private int kernelFunction() {
    int[] all = {FuzzWorld.ITER_NUM_NEW, FuzzWorld.ITER_NUM_NEXT, FuzzWorld.ITER_NUM_DESTROY};
    return all[w.below(all.length)];
  }

  /** A variable that the kernel has: its address is not NULL, and its bytes may be read. */
  private void variable(int r) {
    pointer(r, () -> w.code.kernelSymbol(r, FuzzWorld.NUMBER), Known.NOT_NULL, w.oneIn(2) ? 3 : 0);
    if (w.oneIn(2)) {
      w.code.has(Feature.CONSTANT);
      w.code.kernelSymbol(r, FuzzWorld.NUMBER);
      w.code.load(Opcode.W, w.oneIn(3), r, r, 0);
      w.setNumber(r);
    }
  }

  /** A weak symbol that the kernel lacks is 0, so the code that it guards is dead. */
  private void missing(int r) {
    w.code.imm64(r, 0);
    int next = w.code.newLabel();
    w.code.jump(Opcode.JMP | Opcode.JEQ | Opcode.K, r, 0, 0, next);
    w.code.kfunc(0);
    w.code.place(next);
    w.setNumber(r);
  }

  /** A symbol that is declared without a type is a number, which the verifier knows. */
  private void untyped(int r) {
    long address = KernelAddress.of(FuzzWorld.KERNEL_BTF, kernelFunction());
    w.code.imm64(r, address);
    compareNumber(r, address);
  }

  private void mapValue(int r) {
    int map = FuzzWorld.DATA + w.below(3);
    int size = FuzzWorld.MAPS.get(map).valueSize();
    int offset = 8 * w.below(size / 8);
    pointer(r, () -> w.code.mapValue(r, map, offset), Known.NOT_NULL, w.oneIn(2) ? size : 0);
  }

  private void callback(int r, int depth) {
    if (depth >= 3) {
      constant(r);
      return;
    }
    @Nullable Fact[] arguments = new @Nullable Fact[6];
    arguments[1] = Facts.ANY;
    arguments[2] = Facts.ANY;
    int label = pool.callback(depth + 1, arguments);
    pointer(r, () -> w.code.function(r, label), Known.NOTHING, 0);
  }

  /** A value in a section of constants. */
  private void constant(int r) {
    boolean kconfig = w.oneIn(3);
    int map = kconfig ? FuzzWorld.KCONFIG : FuzzWorld.RODATA;
    byte[] data = Objects.requireNonNull(FuzzWorld.MAPS.get(map).initialData());
    int width = w.size();
    int bytes = Opcode.bytes(width);
    int at = bytes * w.below(data.length / bytes);
    boolean signed = width != Opcode.DW && w.oneIn(3);
    long value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = value << 8 | data[at + i] & 0xff;
    }
    int unused = Long.SIZE - 8 * bytes;
    value = signed ? value << unused >> unused : value << unused >>> unused;
    int base = w.oneIn(2) ? at : 0;
    w.code.mapValue(r, map, base);
    w.code.load(width, signed, r, r, at - base);
    compareNumber(r, value);
  }

  /** A branch whose direction for this number is known: past a trap, or not into one. */
  private void compareNumber(int r, long value) {
    w.setNumber(r);
    int trap = w.code.newLabel();
    boolean fits = value == (int) value;
    if (fits && w.oneIn(2)) {
      int cls = w.oneIn(2) ? Opcode.JMP : Opcode.JMP32;
      avoid(cls, w.oneIn(2) ? Opcode.JNE : Opcode.JSGT, r, (int) value, trap);
    } else if (value != 0) {
      avoid(Opcode.JMP, Opcode.JEQ, r, 0, trap);
    } else {
      avoid(Opcode.JMP, Opcode.JNE, r, 0, trap);
    }
  }

  /**
   * A pointer, moved by some bytes, and a comparison with NULL.
   *
   * @param known what the verifier knows about it
   * @param move maximum number of bytes; 0 for none
   */
  private void pointer(int r, Runnable load, Known known, int move) {
    load.run();
    w.facts.set(r, null);
    if (move > 0) {
      w.code.alu(true, Opcode.ADD, r, w.oneIn(2) ? move : -move);
    }
    if (known == Known.NOTHING || w.oneIn(6)) {
      // Both ways are verified, whatever the engine does.
      int next = w.code.newLabel();
      boolean narrow = w.oneIn(3);
      w.jump(
          (narrow ? Opcode.JMP32 : Opcode.JMP) | (w.oneIn(2) ? Opcode.JEQ : Opcode.JNE) | Opcode.K,
          r,
          0,
          0,
          next);
      w.place(next);
      return;
    }
    int trap = w.code.newLabel();
    int zero = w.oneIn(3) ? w.writableScalar() : -1;
    if (zero >= 0 && zero != r) {
      w.code.mov(zero, 0);
      w.facts.set(zero, new Facts.Scalar(0));
      boolean first = w.oneIn(2);
      trapJump(Opcode.JMP | Opcode.JEQ | Opcode.X, first ? zero : r, first ? r : zero, 0, trap);
    } else {
      avoid(Opcode.JMP, Opcode.JEQ, r, 0, trap);
    }
  }

  /**
   * A jump into the trap if this comparison holds, which it does not; or past the trap if it does
   * not hold.
   */
  private void avoid(int cls, int operation, int r, int imm, int trap) {
    boolean inverse = w.oneIn(2);
    int opposite =
        switch (operation) {
          case Opcode.JEQ -> Opcode.JNE;
          case Opcode.JNE -> Opcode.JEQ;
          default -> Opcode.JSLE;
        };
    if (!inverse) {
      trapJump(cls | operation | Opcode.K, r, 0, imm, trap);
      return;
    }
    if (cls == Opcode.JMP32) {
      w.code.has(Feature.JMP32);
    }
    w.code.jump(cls | opposite | Opcode.K, r, 0, imm, trap);
    outOfBounds();
    w.code.place(trap);
  }

  /** A jump that is never taken: into the trap, or past code that keeps an offset in bounds. */
  private void trapJump(int opcode, int dst, int src, int imm, int trap) {
    if ((opcode & 7) == Opcode.JMP32) {
      w.code.has(Feature.JMP32);
    }
    int offset = other(dst, src);
    int pointer = offset < 0 ? -1 : other(dst, src, offset);
    int next = w.code.newLabel();
    if (pointer < 0 || w.oneIn(3)) {
      w.code.jump(opcode, dst, src, imm, trap);
      w.code.jump(Opcode.JMP | Opcode.JA, 0, 0, 0, next);
      w.code.place(trap);
      outOfBounds();
      w.code.place(next);
      return;
    }
    // Nothing here is dead code: only a verifier that knows that the jump is not taken knows that
    // the offset is 0.
    w.code.mov(offset, FAR);
    w.code.jump(opcode, dst, src, imm, next);
    w.code.mov(offset, 0);
    w.code.place(next);
    w.code.has(Feature.MAP_VALUE);
    w.code.mapValue(pointer, FuzzWorld.DATA, 8);
    w.code.store(Opcode.DW, pointer, 0, offset);
    w.code.aluX(true, Opcode.ADD, pointer, offset);
    w.code.storeImm(Opcode.DW, pointer, 0, w.number());
    w.facts.set(offset, new Facts.Scalar(0));
    w.facts.set(pointer, null);
  }

  /** A writable register other than these, or -1. */
  private int other(int... these) {
    for (int attempt = 0; attempt < 8; attempt++) {
      int r = w.target();
      if (!w.pinned.get(r) && Arrays.stream(these).noneMatch(t -> t == r)) {
        return r;
      }
    }
    return -1;
  }

  /** Code that no verifier accepts, and that affects the result. */
  private void outOfBounds() {
    w.code.storeImm(Opcode.DW, Writer.FP, FAR - 8, w.number());
    w.code.mov(0, TRAPPED);
    w.code.exit();
  }
}
