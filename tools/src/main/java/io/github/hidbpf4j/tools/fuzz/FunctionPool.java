package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.tools.fuzz.Facts.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Functions that are called and have yet to be written. */
final class FunctionPool {
  /** A static function: number of arguments, and whether the first is a pointer to 16 bytes. */
  record Function(int label, int depth, int arguments, boolean takesMemory) {}

  /** Maximum number of frames above a function, except in chains. */
  static final int DEEPEST = 3;

  /**
   * A function to write: facts of R0 to R5 at entry; for a chain of calls, how many are to follow.
   */
  record Pending(int label, int depth, boolean isCallback, int chain, @Nullable Fact[] arguments) {}

  private final Code code;
  private final SplittableRandom random;
  private final List<Function> functions = new ArrayList<>();
  private final List<Pending> pending = new ArrayList<>();

  FunctionPool(Code code, SplittableRandom random) {
    this.code = code;
    this.random = random;
  }

  /** A function that one at this depth may call: an existing or a new one. */
  Function function(int depth) {
    for (Function f : functions) {
      if (f.depth() > depth && random.nextInt(2) == 0) {
        return f;
      }
    }
    int label = code.newLabel();
    boolean takesMemory = random.nextInt(2) == 0;
    int count = random.nextInt(takesMemory ? 1 : 0, 4);
    Function made = new Function(label, depth + 1, count, takesMemory);
    functions.add(made);
    @Nullable Fact[] arguments = new @Nullable Fact[6];
    for (int r = 1; r <= count; r++) {
      arguments[r] = r == 1 && takesMemory ? new Facts.Pointer(16, true, false) : Facts.ANY;
    }
    pending.add(new Pending(label, depth + 1, false, 0, arguments));
    return made;
  }

  /** The label of a new callback. */
  int callback(int depth, @Nullable Fact[] arguments) {
    int label = code.newLabel();
    pending.add(new Pending(label, depth, true, 0, arguments));
    return label;
  }

  /** The label of a function with one argument that starts a chain of this many calls. */
  int relay(int depth, int chain) {
    int label = code.newLabel();
    @Nullable Fact[] arguments = new @Nullable Fact[6];
    arguments[1] = Facts.ANY;
    pending.add(new Pending(label, depth, false, chain, arguments));
    return label;
  }

  @Nullable Pending next() {
    return pending.isEmpty() ? null : pending.removeFirst();
  }
}
