package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.tools.fuzz.FunctionPool.Pending;
import java.util.SplittableRandom;

/**
 * Generates random programs, the same for the same seed and kernel: arithmetic and jumps of all
 * kinds, loops of all kinds, calls and callbacks, spills, map values. Most of what it writes makes
 * sense, otherwise no verifier would accept it; some is wrong on purpose, but only slightly.
 */
final class ProgramGenerator {
  private static final int MAIN_STATEMENTS = 26;
  private static final int FUNCTION_STATEMENTS = 8;
  private static final int MOST_FUNCTIONS = 6;

  private ProgramGenerator() {}

  /** The program of this seed, for the features of this kernel. */
  public static GeneratedProgram generate(long seed, ApiProfile profile) {
    return generate(seed, profile, ProgramGenerator::main);
  }

  /** A program that only branches on constants. */
  static GeneratedProgram constants(long seed, ApiProfile profile) {
    return generate(seed, profile, ProgramGenerator::constants);
  }

  @FunctionalInterface
  private interface Main {
    void write(Writer writer, FunctionPool pool);
  }

  private static GeneratedProgram generate(long seed, ApiProfile profile, Main main) {
    SplittableRandom random = new SplittableRandom(seed);
    Code code = new Code();
    FunctionPool pool = new FunctionPool(code, random);
    main.write(new Writer(code, random, profile), pool);
    int count = 0;
    for (Pending next = pool.next(); next != null; next = pool.next()) {
      count++;
      if (next.chain() > 0) {
        relay(new Writer(code, random, profile), pool, next);
      } else {
        function(new Writer(code, random, profile), pool, next, count < MOST_FUNCTIONS);
      }
    }
    return GeneratedProgram.of(seed, code.finish(), code.features());
  }

  private static void main(Writer w, FunctionPool pool) {
    int context = 6 + w.below(4);
    w.code.movX(context, 1);
    w.facts.set(context, new Facts.Context());
    for (int i = w.random.nextInt(1, 4); i > 0; i--) {
      int r = w.target();
      w.code.load(w.size(), false, r, context, 8 * w.below(FuzzWorld.CONTEXT_SIZE / 8));
      w.setNumber(r);
    }
    int statements = w.random.nextInt(4, MAIN_STATEMENTS);
    FunctionWriter function = new FunctionWriter(w, pool, 0, true, statements);
    function.block(statements);
    function.end(-1);
  }

  private static void constants(Writer w, FunctionPool pool) {
    w.facts.set(1, new Facts.Context());
    ConstantStatements statements = new ConstantStatements(w, pool);
    for (int i = w.random.nextInt(1, MAIN_STATEMENTS); i > 0; i--) {
      statements.any(0);
    }
    w.code.mov(0, 0);
    w.code.exit();
  }

  private static void function(Writer w, FunctionPool pool, Pending pending, boolean mayCall) {
    enter(w, pending);
    int statements = w.random.nextInt(1, FUNCTION_STATEMENTS);
    int depth = mayCall ? pending.depth() : FunctionPool.DEEPEST;
    boolean callsBack = mayCall && !pending.isCallback() && pending.depth() < 2;
    FunctionWriter function = new FunctionWriter(w, pool, depth, callsBack, statements);
    function.block(statements);
    function.end(pending.isCallback() ? 1 : -1);
  }

  private static void enter(Writer w, Pending pending) {
    w.code.place(pending.label());
    for (int r = 1; r <= 5; r++) {
      w.facts.set(r, pending.arguments()[r]);
      // Keep it in a register that survives calls.
      if (pending.arguments()[r] instanceof Facts.Pointer && w.oneIn(2)) {
        int kept = 6 + w.below(4);
        w.code.movX(kept, r);
        w.facts.set(kept, pending.arguments()[r]);
      }
    }
  }

  /** A function that changes a number, and passes it to the next one of a chain. */
  private static void relay(Writer w, FunctionPool pool, Pending pending) {
    enter(w, pending);
    NumberStatements numbers = new NumberStatements(w);
    w.code.movX(6, 1);
    w.setNumber(6);
    if (w.oneIn(2)) {
      w.code.alu(w.oneIn(2), Opcode.ADD, 1, w.oneIn(2) ? w.below(5) : w.number());
    }
    w.code.has(Feature.CALL);
    w.code.call(pool.relay(pending.depth() + 1, pending.chain() - 1));
    w.facts.clobber();
    w.setNumber(0);
    if (w.oneIn(2)) {
      numbers.any();
    }
    if (w.oneIn(2)) {
      w.code.aluX(true, Opcode.ADD, 0, 6);
    }
    new FunctionWriter(w, pool, FunctionPool.DEEPEST, false, 0).end(-1);
  }
}
