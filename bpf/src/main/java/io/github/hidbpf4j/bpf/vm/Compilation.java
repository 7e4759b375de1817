package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.bpf.vm.compiler.CompilerInput;
import io.github.hidbpf4j.bpf.vm.compiler.Counting;
import io.github.hidbpf4j.bpf.vm.compiler.NotCompilableException;
import io.github.hidbpf4j.bpf.vm.compiler.ProgramCompiler;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Decides when a machine compiles a program, and compiles it. */
final class Compilation {
  /** Logarithm of the number of backward jumps and callbacks that count as much as a run. */
  private static final int UNIT_SHIFT = 4;

  /** Number of such units for which a program is interpreted before it is compiled. */
  private final int hot;

  private final Engine engine;
  private final Executor executor;

  Compilation(Engine engine, int hot, Executor executor) {
    this.hot = hot;
    this.engine = engine;
    this.executor = executor;
  }

  /** Called when a program is loaded. */
  void loaded(Machine machine, DecodedProgram program) {
    if (engine == Engine.INTERPRETER) {
      program.interpretBecause("the machine's engine is the interpreter");
    } else if (machine.interruptsEveryInstruction()) {
      program.interpretBecause("every instruction is observed or a preemption point");
    } else if (engine == Engine.COMPILED) {
      compile(machine, program);
    }
  }

  /** Called when the interpreter has run a program for this many backward jumps and callbacks. */
  void interpreted(Machine machine, DecodedProgram program, long turns) {
    if (engine == Engine.AUTO) {
      int units = 1 + (int) Math.min(hot, turns >>> UNIT_SHIFT);
      if (program.heats(units, hot) && program.interpretedBecause() == null) {
        executor.execute(() -> tryToCompile(machine, program));
      }
    }
  }

  /** Compiles a program; if the JVM has no memory for that, it stays interpreted. */
  private static void tryToCompile(Machine machine, DecodedProgram program) {
    try {
      compile(machine, program);
    } catch (OutOfMemoryError | StackOverflowError e) {
      program.interpretBecause("no room to compile it: " + e);
    }
  }

  private static void compile(Machine machine, DecodedProgram program) {
    try {
      program.compiled(
          ProgramCompiler.compile(
              new CompilerInput(
                  program.source().source().name(),
                  program.code(),
                  program.immediates(),
                  program.functions(),
                  program.entries(),
                  counting(program),
                  machine.memory(),
                  machine.scheduler().preempts(),
                  machine.budget() != Long.MAX_VALUE)));
    } catch (NotCompilableException e) {
      program.interpretBecause(String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable Counting counting(DecodedProgram program) {
    Counters counters = program.counters();
    return counters == null ? null : counters.compiled();
  }
}
