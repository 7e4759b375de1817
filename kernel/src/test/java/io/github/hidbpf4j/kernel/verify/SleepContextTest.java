package io.github.hidbpf4j.kernel.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LinkedObject;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.ApiProfile.GlobalFunctionRule;
import io.github.hidbpf4j.bpf.proto.ApiProfile.TimerCallbackRule;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.kernel.verdict.ProgramVerdict;
import io.github.hidbpf4j.kernel.verdict.VerificationOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Who may sleep where, under each option of a profile: {@code testdata/verifier/contexts.bpf.c}.
 */
class SleepContextTest {
  private static final LinkedObject OBJECT = object();

  /** What the last message holds, by what stands in the tables. */
  private static final Map<String, String> SHORT =
      Map.of(
          "ok", "",
          "sleeps", "program must be sleepable to call sleepable kfunc hid_bpf_allocate_context",
          "mixed", "is called from both sleepable and non-sleepable code");

  private static LinkedObject object() {
    Path file =
        Path.of(System.getProperty("hidbpf4j.root", "."), "testdata/verifier/contexts.bpf.o");
    try {
      return BpfObject.open("contexts.bpf.o", Files.readAllBytes(file))
          .link(KernelTypes.forProfile("6.12").btf());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static ApiProfile profile(GlobalFunctionRule functions, TimerCallbackRule timers) {
    ApiProfile base = Profiles.forName("6.12").orElseThrow();
    return base.toBuilder("6.12-" + functions, base.description())
        .options(base.options().with(functions).with(timers))
        .build();
  }

  private static ProgramVerdict verify(String program, ApiProfile profile, int logLevel) {
    return ProgramVerification.verify(
        OBJECT.program(program),
        profile,
        new VerificationOptions(0, logLevel, VerificationOptions.DEFAULT_LOG_LIMIT),
        Map.of());
  }

  private static void expect(String program, ApiProfile profile, String expected) {
    ProgramVerdict verdict = verify(program, profile, 1);
    if (expected.equals("ok")) {
      assertThat(verdict.reason()).as("%s under %s", program, profile).isEmpty();
    } else {
      assertThat(verdict.accepted()).as("%s under %s", program, profile).isFalse();
      assertThat(Objects.requireNonNull(verdict.explanation()).messages().getLast())
          .as("%s under %s", program, profile)
          .contains(SHORT.getOrDefault(expected, expected));
    }
  }

  /**
   * An event hook with a work queue callback. Columns: as 6.12, once per context, refused when
   * mixed.
   */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          sleeping_from_callback,       sleeps, ok,     ok
          sleeping_from_main,           sleeps, sleeps, sleeps
          sleeping_from_both,           sleeps, sleeps, mixed
          plain_from_callback,          ok,     ok,     ok
          plain_from_main,              ok,     ok,     ok
          plain_from_both,              ok,     ok,     mixed
          outer_sleeping_from_callback, sleeps, ok,     ok
          outer_sleeping_from_main,     sleeps, sleeps, sleeps
          outer_sleeping_from_both,     sleeps, sleeps, mixed
          outer_plain_from_callback,    ok,     ok,     ok
          outer_plain_from_main,        ok,     ok,     ok
          outer_plain_from_both,        ok,     ok,     mixed
          inner_first_sleeping,         sleeps, sleeps, mixed
          inner_first_plain,            ok,     ok,     mixed
          inner_last_plain,             ok,     ok,     mixed
          direct_from_callback,         ok,     ok,     ok
          direct_from_main,             sleeps, sleeps, sleeps
          """)
  void globalFunctions(String program, String as612, String perContext, String rejectMixed) {
    for (TimerCallbackRule timers : TimerCallbackRule.values()) {
      expect(program, profile(GlobalFunctionRule.VERIFIED_NON_SLEEPABLE, timers), as612);
      expect(program, profile(GlobalFunctionRule.PER_CONTEXT, timers), perContext);
      expect(program, profile(GlobalFunctionRule.REJECT_MIXED, timers), rejectMixed);
    }
  }

  /** How often each global function is verified, according to the log. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          plain_from_callback,       VERIFIED_NON_SLEEPABLE, plain=1
          plain_from_both,           VERIFIED_NON_SLEEPABLE, plain=1
          plain_from_callback,       PER_CONTEXT,            plain=1
          plain_from_main,           PER_CONTEXT,            plain=1
          plain_from_both,           PER_CONTEXT,            plain=2
          outer_plain_from_callback, PER_CONTEXT,            outer_plain=1 plain=1
          outer_plain_from_both,     PER_CONTEXT,            outer_plain=2 plain=2
          inner_first_plain,         VERIFIED_NON_SLEEPABLE, outer_plain=1 plain=1
          inner_first_plain,         PER_CONTEXT,            outer_plain=1 plain=2
          inner_last_plain,          PER_CONTEXT,            outer_plain=1 plain=2
          plain_from_main,           REJECT_MIXED,           plain=1
          outer_plain_from_callback, REJECT_MIXED,           outer_plain=1 plain=1
          """)
  void onceForEachContext(String program, GlobalFunctionRule rule, String expected) {
    ProgramVerdict verdict = verify(program, profile(rule, TimerCallbackRule.SLEEPABLE), 2);
    Map<String, Integer> times = new HashMap<>();
    for (String name : Set.of("plain", "outer_plain")) {
      int count = verdict.log().split("Validating " + name + "\\(\\) func#", -1).length - 1;
      if (count > 0) {
        times.put(name, count);
      }
    }
    String found =
        new TreeSet<>(times.keySet())
            .stream().map(n -> n + "=" + times.get(n)).collect(Collectors.joining(" "));
    assertThat(found).isEqualTo(expected);
  }

  /**
   * A program that may sleep with a timer callback. Columns: as 6.12; callbacks not sleepable: as
   * 6.12 verifies global functions, once per context, refused when mixed; whether 6.12 gives a
   * finding.
   */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          timer_sleeps,                   ok, sleeps, sleeps, sleeps, true
          timer_plain,                    ok, ok,     ok,     ok,     false
          timer_plain_main_sleeps,        ok, ok,     ok,     ok,     false
          timer_global_sleeps,            ok, sleeps, sleeps, sleeps, true
          timer_global_plain,             ok, ok,     ok,     ok,     false
          timer_plain_main_global_sleeps, ok, ok,     ok,     ok,     false
          both_global_sleeps,             ok, sleeps, sleeps, mixed,  true
          both_global_plain,              ok, ok,     ok,     mixed,  false
          main_inner_timer_outer_sleeps,  ok, sleeps, sleeps, mixed,  true
          fixup_work_sleeps,              ok, ok,     ok,     ok,     false
          fixup_timer_then_work_sleeping, ok, sleeps, sleeps, sleeps, true
          fixup_work_then_timer_sleeping, ok, sleeps, sleeps, sleeps, true
          """)
  void timersOfSleepablePrograms(
      String program,
      String as612,
      String strict,
      String strictPerContext,
      String strictRejectMixed,
      boolean finding) {
    for (GlobalFunctionRule functions : GlobalFunctionRule.values()) {
      expect(program, profile(functions, TimerCallbackRule.SLEEPABLE), as612);
    }
    TimerCallbackRule not = TimerCallbackRule.NON_SLEEPABLE;
    expect(program, profile(GlobalFunctionRule.VERIFIED_NON_SLEEPABLE, not), strict);
    expect(program, profile(GlobalFunctionRule.PER_CONTEXT, not), strictPerContext);
    expect(program, profile(GlobalFunctionRule.REJECT_MIXED, not), strictRejectMixed);
    expect(program, Profiles.forName("6.12-strict-async").orElseThrow(), strict);
    ProgramVerdict verdict = verify(program, Profiles.forName("6.12").orElseThrow(), 0);
    assertThat(verdict.accepted()).isTrue();
    if (finding) {
      assertThat(verdict.findings())
          .singleElement()
          .asString()
          .startsWith("sleep-in-timer-callback: program '" + program + "': kernel 6.12 treats")
          .contains("testdata/verifier/contexts.bpf.c:", SHORT.get("sleeps"));
    } else {
      assertThat(verdict.findings()).isEmpty();
    }
  }

  /** The timer callback of a non-sleepable program must not sleep, whatever the option. */
  @ParameterizedTest
  @EnumSource(TimerCallbackRule.class)
  void timersOfOtherPrograms(TimerCallbackRule rule) {
    ApiProfile profile = profile(GlobalFunctionRule.VERIFIED_NON_SLEEPABLE, rule);
    expect("event_timer_sleeps", profile, "sleeps");
    for (String order : Set.of("timer_then_work", "work_then_timer")) {
      expect(order + "_sleeping", profile, "sleeps");
      expect(order + "_plain", profile, "ok");
    }
  }

  /** One callback for timer and work: verified twice, as the contexts differ. */
  @Test
  void oneFunctionForBoth() {
    for (String program : Set.of("timer_then_work_plain", "work_then_timer_plain")) {
      for (TimerCallbackRule rule : TimerCallbackRule.values()) {
        String log =
            verify(program, profile(GlobalFunctionRule.VERIFIED_NON_SLEEPABLE, rule), 2).log();
        long entered = log.lines().filter(l -> l.matches("\\d+: R1=map_ptr.* async_cb")).count();
        assertThat(entered).as(log).isEqualTo(2);
      }
    }
  }

  @Test
  void everyProgramOfTheObjectIsLookedAt() {
    assertThat(OBJECT.failures()).isEmpty();
    assertThat(OBJECT.programs()).hasSize(17 + 9 + 2 + 6);
  }
}
