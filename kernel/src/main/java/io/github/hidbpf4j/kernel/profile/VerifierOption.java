package io.github.hidbpf4j.kernel.profile;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.ApiProfile.GlobalFunctionRule;
import io.github.hidbpf4j.bpf.proto.ApiProfile.Options;
import io.github.hidbpf4j.bpf.proto.ApiProfile.TimerCallbackRule;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A choice that the designers of sleepable callbacks left open, or that differs between kernels,
 * applied on top of a profile: {@code global-functions=per-context}.
 */
public enum VerifierOption {
  /** {@link GlobalFunctionRule#VERIFIED_NON_SLEEPABLE}: Linux 6.12. */
  GLOBAL_FUNCTIONS_NON_SLEEPABLE(
      "global-functions",
      "non-sleepable",
      o -> o.with(GlobalFunctionRule.VERIFIED_NON_SLEEPABLE),
      VerifierRule.GLOBAL_FUNCTIONS_BY_CONTEXT),
  /** {@link GlobalFunctionRule#PER_CONTEXT}. */
  GLOBAL_FUNCTIONS_PER_CONTEXT(
      "global-functions", "per-context", o -> o.with(GlobalFunctionRule.PER_CONTEXT)),
  /** {@link GlobalFunctionRule#REJECT_MIXED}. */
  GLOBAL_FUNCTIONS_REJECT_MIXED(
      "global-functions", "reject-mixed", o -> o.with(GlobalFunctionRule.REJECT_MIXED)),
  /** {@link TimerCallbackRule#SLEEPABLE}: Linux 6.12. */
  TIMER_CALLBACKS_SLEEPABLE(
      "timer-callbacks",
      "sleepable",
      o -> o.with(TimerCallbackRule.SLEEPABLE),
      VerifierRule.SLEEPABLE_BY_STATE),
  /** {@link TimerCallbackRule#NON_SLEEPABLE}: later kernels. */
  TIMER_CALLBACKS_NON_SLEEPABLE(
      "timer-callbacks", "non-sleepable", o -> o.with(TimerCallbackRule.NON_SLEEPABLE));

  /** A change to the rules of a profile. */
  private interface Change {
    Options apply(Options options);
  }

  private final String rule;
  private final String choice;
  private final Change change;

  /** Rules of later kernels that contradict the choice. */
  private final Set<VerifierRule> without;

  VerifierOption(String rule, String choice, Change change, VerifierRule... without) {
    this.rule = rule;
    this.choice = choice;
    this.change = change;
    this.without = Set.of(without);
  }

  /** The name of a profile without the choices after it. */
  public static String profileOf(String name) {
    int end = name.indexOf(' ');
    return end < 0 ? name : name.substring(0, end);
  }

  /** The choices after the name of a profile, with a leading blank; empty for none. */
  public static String choicesOf(String name) {
    return name.substring(profileOf(name).length());
  }

  /** The rule concerned: {@code global-functions}. */
  public String rule() {
    return rule;
  }

  /** The option for this text, {@code global-functions=per-context}. */
  public static Optional<VerifierOption> parse(String text) {
    return Arrays.stream(values())
        .filter(o -> o.toString().equals(text.strip().toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /** All of them, one rule after the other: {@code global-functions=a, b or c; …}. */
  public static String known() {
    return Arrays.stream(values())
        .map(VerifierOption::rule)
        .distinct()
        .map(
            rule ->
                rule
                    + "="
                    + Arrays.stream(values())
                        .filter(o -> o.rule.equals(rule))
                        .map(o -> o.choice)
                        .collect(Collectors.joining("|")))
        .collect(Collectors.joining(", "));
  }

  /**
   * Profiles with the choices applied: one per rule, so that two choices of the same rule give two
   * variants of each profile, and choices of different rules are combined. Their names are the
   * profile's followed by the choices, as in {@code 6.12 global-functions=per-context}; variants
   * with the same choices are adjacent.
   */
  public static List<ApiProfile> variants(
      List<ApiProfile> profiles, Collection<VerifierOption> choices) {
    List<ApiProfile> all = profiles;
    for (String rule : choices.stream().map(VerifierOption::rule).distinct().toList()) {
      List<ApiProfile> before = all;
      all =
          choices.stream()
              .filter(o -> o.rule.equals(rule))
              .distinct()
              .flatMap(o -> before.stream().map(o::applyTo))
              .toList();
    }
    return all;
  }

  private ApiProfile applyTo(ApiProfile profile) {
    ApiProfile.Builder builder =
        profile.toBuilder(profile.name() + " " + this, profile.description() + ", " + this);
    without.forEach(later -> builder.rule(later, false));
    return builder.options(change.apply(profile.options())).build();
  }

  /** {@code global-functions=per-context}. */
  @Override
  public String toString() {
    return rule + "=" + choice;
  }
}
