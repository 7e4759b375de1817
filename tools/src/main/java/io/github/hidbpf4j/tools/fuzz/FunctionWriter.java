package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import io.github.hidbpf4j.tools.fuzz.Facts.Fact;
import io.github.hidbpf4j.tools.fuzz.Facts.Pointer;
import io.github.hidbpf4j.tools.fuzz.Facts.Stack;

/** Writes the statements of one function. */
final class FunctionWriter {
  private static final int FOR_EACH = 164;
  private static final int LOOP = 181;
  private static final int RANDOM = 7;
  private static final int CALLBACK_CONTEXT = 16;

  private final Writer w;
  private final FunctionPool pool;
  private final NumberStatements numbers;
  private final MemoryStatements memory;
  private final ControlStatements control;
  private final ConstantStatements constants;
  private final int depth;
  private final boolean callsBack;
  private int budget;

  /**
   * Creates a writer of a function.
   *
   * @param depth number of frames above this one
   * @param callsBack whether it may have callbacks
   * @param budget maximum number of statements
   */
  FunctionWriter(Writer writer, FunctionPool pool, int depth, boolean callsBack, int budget) {
    w = writer;
    this.pool = pool;
    this.depth = depth;
    this.callsBack = callsBack;
    this.budget = budget;
    numbers = new NumberStatements(w);
    memory = new MemoryStatements(w, numbers);
    control = new ControlStatements(w, numbers, this);
    constants = new ConstantStatements(w, pool);
  }

  void block(int statements) {
    for (int i = 0; i < statements && budget > 0; i++) {
      budget--;
      statement();
    }
  }

  private void statement() {
    switch (w.below(39)) {
      case 0, 1 -> memory.context();
      case 2, 3 -> memory.spill();
      case 4, 5 -> memory.fill();
      case 6 -> memory.variableStack();
      case 7, 8, 9 -> accessThroughSome();
      case 10 -> memory.atomicStack();
      case 11, 12 -> memory.mapValue();
      case 13 -> memory.changeHash();
      case 14, 15, 16 -> control.branch();
      case 17, 18 -> control.comparison();
      case 19 -> loop();
      case 20 -> callback();
      case 21, 22 -> call();
      case 23 -> {
        w.code.helper(RANDOM);
        w.facts.clobber();
        w.setNumber(0);
      }
      case 24 -> memory.stackPointer();
      case 25, 26, 27 -> constants.any(depth);
      case 28 -> memory.eitherStack();
      default -> numbers.any();
    }
  }

  private void accessThroughSome() {
    int r = w.with(Pointer.class);
    if (r < 0) {
      memory.mapValue();
    } else {
      memory.accessThrough(r);
    }
  }

  private void loop() {
    if (w.loops >= 2 || depth >= 2) {
      control.comparison();
      return;
    }
    switch (w.below(5)) {
      case 0 -> control.mayGoto();
      case 1 -> control.iterator();
      case 2 -> control.carried();
      default -> control.counted();
    }
  }

  private void call() {
    if (depth >= FunctionPool.DEEPEST) {
      numbers.any();
      return;
    }
    if (depth == 0 && w.oneIn(40)) {
      chain();
      return;
    }
    FunctionPool.Function callee = pool.function(depth);
    if (callee.takesMemory()) {
      contextFor(1);
    }
    for (int r = callee.takesMemory() ? 2 : 1; r <= callee.arguments(); r++) {
      argument(r);
    }
    w.code.has(Feature.CALL);
    w.code.call(callee.label());
    w.facts.clobber();
    w.setNumber(0);
  }

  /** A chain of calls, as deep as kernels differ. */
  private void chain() {
    argument(1);
    w.code.has(Feature.CALL);
    w.code.has(Feature.DEEP_CALLS);
    w.code.call(pool.relay(1, w.below(VerifierState.MAX_CALL_FRAMES)));
    w.facts.clobber();
    w.setNumber(0);
  }

  private void argument(int r) {
    if (w.facts.isNumber(r)) {
      return;
    }
    int from = w.with(Facts.Scalar.class);
    if (from < 0 || w.oneIn(3)) {
      w.code.mov(r, w.number());
    } else {
      w.code.movX(r, from);
    }
    w.setNumber(r);
  }

  /** A pointer to two slots of this function's stack that contain numbers. */
  private void contextFor(int register) {
    int top = w.below(Facts.SLOTS - 1);
    for (int slot = top; slot <= top + 1; slot++) {
      if (!(w.facts.slots[slot] instanceof Facts.Scalar)) {
        w.code.storeImm(Opcode.DW, Writer.FP, -8 * (slot + 1), w.number());
        w.facts.slots[slot] = Facts.ANY;
      }
    }
    w.code.movX(register, Writer.FP);
    w.code.alu(true, Opcode.ADD, register, -8 * (top + 2));
    w.facts.set(register, new Stack(-8 * (top + 2)));
  }

  private void callback() {
    if (!callsBack || w.loops > 1) {
      numbers.any();
      return;
    }
    boolean forEach = w.oneIn(2);
    boolean context = !w.oneIn(3);
    boolean hash = w.oneIn(3);
    Fact[] arguments = new Fact[6];
    if (forEach) {
      int map = hash ? FuzzWorld.HASH : FuzzWorld.ARRAY;
      arguments[2] = new Pointer(hash ? FuzzWorld.HASH_KEY : 4, false, false);
      arguments[3] = new Pointer(hash ? FuzzWorld.HASH_VALUE : FuzzWorld.ARRAY_VALUE, true, true);
      w.code.map(1, map);
    } else {
      arguments[1] = Facts.ANY;
      loopCount();
    }
    w.facts.set(1, null);
    if (context) {
      contextFor(3);
      arguments[forEach ? 4 : 2] = new Pointer(CALLBACK_CONTEXT, true, false);
    } else {
      w.code.mov(3, 0);
      arguments[forEach ? 4 : 2] = Facts.ANY;
    }
    w.code.function(2, pool.callback(depth + 1, arguments));
    w.code.mov(4, 0);
    w.code.has(Feature.CALLBACK);
    if (hash && forEach) {
      w.code.has(Feature.HASH_MAP);
    }
    w.code.helper(forEach ? FOR_EACH : LOOP);
    w.facts.clobber();
    w.setNumber(0);
  }

  private void loopCount() {
    int from = w.with(Facts.Scalar.class);
    if (from < 0 || w.oneIn(2)) {
      w.code.mov(1, w.below(5));
      return;
    }
    w.code.movX(1, from);
    w.code.alu(true, Opcode.AND, 1, w.oneIn(2) ? 3 : 7);
  }

  /** Puts a number into R0, of at most this value unless it is negative, and exits. */
  void end(int max) {
    if (max >= 0) {
      if (w.facts.isNumber(0) && w.oneIn(3)) {
        w.code.alu(true, Opcode.AND, 0, max);
      } else {
        w.code.mov(0, w.oneIn(4) ? max : 0);
      }
    } else if (!w.facts.isNumber(0)) {
      int from = w.with(Facts.Scalar.class);
      if (from < 0) {
        w.code.mov(0, w.number());
      } else {
        w.code.movX(0, from);
      }
    }
    w.code.exit();
  }
}
