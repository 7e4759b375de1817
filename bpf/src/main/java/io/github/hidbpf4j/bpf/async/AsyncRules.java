package io.github.hidbpf4j.bpf.async;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.ApiProfile.TimerWorkRule;
import io.github.hidbpf4j.bpf.proto.TimerFunctions;

/**
 * Differences between kernels and proposals in the timer and work queue calls.
 *
 * @param initFlags bits beyond the clock id that {@code bpf_timer_init} accepts: 0, or {@link
 *     #SLEEPABLE_AT_INIT}
 * @param startFlags bits that {@code bpf_timer_start} accepts
 * @param setterMustMatch whether the setter of the callback must be the one that the sleepable flag
 *     at init names (v6 of the proposal)
 * @param timerWork what starting a timer with a sleepable callback does
 * @param workFlags bits that {@code bpf_wq_init} and the setter of its callback accept: 0, or
 *     {@link ApiProfile.Options#WQ_BH}
 */
public record AsyncRules(
    long initFlags,
    long startFlags,
    boolean setterMustMatch,
    TimerWorkRule timerWork,
    long workFlags) {
  /** {@code BPF_F_TIMER_ABS}: the time is absolute, in the timer's clock. */
  public static final long ABS = 1;

  /** {@code BPF_F_TIMER_CPU_PIN}: the callback runs on the calling CPU. */
  public static final long CPU_PIN = 2;

  /** {@code BPF_F_TIMER_SLEEPABLE} where it was a flag of start: v3 to v5 of the proposal. */
  public static final long SLEEPABLE_AT_START = 1 << 2;

  /** {@code BPF_F_TIMER_SLEEPABLE} where it was a flag of init: v2 and v6 of the proposal. */
  public static final long SLEEPABLE_AT_INIT = 1 << 4;

  /** The rules of Linux 6.12. */
  public static final AsyncRules LINUX_6_12 =
      new AsyncRules(0, ABS | CPU_PIN, false, TimerWorkRule.AFTER_TIMER, 0);

  /** The rules of a profile. */
  public static AsyncRules of(ApiProfile profile) {
    ApiProfile.Options o = profile.options();
    return new AsyncRules(
        o.timerInitFlags(),
        o.timerStartFlags(),
        (o.timerInitFlags() & SLEEPABLE_AT_INIT) != 0
            && profile.has(TimerFunctions.TIMER_SET_SLEEPABLE_CB_IMPL),
        o.timerWork(),
        o.workQueueFlags());
  }
}
