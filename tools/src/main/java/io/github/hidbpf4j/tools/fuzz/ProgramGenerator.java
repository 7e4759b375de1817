package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.tools.fuzz.FunctionPool.Pending;
import java.util.SplittableRandom;

/**
 * Random programs, the same for the same seed: arithmetic and jumps of all kinds, loops of all
 * kinds, calls and callbacks, spills, map values. Most of what it writes makes sense, for else no
 * verifier would accept it; some is wrong on purpose, by little.
 */
final class ProgramGenerator {
  private static final int MAIN_STATEMENTS = 26;
  private static final int FUNCTION_STATEMENTS = 8;
  private static final int MOST_FUNCTIONS = 6;

  private ProgramGenerator() {}

  /** The program of this seed. */
  public static GeneratedProgram generate(long seed) {
    return generate(seed, ProgramGenerator::main);
  }

  /** One that does nothing but branch on constants. */
  static GeneratedProgram constants(long seed) {
    return generate(seed, ProgramGenerator::constants);
  }

  @FunctionalInterface
  private interface Main {
    void write(Code code, SplittableRandom random, FunctionPool pool);
  }

  private static GeneratedProgram generate(long seed, Main main) {
    SplittableRandom random = new SplittableRandom(seed);
    Code code = new Code();
    FunctionPool pool = new FunctionPool(code, random);
    main.write(code, random, pool);
    int count = 0;
    for (Pending next = pool.next(); next != null; next = pool.next()) {
      count++;
      function(code, random, pool, next, count < MOST_FUNCTIONS);
    }
    return GeneratedProgram.of(seed, code.finish(), code.features());
  }

  private static void main(Code code, SplittableRandom random, FunctionPool pool) {
    Writer w = new Writer(code, random);
    int context = 6 + random.nextInt(4);
    code.movX(context, 1);
    w.facts.set(context, new Facts.Context());
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      int r = w.target();
      code.load(w.size(), false, r, context, 8 * random.nextInt(FuzzWorld.CONTEXT_SIZE / 8));
      w.setNumber(r);
    }
    int statements = random.nextInt(4, MAIN_STATEMENTS);
    FunctionWriter function = new FunctionWriter(w, pool, 0, true, statements);
    function.block(statements);
    function.end(-1);
  }

  private static void constants(Code code, SplittableRandom random, FunctionPool pool) {
    Writer w = new Writer(code, random);
    w.facts.set(1, new Facts.Context());
    ConstantStatements statements = new ConstantStatements(w, pool);
    for (int i = random.nextInt(1, MAIN_STATEMENTS); i > 0; i--) {
      statements.any(0);
    }
    code.mov(0, 0);
    code.exit();
  }

  private static void function(
      Code code, SplittableRandom random, FunctionPool pool, Pending pending, boolean mayCall) {
    Writer w = new Writer(code, random);
    code.place(pending.label());
    for (int r = 1; r <= 5; r++) {
      w.facts.set(r, pending.arguments()[r]);
      // What is to outlive calls.
      if (pending.arguments()[r] instanceof Facts.Pointer && random.nextInt(2) == 0) {
        int kept = 6 + random.nextInt(4);
        code.movX(kept, r);
        w.facts.set(kept, pending.arguments()[r]);
      }
    }
    int statements = random.nextInt(1, FUNCTION_STATEMENTS);
    int depth = mayCall ? pending.depth() : 3;
    boolean callsBack = mayCall && !pending.isCallback() && pending.depth() < 2;
    FunctionWriter function = new FunctionWriter(w, pool, depth, callsBack, statements);
    function.block(statements);
    function.end(pending.isCallback() ? 1 : -1);
  }
}
