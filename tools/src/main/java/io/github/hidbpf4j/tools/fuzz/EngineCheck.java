package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.PathVerification;
import io.github.hidbpf4j.bpf.vm.Executable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Checks the property that a program that the verifier accepts does the same interpreted and
 * compiled. R0, all live memory but stacks (which are dead after a run), and the calls of helpers
 * with arguments and results are compared after each run; machines are used for program after
 * program, so that a stray write shows later at the latest.
 */
final class EngineCheck implements Property {
  private static final int MOST_STEPS = 12_000;
  private static final int RUNS = 3;
  private static final int LOADS_PER_MACHINE = 64;

  /** Interval at which a program runs often enough for HotSpot to compile it with all its tiers. */
  private static final int LONG_EVERY = 512;

  private static final int LONG_RUNS = 6000;

  private final ApiProfile profile;
  private final UnaryOperator<VerifiedProgram> compiles;
  private final StepLimit limit = new StepLimit(MOST_STEPS);
  private Playground interpreter;
  private Playground compiler;
  private int loads;

  /**
   * Creates a check.
   *
   * @param profile the profile that programs are verified under
   * @param compiles transforms the program for the compiled side: identity, except to test this
   *     check
   */
  EngineCheck(ApiProfile profile, UnaryOperator<VerifiedProgram> compiles) {
    this.profile = profile;
    this.compiles = compiles;
    interpreter = new Playground(Engine.INTERPRETER, profile);
    compiler = new Playground(Engine.COMPILED, profile);
  }

  @Override
  public FuzzOutcome check(LinkedProgram program, GeneratedProgram features, long seed) {
    limit.clear();
    PathVerification.Verification verification;
    try {
      verification = PathVerification.observed(program, profile, 0, limit);
    } catch (PathGraph.TooLong _) {
      return FuzzOutcome.of(FuzzOutcome.Kind.TOO_LONG, "");
    } catch (RuntimeException e) {
      return FuzzOutcome.crash(e);
    }
    PathVerification.Result result = verification.result();
    VerifiedProgram verified = verification.program();
    if (verified == null) {
      return FuzzOutcome.of(FuzzOutcome.Kind.REFUSED, result.reason());
    }
    if (++loads % LOADS_PER_MACHINE == 0) {
      renew();
    }
    int runs = Math.floorMod(seed, LONG_EVERY) == 0 ? LONG_RUNS : RUNS;
    FuzzOutcome outcome;
    try {
      outcome = compare(verified, seed, runs);
    } catch (RuntimeException | LinkageError e) {
      // The second is what the JVM throws for invalid classes.
      outcome = FuzzOutcome.crash(e);
    }
    if (outcome.kind() != FuzzOutcome.Kind.FINE) {
      renew();
      return outcome;
    }
    return new FuzzOutcome(FuzzOutcome.Kind.FINE, "", features.featuresIn(result.live()), 0, 0);
  }

  /** The machines may differ from now on. */
  private void renew() {
    interpreter = new Playground(Engine.INTERPRETER, profile);
    compiler = new Playground(Engine.COMPILED, profile);
  }

  private FuzzOutcome compare(VerifiedProgram program, long seed, int runs) {
    try (Executable interpreted = interpreter.load(program);
        Executable compiled = compiler.load(compiles.apply(program))) {
      if (!compiled.isCompiled()) {
        return FuzzOutcome.of(
            FuzzOutcome.Kind.DIFFERENT, "not compiled: " + compiled.interpretedBecause());
      }
      for (int run = 0; run < runs; run++) {
        long expected;
        try {
          expected = interpreter.run(interpreted, seed + run);
        } catch (BpfException e) {
          // Where the verifier is blind as Linux is; the other property covers these cases.
          return FuzzOutcome.of(FuzzOutcome.Kind.BLIND, "a fault");
        }
        String difference = difference(expected, compiled, seed + run);
        if (difference != null) {
          return FuzzOutcome.of(
              FuzzOutcome.Kind.DIFFERENT, "run %d: %s".formatted(run, difference));
        }
      }
    }
    return FuzzOutcome.of(FuzzOutcome.Kind.FINE, "");
  }

  private @Nullable String difference(long expected, Executable compiled, long seed) {
    long r0;
    try {
      r0 = compiler.run(compiled, seed);
    } catch (BpfException e) {
      return "compiled code ends with a fault: " + e.getMessage();
    }
    if (r0 != expected) {
      return "R0 is %x interpreted, %x compiled".formatted(expected, r0);
    }
    return interpreter.difference(compiler);
  }
}
