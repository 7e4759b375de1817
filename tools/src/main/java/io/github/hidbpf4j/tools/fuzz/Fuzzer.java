package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.PathVerification;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Checks a property of accepted programs on many programs, and counts outcomes. */
final class Fuzzer {
  private final Property check;
  private final ApiProfile profile;
  private final Generator generator;
  private final EnumMap<FuzzOutcome.Kind, Integer> kinds = new EnumMap<>(FuzzOutcome.Kind.class);
  private final EnumMap<Feature, Integer> features = new EnumMap<>(Feature.class);
  private final Map<String, Integer> reasons = new HashMap<>();
  private final Map<String, Integer> blind = new TreeMap<>();
  private int programs;
  private long steps;
  private long looseSteps;

  /** Generates programs for a kernel from seeds. */
  @FunctionalInterface
  interface Generator {
    GeneratedProgram generate(long seed, ApiProfile profile);
  }

  private Fuzzer(Property check, ApiProfile profile, Generator generator) {
    this.check = check;
    this.profile = profile;
    this.generator = generator;
  }

  /** Checks the same property on other programs. */
  Fuzzer on(Generator programs) {
    return new Fuzzer(check, profile, programs);
  }

  /** A fuzzer that checks whether runs do what the verifier foresaw under a profile. */
  public static Fuzzer ofVerifier(ApiProfile profile) {
    return ofVerifier(profile, PathVerification::observed);
  }

  /** A fuzzer that checks the same for another verifier. */
  static Fuzzer ofVerifier(ApiProfile profile, SoundnessCheck.Step verifier) {
    return new Fuzzer(new SoundnessCheck(profile, verifier), profile, ProgramGenerator::generate);
  }

  /**
   * A fuzzer that checks whether programs that a profile accepts do the same interpreted and
   * compiled.
   */
  public static Fuzzer ofEngines(ApiProfile profile) {
    return ofEngines(profile, UnaryOperator.identity());
  }

  /** A fuzzer that checks the same with this transformation before compiling. */
  static Fuzzer ofEngines(ApiProfile profile, UnaryOperator<VerifiedProgram> compiles) {
    return new Fuzzer(new EngineCheck(profile, compiles), profile, ProgramGenerator::generate);
  }

  /**
   * Checks one program.
   *
   * @return the fault: seed, what was found, the smallest program that shows it; or null
   */
  public @Nullable String check(long seed) {
    GeneratedProgram program = generator.generate(seed, profile);
    FuzzOutcome outcome = check.check(program.program(), program, seed);
    programs++;
    kinds.merge(outcome.kind(), 1, Integer::sum);
    outcome.features().forEach(f -> features.merge(f, 1, Integer::sum));
    steps += outcome.steps();
    looseSteps += outcome.looseSteps();
    if (outcome.kind() == FuzzOutcome.Kind.REFUSED) {
      reasons.merge(outcome.detail().replaceAll("-?[0-9]+", "N"), 1, Integer::sum);
    }
    if (outcome.kind() == FuzzOutcome.Kind.BLIND) {
      blind.merge(outcome.detail(), 1, Integer::sum);
    }
    return outcome.isBad() ? new Shrinker(check, program).report(outcome) : null;
  }

  /** How many programs were checked so far. */
  public int programs() {
    return programs;
  }

  /** How many programs the verifier accepted and ran as foreseen. */
  public int accepted() {
    return kinds.getOrDefault(FuzzOutcome.Kind.FINE, 0);
  }

  /** How many accepted programs went where Linux is known to be blind. */
  public int blind() {
    return kinds.getOrDefault(FuzzOutcome.Kind.BLIND, 0);
  }

  /** How many accepted programs have this feature. */
  public int accepted(Feature feature) {
    return features.getOrDefault(feature, 0);
  }

  /** The counts as text of several lines. */
  public String summary() {
    StringBuilder out = new StringBuilder();
    out.append("programs ").append(programs).append(':');
    kinds.forEach((kind, n) -> out.append(' ').append(kind).append(' ').append(n));
    out.append("\nwhere Linux does not look: ").append(blind);
    out.append("\naccepted with:");
    for (Feature feature : Feature.values()) {
      out.append(
          " %s %.1f%%".formatted(feature, 100.0 * accepted(feature) / Math.max(1, accepted())));
    }
    if (steps > 0) {
      out.append("\ninstructions run ").append(steps);
      out.append(", of them after a loose comparison ").append(looseSteps);
    }
    return out.append('\n').toString();
  }

  /** Why programs were rejected, most frequent reason first. */
  public String refusals(int most) {
    StringBuilder out = new StringBuilder();
    reasons.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .limit(most)
        .forEach(e -> out.append("%6d %s%n".formatted(e.getValue(), e.getKey())));
    return out.toString();
  }
}
