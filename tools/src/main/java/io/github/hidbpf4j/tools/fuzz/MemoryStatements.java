package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.tools.fuzz.Facts.Fact;
import io.github.hidbpf4j.tools.fuzz.Facts.Pointer;
import io.github.hidbpf4j.tools.fuzz.Facts.Scalar;
import io.github.hidbpf4j.tools.fuzz.Facts.Stack;

/** Generates accesses to stack, context, map values, and memory behind pointers. */
final class MemoryStatements {
  private static final int LOOKUP = 1;
  private static final int UPDATE = 2;
  private static final int DELETE = 3;
  private static final int[] ATOMIC = {
    Opcode.ADD,
    Opcode.OR,
    Opcode.AND,
    Opcode.XOR,
    Opcode.ADD | Opcode.FETCH,
    Opcode.OR | Opcode.FETCH,
    Opcode.AND | Opcode.FETCH,
    Opcode.XOR | Opcode.FETCH,
    Opcode.XCHG,
    Opcode.CMPXCHG
  };

  private final Writer w;
  private final NumberStatements numbers;

  MemoryStatements(Writer writer, NumberStatements numbers) {
    w = writer;
    this.numbers = numbers;
  }

  // ---- context

  /** Loads an unknown number from the context, or stores one. */
  void context() {
    int base = w.with(Facts.Context.class);
    if (base < 0) {
      return;
    }
    int size = w.size();
    int bytes = Opcode.bytes(size);
    int offset = bytes * w.below(FuzzWorld.CONTEXT_SIZE / bytes);
    if (w.oneIn(8)) {
      w.code.store(size, base, offset, w.scalar());
      return;
    }
    int r = w.target();
    boolean signed = size != Opcode.DW && w.oneIn(4);
    if (signed) {
      w.code.has(Feature.SIGN_EXTENSION);
    }
    w.code.load(size, signed, r, base, offset);
    w.facts.set(r, bytes < 4 && !signed ? new Scalar((1L << 8 * bytes) - 1) : Facts.ANY);
  }

  // ---- stack

  void spill() {
    int slot = w.below(Facts.SLOTS);
    int at = -8 * (slot + 1);
    w.code.has(Feature.SPILL);
    int size = w.size();
    int bytes = Opcode.bytes(size);
    if (size == Opcode.DW && w.loops == 0 && w.oneIn(3)) {
      int r = w.with(Pointer.class);
      if (r >= 0) {
        w.code.store(Opcode.DW, Writer.FP, at, r);
        w.facts.slots[slot] = w.facts.registers[r];
        return;
      }
    }
    int offset = at + bytes * w.below(8 / bytes);
    Fact before = w.facts.slots[slot];
    if (w.oneIn(4)) {
      w.code.storeImm(size, Writer.FP, offset, w.oneIn(2) ? 0 : w.number());
    } else {
      w.code.store(size, Writer.FP, offset, w.scalar());
    }
    if (size == Opcode.DW) {
      w.facts.slots[slot] = Facts.ANY;
    } else if (!(before instanceof Scalar)) {
      w.facts.slots[slot] = before == null && w.oneIn(2) ? Facts.ANY : new Facts.Opaque();
    } else {
      w.facts.slots[slot] = Facts.ANY;
    }
  }

  void fill() {
    int slot = w.below(Facts.SLOTS);
    Fact fact = w.facts.slots[slot];
    if (fact == null || fact instanceof Facts.Opaque) {
      spill();
      return;
    }
    int at = -8 * (slot + 1);
    int r = w.target();
    if (!(fact instanceof Scalar)) {
      w.code.load(Opcode.DW, false, r, Writer.FP, at);
      w.facts.set(r, fact);
      return;
    }
    int size = w.size();
    int bytes = Opcode.bytes(size);
    boolean signed = size != Opcode.DW && w.oneIn(3);
    if (signed) {
      w.code.has(Feature.SIGN_EXTENSION);
    }
    w.code.has(Feature.SPILL);
    w.code.load(size, signed, r, Writer.FP, at + bytes * w.below(8 / bytes));
    w.setNumber(r);
  }

  /** Accesses the function's stack at a variable offset. */
  void variableStack() {
    int skip = w.code.newLabel();
    int slots = 1 + w.below(4);
    int first = slots + w.below(Facts.SLOTS - slots + 1);
    int size = w.oneIn(2) ? Opcode.B : Opcode.DW;
    int pointer = w.target();
    int scale = size == Opcode.DW ? 3 : 0;
    int last = size == Opcode.DW ? slots - 1 : 8 * slots - 1;
    int index = numbers.bounded(last + w.slip(), skip);
    if (index == pointer) {
      w.place(skip);
      return;
    }
    if (scale > 0) {
      w.code.alu(true, Opcode.LSH, index, scale);
      w.setNumber(index);
    }
    w.code.movX(pointer, Writer.FP);
    w.code.alu(true, Opcode.ADD, pointer, -8 * first);
    w.code.has(Feature.VARIABLE_OFFSET);
    w.code.aluX(true, Opcode.ADD, pointer, index);
    w.facts.set(pointer, null);
    boolean write = w.oneIn(2);
    if (write) {
      w.code.store(size, pointer, 0, w.scalar());
    } else {
      w.code.load(size, false, pointer, pointer, 0);
      w.setNumber(pointer);
    }
    for (int i = first - slots; i < first; i++) {
      if (!(w.facts.slots[i] instanceof Scalar)) {
        w.facts.slots[i] = new Facts.Opaque();
      }
    }
    w.place(skip);
  }

  /** Accesses the stack through a pointer to one of two slots, depending on the path. */
  void eitherStack() {
    int r = w.target();
    int one = w.below(Facts.SLOTS);
    int other = w.below(Facts.SLOTS);
    int join = w.code.newLabel();
    w.code.movX(r, Writer.FP);
    w.code.alu(true, Opcode.ADD, r, -8 * (one + 1));
    w.facts.set(r, null);
    w.compare(join);
    w.code.movX(r, Writer.FP);
    w.code.alu(true, Opcode.ADD, r, -8 * (other + 1));
    w.facts.set(r, null);
    w.place(join);
    if (w.oneIn(2)) {
      w.code.store(w.oneIn(3) ? Opcode.W : Opcode.DW, r, 0, w.scalar());
      for (int slot : new int[] {one, other}) {
        if (!(w.facts.slots[slot] instanceof Scalar)) {
          w.facts.slots[slot] = new Facts.Opaque();
        }
      }
    } else {
      w.code.load(w.oneIn(3) ? Opcode.W : Opcode.DW, false, r, r, 0);
      w.setNumber(r);
    }
  }

  /** A pointer to the function's own stack. */
  void stackPointer() {
    int r = w.target();
    int slot = w.below(Facts.SLOTS);
    w.code.movX(r, Writer.FP);
    w.code.alu(true, Opcode.ADD, r, -8 * (slot + 1));
    w.facts.set(r, new Stack(-8 * (slot + 1)));
  }

  // ---- memory behind pointers

  /** Some accesses through a pointer in this register. */
  void accessThrough(int register) {
    if (!(w.facts.registers[register]
        instanceof Pointer(int size, boolean writable, boolean map))) {
      return;
    }
    if (map) {
      w.code.has(Feature.MAP_VALUE);
    }
    if (w.oneIn(2)) {
      int width = w.size();
      int bytes = Opcode.bytes(width);
      int offset = bytes * w.below((size + bytes - 1) / bytes) + w.slip();
      if (offset + bytes > size && !w.oneIn(30)) {
        offset = 0;
      }
      if (bytes <= size) {
        access(register, width, offset, writable);
      }
      return;
    }
    variable(register, size, writable);
  }

  private void variable(int register, int size, boolean writable) {
    int skip = w.code.newLabel();
    int width = size < 8 ? Opcode.B : w.size();
    int bytes = Opcode.bytes(width);
    boolean aligned = bytes > 1;
    int room = aligned ? (size - bytes) / bytes : size - 1;
    boolean pinned = w.pinned.get(register);
    w.pinned.set(register);
    int index = numbers.bounded((w.oneIn(3) ? w.below(room + 1) : room) + w.slip(), skip);
    int pointer = w.target();
    w.pinned.set(register, pinned);
    if (pointer == register || pointer == index || index == register) {
      w.place(skip);
      return;
    }
    if (aligned) {
      if (w.oneIn(2)) {
        w.code.alu(true, Opcode.LSH, index, Integer.numberOfTrailingZeros(bytes));
      } else {
        w.code.alu(true, Opcode.MUL, index, bytes);
      }
      w.setNumber(index);
    }
    w.code.has(Feature.VARIABLE_OFFSET);
    if (aligned || w.oneIn(3)) {
      w.code.movX(pointer, register);
      w.code.aluX(true, Opcode.ADD, pointer, index);
    } else if (w.oneIn(2)) {
      w.code.movX(pointer, index);
      w.code.aluX(true, Opcode.ADD, pointer, register);
    } else {
      w.code.movX(pointer, register);
      w.code.alu(true, Opcode.ADD, pointer, size - 1);
      w.code.aluX(true, Opcode.SUB, pointer, index);
    }
    w.facts.set(pointer, null);
    access(pointer, width, 0, writable);
    w.place(skip);
  }

  private void access(int pointer, int width, int offset, boolean writable) {
    boolean wide = width == Opcode.DW || width == Opcode.W;
    if (w.has(VerifierRule.ORDERED_ACCESSES) && w.oneIn(8)) {
      ordered(pointer, width, offset, writable && w.oneIn(2));
      return;
    }
    switch (writable ? w.below(5) : 4) {
      case 0 -> w.code.storeImm(width, pointer, offset, w.number());
      case 1, 2 -> w.code.store(width, pointer, offset, w.scalar());
      case 3 -> {
        if (wide && offset % Opcode.bytes(width) == 0) {
          atomic(pointer, width, offset);
        }
      }
      default -> {
        int r = w.target();
        boolean signed = width != Opcode.DW && w.oneIn(3);
        if (signed) {
          w.code.has(Feature.SIGN_EXTENSION);
        }
        w.code.load(width, signed, r, pointer, offset);
        w.setNumber(r);
      }
    }
  }

  /** A load-acquire or a store-release. */
  private void ordered(int pointer, int width, int offset, boolean store) {
    w.code.has(Feature.ORDERED);
    int opcode = Opcode.STX | Opcode.ATOMIC | width;
    if (store) {
      w.code.emit(opcode, pointer, w.scalar(), offset, Opcode.STORE_REL);
    } else {
      int r = w.target();
      w.code.emit(opcode, r, pointer, offset, Opcode.LOAD_ACQ);
      w.setNumber(r);
    }
  }

  /** An atomic operation on a stack slot. */
  void atomicStack() {
    int slot = w.below(Facts.SLOTS);
    int size = w.oneIn(2) ? Opcode.W : Opcode.DW;
    if (w.facts.slots[slot] instanceof Scalar) {
      if (w.has(VerifierRule.ORDERED_ACCESSES) && w.oneIn(3)) {
        ordered(Writer.FP, size, -8 * (slot + 1), w.oneIn(2));
        w.facts.slots[slot] = Facts.ANY;
        return;
      }
      atomic(Writer.FP, size, -8 * (slot + 1));
      w.facts.slots[slot] = Facts.ANY;
    }
  }

  private void atomic(int pointer, int size, int offset) {
    int operation = ATOMIC[w.below(ATOMIC.length)];
    int src = (operation & Opcode.FETCH) != 0 ? w.writableScalar() : w.scalar();
    if (operation == Opcode.CMPXCHG && (!w.facts.isNumber(0) || w.pinned.get(0))) {
      operation = Opcode.ADD;
    }
    w.code.has(Feature.ATOMIC);
    w.code.emit(Opcode.STX | Opcode.ATOMIC | size, pointer, src, offset, operation);
    if (operation == Opcode.CMPXCHG) {
      w.setNumber(0);
    } else if ((operation & Opcode.FETCH) != 0) {
      w.setNumber(src);
    }
  }

  // ---- maps

  /** Looks up a map value, and keeps it in a register. */
  void mapValue() {
    if (w.oneIn(3)) {
      int r = w.target();
      int offset = w.oneIn(2) ? 0 : 8 * w.below(FuzzWorld.DATA_VALUE / 8);
      w.code.has(Feature.MAP_VALUE);
      w.code.mapValue(r, FuzzWorld.DATA, offset);
      w.facts.set(r, new Pointer(FuzzWorld.DATA_VALUE - offset, true, true));
      accessThrough(r);
      return;
    }
    boolean hash = w.oneIn(3);
    w.code.has(hash ? Feature.HASH_MAP : Feature.MAP_VALUE);
    boolean known = key(hash) && !hash && w.has(VerifierRule.CONSTANT_ARRAY_KEYS);
    w.code.map(1, hash ? FuzzWorld.HASH : FuzzWorld.ARRAY);
    w.code.movX(2, Writer.FP);
    w.code.alu(true, Opcode.ADD, 2, -8);
    w.code.helper(LOOKUP);
    w.facts.clobber();
    Fact value = new Pointer(hash ? FuzzWorld.HASH_VALUE : FuzzWorld.ARRAY_VALUE, true, true);
    int skip = w.code.newLabel();
    if (w.has(VerifierRule.NULL_IN_REGISTER) && w.oneIn(6)) {
      int zero = 1 + w.below(5);
      w.code.mov(zero, 0);
      w.jump(Opcode.JMP | Opcode.JEQ | Opcode.X, 0, zero, 0, skip);
    } else if (!w.oneIn(known ? 2 : 40)) {
      w.jump(Opcode.JMP | Opcode.JEQ | Opcode.K, 0, 0, 0, skip);
    }
    w.facts.set(0, value);
    int kept = w.oneIn(2) ? w.saved() : -1;
    int pointer = 0;
    if (kept >= 0) {
      w.code.movX(kept, 0);
      w.facts.set(kept, value);
      pointer = kept;
    }
    for (int i = w.below(3); i >= 0; i--) {
      accessThrough(pointer);
    }
    if (kept >= 0 && w.oneIn(3)) {
      accessThrough(kept);
    }
    w.place(skip);
  }

  /** Writes a key to the top of the stack; returns whether it is constant. */
  private boolean key(boolean hash) {
    int size = hash ? Opcode.DW : Opcode.W;
    boolean constant = w.oneIn(2);
    if (constant) {
      w.code.storeImm(size, Writer.FP, -8, w.below(hash ? 12 : 5));
    } else {
      int r = w.writableScalar();
      if (w.oneIn(2)) {
        w.code.alu(true, Opcode.AND, r, hash ? 15 : 3);
        w.facts.set(r, new Scalar(hash ? 15 : 3));
      }
      w.code.store(size, Writer.FP, -8, r);
    }
    w.facts.slots[0] = hash ? Facts.ANY : new Facts.Opaque();
    return constant;
  }

  void changeHash() {
    w.code.has(Feature.HASH_MAP);
    boolean _ = key(true);
    boolean update = !w.oneIn(3);
    w.code.map(1, FuzzWorld.HASH);
    w.code.movX(2, Writer.FP);
    w.code.alu(true, Opcode.ADD, 2, -8);
    if (update) {
      for (int slot = 1; slot <= 3; slot++) {
        w.code.storeImm(Opcode.DW, Writer.FP, -8 * (slot + 1), w.number());
        w.facts.slots[slot] = Facts.ANY;
      }
      w.code.movX(3, Writer.FP);
      w.code.alu(true, Opcode.ADD, 3, -8 * 4);
      w.code.mov(4, w.below(3));
    }
    w.code.helper(update ? UPDATE : DELETE);
    w.facts.clobber();
    w.setNumber(0);
  }
}
