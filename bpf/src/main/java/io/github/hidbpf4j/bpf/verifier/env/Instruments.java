package io.github.hidbpf4j.bpf.verifier.env;

import io.github.hidbpf4j.bpf.verifier.scalar.ScalarAlu;
import org.jspecify.annotations.Nullable;

/**
 * Instrumentation of a verification.
 *
 * @param observer observer of the walk, or null
 * @param alu the arithmetic on scalars; tests inject faulty ones
 */
public record Instruments(@Nullable WalkObserver observer, ScalarAlu alu) {
  /** No observer, correct arithmetic. */
  public static Instruments none() {
    return new Instruments(null, new ScalarAlu());
  }
}
