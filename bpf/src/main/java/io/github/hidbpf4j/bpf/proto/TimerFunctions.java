package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.GoneSince.goneSince7;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.PROPOSED;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux6;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux7;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.IMPLICIT_ARGS;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.TRUSTED_ARGS;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.ANYTHING;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.FUNC;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.INTEGER;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.MAP;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.STATUS;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.TIMER;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.manual;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.signature;
import static io.github.hidbpf4j.bpf.proto.Trait.INITIALISES_FIELD;
import static io.github.hidbpf4j.bpf.proto.Trait.KEEPS_TO_ITSELF;
import static io.github.hidbpf4j.bpf.proto.Trait.NEEDS_TASKS;

import io.github.hidbpf4j.bpf.proto.Effect.Context;
import io.github.hidbpf4j.bpf.proto.Effect.Deferral;
import java.util.List;

/**
 * Timers and work queues (Linux 6.12 to 7.3, {@code kernel/bpf/helpers.c}), and their counterparts
 * in the proposals.
 */
public final class TimerFunctions {
  private static final String TASK_WORK_RESULTS =
      "0; -EBUSY: it is scheduled already, or no user has the map; -EBADF; -ENOMEM.";

  /** {@code bpf_timer_init}. */
  public static final Helper TIMER_INIT =
      Helper.of(
          169,
          "bpf_timer_init",
          signature(INTEGER, TIMER, MAP, ANYTHING).gpl(),
          INITIALISES_FIELD,
          KEEPS_TO_ITSELF,
          STATUS,
          manual(
              "Makes a timer in a map's value usable; flags: clock 0 REALTIME, 1 MONOTONIC, "
                  + "7 BOOTTIME.",
              "0; -EINVAL: flags; -EBUSY: it is already; -EPERM: no user has the map; "
                  + "-ENOMEM."));

  /** {@code bpf_timer_set_callback}. */
  public static final Helper TIMER_SET_CALLBACK =
      Helper.of(
          170,
          "bpf_timer_set_callback",
          signature(INTEGER, TIMER, FUNC).gpl(),
          KEEPS_TO_ITSELF,
          new Effect.SetsCallback(Context.SOFTIRQ),
          STATUS,
          manual(
              "What the timer runs: `static int cb(void *map, KEY *key, VALUE *value)`, "
                  + "which returns 0, in softirq context.",
              "0; -EINVAL: not initialised; -EPERM."));

  /** {@code bpf_timer_start}. */
  public static final Helper TIMER_START =
      Helper.of(
          171,
          "bpf_timer_start",
          signature(INTEGER, TIMER, ANYTHING, ANYTHING).gpl(),
          KEEPS_TO_ITSELF,
          new Effect.Starts(Deferral.TIMER),
          STATUS,
          manual(
              "Starts it, or moves it, to run once `nsecs` from now; flags ABS, CPU_PIN.",
              "0; -EINVAL: flags, not initialised, or no callback: `bpf_timer_cancel` drops "
                  + "it."));

  /** {@code bpf_timer_cancel}. */
  public static final Helper TIMER_CANCEL =
      Helper.of(
          172,
          "bpf_timer_cancel",
          signature(INTEGER, TIMER).gpl(),
          KEEPS_TO_ITSELF,
          new Effect.ReturnsNumber(0, Integer.MIN_VALUE, 1),
          manual(
              "Stops it, waits for a callback that runs, and drops the callback.",
              "1: it was pending; 0; -EINVAL: not initialised; -EDEADLK: in its own "
                  + "callback, or two callbacks would cancel each other."));

  /** {@code bpf_timer_set_sleepable_cb}, as in the draft of 2024-02-13. */
  public static final Helper TIMER_SET_SLEEPABLE_CB_212 =
      Helper.of(
          212,
          "bpf_timer_set_sleepable_cb",
          signature(INTEGER, TIMER, FUNC).gpl(),
          KEEPS_TO_ITSELF,
          new Effect.SetsCallback(Context.PROCESS),
          STATUS,
          PROPOSED);

  /** {@code bpf_timer_set_sleepable_cb}, as in RFC v2 and v3. */
  public static final Kfunc TIMER_SET_SLEEPABLE_CB =
      Kfunc.of(
          TIMER_SET_SLEEPABLE_CB_212.name(),
          KEEPS_TO_ITSELF,
          new Effect.SetsCallback(Context.PROCESS),
          STATUS,
          PROPOSED,
          manual(
              "Proposals: a callback that may sleep, run from a work item.",
              "0; -EINVAL: not initialised, or the flag at init says otherwise (v6); -EPERM."));

  /** {@code bpf_timer_set_sleepable_cb_impl}, as in RFC v4 to v6. */
  public static final Kfunc TIMER_SET_SLEEPABLE_CB_IMPL =
      Kfunc.of(
          "bpf_timer_set_sleepable_cb_impl",
          KEEPS_TO_ITSELF,
          new Effect.SetsCallback(Context.PROCESS),
          STATUS,
          PROPOSED,
          manual("The same, as v4 to v6 had it.", "As above."));

  /** {@code bpf_wq_init}. */
  public static final Kfunc WQ_INIT =
      Kfunc.of(
          "bpf_wq_init",
          INITIALISES_FIELD,
          STATUS,
          linux6(10),
          manual(
              "Makes a work queue in a map's value usable; flags 0.",
              "0; -EINVAL; -EBUSY: it is already; -EPERM: no user has the map; -ENOMEM."));

  /** {@code bpf_wq_set_callback_impl}: the macro passes NULL for the last argument. */
  public static final Kfunc WQ_SET_CALLBACK_IMPL =
      Kfunc.of(
          "bpf_wq_set_callback_impl",
          SpecialKfunc.WQ_SET_CALLBACK,
          new Effect.SetsCallback(Context.PROCESS),
          STATUS,
          linux6(10),
          goneSince7(0),
          manual(
              "What it runs: `static int cb(void *map, int *key, void *value)`, which "
                  + "returns 0, in process context, where it may sleep. Written "
                  + "`bpf_wq_set_callback(wq, cb, flags)`.",
              "0; -EINVAL: flags, or not initialised; -EPERM."));

  /** {@code bpf_wq_set_callback}, its replacement. */
  public static final Kfunc WQ_SET_CALLBACK =
      Kfunc.of(
          "bpf_wq_set_callback",
          SpecialKfunc.WQ_SET_CALLBACK,
          IMPLICIT_ARGS,
          new InPlaceOf(WQ_SET_CALLBACK_IMPL),
          new Effect.SetsCallback(Context.PROCESS),
          STATUS,
          linux7(0),
          manual(
              "The same with another prototype: an object that calls the one does not load where "
                  + "the other is.",
              "As above."));

  /** {@code bpf_wq_start}. */
  public static final Kfunc WQ_START =
      Kfunc.of(
          "bpf_wq_start",
          new Effect.Starts(Deferral.WORK),
          STATUS,
          linux6(10),
          manual(
              "Queues it; queued already, it runs once; running, once more.",
              "0; -EINVAL: flags, not initialised, or no callback."));

  /** {@code bpf_timer_cancel_async}. */
  public static final Kfunc TIMER_CANCEL_ASYNC =
      Kfunc.of(
          "bpf_timer_cancel_async",
          KEEPS_TO_ITSELF,
          new Effect.ReturnsNumber(0, Integer.MIN_VALUE, 1),
          linux7(0),
          manual(
              "Stops a timer without waiting for a callback that runs, and keeps the callback.",
              "1: it was pending; 0; -1: its callback runs; -EINVAL: not initialised; -ECANCELED: "
                  + "it is done later, as interrupts are disabled."));

  private static final ManualEntry SIGNAL_MANUAL =
      manual(
          "Has a task call `static int cb(void *map, void *key, void *value)` once, in process "
              + "context, where it may sleep: soon, as it is woken like by a signal.",
          TASK_WORK_RESULTS);

  private static final ManualEntry RESUME_MANUAL =
      manual("The same, when the task returns to user space by itself.", TASK_WORK_RESULTS);

  /** {@code bpf_task_work_schedule_signal_impl}. */
  public static final Kfunc TASK_WORK_SCHEDULE_SIGNAL_IMPL =
      Kfunc.of(
          "bpf_task_work_schedule_signal_impl",
          NEEDS_TASKS,
          TRUSTED_ARGS,
          new Effect.CallsLater(3),
          STATUS,
          linux6(18),
          goneSince7(0),
          SIGNAL_MANUAL);

  /** {@code bpf_task_work_schedule_signal}. */
  public static final Kfunc TASK_WORK_SCHEDULE_SIGNAL =
      Kfunc.of(
          "bpf_task_work_schedule_signal",
          NEEDS_TASKS,
          new InPlaceOf(TASK_WORK_SCHEDULE_SIGNAL_IMPL),
          IMPLICIT_ARGS,
          new Effect.CallsLater(3),
          STATUS,
          linux7(0),
          SIGNAL_MANUAL);

  /** {@code bpf_task_work_schedule_resume_impl}. */
  public static final Kfunc TASK_WORK_SCHEDULE_RESUME_IMPL =
      Kfunc.of(
          "bpf_task_work_schedule_resume_impl",
          NEEDS_TASKS,
          TRUSTED_ARGS,
          new Effect.CallsLater(3),
          STATUS,
          linux6(18),
          goneSince7(0),
          RESUME_MANUAL);

  /** {@code bpf_task_work_schedule_resume}. */
  public static final Kfunc TASK_WORK_SCHEDULE_RESUME =
      Kfunc.of(
          "bpf_task_work_schedule_resume",
          NEEDS_TASKS,
          new InPlaceOf(TASK_WORK_SCHEDULE_RESUME_IMPL),
          IMPLICIT_ARGS,
          new Effect.CallsLater(3),
          STATUS,
          linux7(0),
          RESUME_MANUAL);

  /** All of them, in order. */
  public static final List<KernelFunction> ALL =
      List.of(
          TIMER_INIT,
          TIMER_SET_CALLBACK,
          TIMER_START,
          TIMER_CANCEL,
          TIMER_SET_SLEEPABLE_CB,
          TIMER_SET_SLEEPABLE_CB_IMPL,
          WQ_INIT,
          WQ_SET_CALLBACK_IMPL,
          WQ_SET_CALLBACK,
          WQ_START,
          TIMER_CANCEL_ASYNC,
          TASK_WORK_SCHEDULE_SIGNAL_IMPL,
          TASK_WORK_SCHEDULE_SIGNAL,
          TASK_WORK_SCHEDULE_RESUME_IMPL,
          TASK_WORK_SCHEDULE_RESUME);

  private TimerFunctions() {}
}
