package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.bpf.proto.Effect.Context;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A function that the kernel runs: a program, or a callback that a program sets.
 *
 * @param program the program it belongs to
 * @param node its first node
 * @param field the timer or work queue whose callback it is, null for a program
 * @param context context in which a callback runs, null for a program
 */
public record EntryPoint(
    AnalyzedProgram program, int node, @Nullable DeferredField field, @Nullable Context context) {
  // Written by hand: javac's version is linked at first use, which delays start-up.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EntryPoint that
        && that.node == node
        && that.program.equals(program)
        && Objects.equals(that.field, field)
        && that.context == context;
  }

  @Override
  public int hashCode() {
    return ((31 * program.hashCode() + node) * 31 + Objects.hashCode(field)) * 31
        + Objects.hashCode(context);
  }

  /** The program itself. */
  public static EntryPoint of(AnalyzedProgram program) {
    return new EntryPoint(program, program.paths().start(), null, null);
  }

  /** Whether it is a callback that may not sleep. */
  public boolean isTimerCallback() {
    return context == Context.SOFTIRQ;
  }
}
