package io.github.hidbpf4j.bpf.verifier.env;

import io.github.hidbpf4j.bpf.verifier.scalar.ScalarAlu;
import org.jspecify.annotations.Nullable;

/**
 * What is put into a verification from outside.
 *
 * @param observer sees the walk, or null
 * @param alu the arithmetic of scalars: a wrong one shows what a test notices
 */
public record Instruments(@Nullable WalkObserver observer, ScalarAlu alu) {
  /** No observer, the right arithmetic. */
  public static Instruments none() {
    return new Instruments(null, new ScalarAlu());
  }
}
