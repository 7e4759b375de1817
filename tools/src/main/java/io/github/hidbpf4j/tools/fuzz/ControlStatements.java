package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.tools.fuzz.Facts.Fact;
import io.github.hidbpf4j.tools.fuzz.Facts.Pointer;
import io.github.hidbpf4j.tools.fuzz.Facts.Scalar;
import io.github.hidbpf4j.tools.fuzz.Facts.Stack;
import java.util.BitSet;

/** Generates branches and loops. */
final class ControlStatements {
  private static final int ITERATOR_OFFSET = -8 * (Facts.SLOTS + 1);

  private final Writer w;
  private final NumberStatements numbers;
  private final FunctionWriter function;

  ControlStatements(Writer writer, NumberStatements numbers, FunctionWriter function) {
    w = writer;
    this.numbers = numbers;
    this.function = function;
  }

  void branch() {
    int otherwise = w.code.newLabel();
    w.compare(otherwise);
    function.block(1 + w.below(3));
    if (w.oneIn(2)) {
      w.place(otherwise);
      return;
    }
    int end = w.code.newLabel();
    w.goTo(end);
    w.placeAfterJump(otherwise);
    function.block(1 + w.below(3));
    w.place(end);
  }

  /** A comparison without effect: both ways lead to the same place. */
  void comparison() {
    int next = w.code.newLabel();
    w.compare(next);
    if (w.oneIn(2)) {
      numbers.any();
    }
    w.place(next);
  }

  /** A loop with a counter in a register. */
  void counted() {
    int counter = w.saved();
    if (counter < 0) {
      comparison();
      return;
    }
    int end = w.code.newLabel();
    int head = w.code.newLabel();
    int turns = 1 + w.below(5);
    int step = 1 + w.below(3);
    w.code.mov(counter, 0);
    w.facts.set(counter, Facts.ANY);
    BitSet outer = enter();
    w.pinned.set(counter);
    int limit = w.oneIn(3) ? w.saved() : -1;
    if (limit >= 0) {
      w.code.has(Feature.LOOP);
      if (w.oneIn(2)) {
        w.code.mov(limit, turns * step);
      } else {
        int bounded = numbers.bounded(turns * step, end);
        w.code.movX(limit, bounded);
      }
      w.facts.set(limit, Facts.ANY);
      w.pinned.set(limit);
    }
    Facts before = startBody();
    w.code.place(head);
    function.block(1 + w.below(3));
    repair(before);
    w.code.has(Feature.LOOP);
    w.code.alu(w.oneIn(2), Opcode.ADD, counter, step);
    int cls = w.oneIn(2) ? Opcode.JMP : Opcode.JMP32;
    int[] operations = {Opcode.JLT, Opcode.JSLT, Opcode.JNE, Opcode.JLE};
    int operation = operations[w.below(4)];
    if (limit >= 0) {
      operation = operation == Opcode.JNE ? Opcode.JLT : operation;
      w.code.jump(cls | operation | Opcode.X, counter, limit, 0, head);
    } else {
      w.code.jump(cls | operation | Opcode.K, counter, 0, turns * step, head);
    }
    w.place(end);
    leave(outer);
  }

  /**
   * A loop that {@code may_goto} bounds for the verifier; it ends by itself after a few iterations.
   */
  void mayGoto() {
    int counter = w.saved();
    if (counter < 0) {
      comparison();
      return;
    }
    int end = w.code.newLabel();
    int head = w.code.newLabel();
    w.code.mov(counter, w.below(3));
    w.facts.set(counter, Facts.ANY);
    BitSet outer = enter();
    w.pinned.set(counter);
    Facts before = startBody();
    w.code.place(head);
    w.code.has(Feature.LOOP);
    w.code.has(Feature.MAY_GOTO);
    w.jump(Opcode.JMP | Opcode.JCOND, 0, 0, 0, end);
    function.block(1 + w.below(3));
    repair(before);
    w.code.alu(true, Opcode.ADD, counter, 1 + w.below(2));
    w.jump(Opcode.JMP | Opcode.JGT | Opcode.K, counter, 0, 3 + w.below(6), end);
    w.code.jump(Opcode.JMP | Opcode.JA, 0, 0, 0, head);
    w.placeAfterJump(end);
    leave(outer);
  }

  /**
   * A loop with a number that one iteration sets and the next one uses: as an offset into memory,
   * past its end on some paths of some programs.
   */
  void carried() {
    int number = w.saved();
    if (number < 0) {
      comparison();
      return;
    }
    w.code.mov(number, w.below(4));
    w.facts.set(number, Facts.ANY);
    w.pinned.set(number);
    int counter = w.saved();
    int pointer = counter < 0 ? -1 : other(counter, number);
    if (pointer < 0) {
      w.pinned.clear(number);
      comparison();
      return;
    }
    int end = w.code.newLabel();
    int head = w.code.newLabel();
    boolean endless = w.oneIn(2);
    w.code.mov(counter, 0);
    w.facts.set(counter, Facts.ANY);
    BitSet outer = enter();
    w.pinned.set(counter);
    Facts before = startBody();
    w.code.place(head);
    w.code.has(Feature.LOOP);
    if (endless) {
      w.code.has(Feature.MAY_GOTO);
      w.jump(Opcode.JMP | Opcode.JCOND, 0, 0, 0, end);
    }
    boolean last = w.oneIn(2);
    if (!last) {
      use(number, pointer);
    }
    for (int i = 1 + w.below(3); i > 0; i--) {
      int next = w.code.newLabel();
      w.compare(next);
      if (w.oneIn(3)) {
        function.block(1);
      }
      w.code.mov(number, w.oneIn(25) ? FuzzWorld.DATA_VALUE : w.below(FuzzWorld.DATA_VALUE));
      w.place(next);
    }
    if (last) {
      use(number, pointer);
    }
    repair(before);
    w.code.alu(true, Opcode.ADD, counter, 1);
    w.code.jump(Opcode.JMP | Opcode.JLT | Opcode.K, counter, 0, 2 + w.below(4), head);
    w.place(end);
    leave(outer);
    w.pinned.clear(number);
    if (w.oneIn(2)) {
      use(number, pointer);
    }
  }

  private int other(int a, int b) {
    for (int attempt = 0; attempt < 8; attempt++) {
      int r = w.target();
      if (r != a && r != b && !w.pinned.get(r)) {
        return r;
      }
    }
    return -1;
  }

  private void use(int number, int pointer) {
    w.code.has(Feature.MAP_VALUE);
    w.code.mapValue(pointer, FuzzWorld.DATA, 0);
    w.code.aluX(true, Opcode.ADD, pointer, number);
    w.code.load(Opcode.B, false, pointer, pointer, 0);
    w.setNumber(pointer);
  }

  /** A loop over an open-coded number iterator. */
  void iterator() {
    int place = ITERATOR_OFFSET - 8 * w.iterators;
    int end = w.code.newLabel();
    int head = w.code.newLabel();
    int start = w.below(3);
    w.code.has(Feature.ITERATOR);
    w.code.movX(1, Writer.FP);
    w.code.alu(true, Opcode.ADD, 1, place);
    w.code.mov(2, start);
    if (w.oneIn(2) && w.facts.isNumber(0)) {
      w.code.movX(3, 0);
      w.code.alu(true, Opcode.AND, 3, 7);
    } else {
      w.code.mov(3, start + w.below(5));
    }
    w.code.kfunc(FuzzWorld.ITER_NUM_NEW);
    w.facts.clobber();
    w.setNumber(0);
    BitSet outer = enter();
    w.iterators++;
    Facts before = startBody();
    w.code.place(head);
    w.code.movX(1, Writer.FP);
    w.code.alu(true, Opcode.ADD, 1, place);
    w.code.has(Feature.LOOP);
    w.code.kfunc(FuzzWorld.ITER_NUM_NEXT);
    w.facts.clobber();
    w.jump(Opcode.JMP | Opcode.JEQ | Opcode.K, 0, 0, 0, end);
    int r = w.target();
    w.code.load(Opcode.W, false, r, 0, 0);
    w.facts.set(0, null);
    w.setNumber(r);
    function.block(1 + w.below(3));
    repair(before);
    w.code.jump(Opcode.JMP | Opcode.JA, 0, 0, 0, head);
    w.placeAfterJump(end);
    w.iterators--;
    leave(outer);
    w.code.movX(1, Writer.FP);
    w.code.alu(true, Opcode.ADD, 1, place);
    w.code.kfunc(FuzzWorld.ITER_NUM_DESTROY);
    w.facts.clobber();
  }

  private BitSet enter() {
    w.loops++;
    return (BitSet) w.pinned.clone();
  }

  private void leave(BitSet outer) {
    w.loops--;
    w.pinned.clear();
    w.pinned.or(outer);
  }

  /**
   * Starts a loop body with what holds in every iteration: pointers in R6 to R9 stay, others are
   * forgotten, numbers have any value. Returns the facts that the end of the body must restore.
   */
  private Facts startBody() {
    for (int r = 0; r < Facts.REGISTERS; r++) {
      Fact fact = w.facts.registers[r];
      if (fact instanceof Pointer || fact instanceof Stack || fact instanceof Facts.Context) {
        if (r >= 6) {
          w.pinned.set(r);
        } else {
          w.facts.set(r, null);
        }
      } else if (r < 6 && w.oneIn(2)) {
        w.facts.set(r, null);
      }
    }
    for (int i = 0; i < Facts.SLOTS; i++) {
      if (w.facts.slots[i] instanceof Pointer) {
        w.facts.slots[i] = new Facts.Opaque();
      }
    }
    w.facts.forgetBounds();
    return w.facts.copy();
  }

  /** Sets numbers again that the body has lost. */
  private void repair(Facts before) {
    for (int r = 0; r < Facts.REGISTERS; r++) {
      if (before.registers[r] instanceof Scalar && !w.facts.isNumber(r)) {
        w.code.mov(r, w.number());
        w.setNumber(r);
      } else if (before.registers[r] == null) {
        w.facts.set(r, null);
      }
    }
    for (int i = 0; i < Facts.SLOTS; i++) {
      if (before.slots[i] instanceof Scalar && !(w.facts.slots[i] instanceof Scalar)) {
        w.code.storeImm(Opcode.DW, Writer.FP, -8 * (i + 1), w.number());
        w.facts.slots[i] = Facts.ANY;
      } else if (before.slots[i] == null) {
        w.facts.slots[i] = new Facts.Opaque();
      }
    }
  }
}
