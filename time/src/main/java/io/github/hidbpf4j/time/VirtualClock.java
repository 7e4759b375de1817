package io.github.hidbpf4j.time;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time: a discrete-event scheduler for replay and tests. Time stands still while anything
 * runs and jumps to the next deadline when nothing can; endless activity at one instant is
 * throttled. Same seed, same order, on every machine.
 *
 * <p>One run at a time has the baton. At one instant, due timers go first (in order of deadline,
 * then of arming), then process-like runs in the order they became ready: a device's events do not
 * wait for work items. A run that waits passes on the baton and gets it back when its wait is over.
 * The {@link #call}, {@link #advance} and {@link #runUntilIdle} of the host thread drive everything
 * and return when the baton is free; they must not be called inside a run. Other threads must not
 * touch it, or anything it created, while one drives it.
 */
public final class VirtualClock implements Scheduler {
  /*
   * Maintainer's note. The queues and the run that has the baton are here; VirtualTimer, VirtualWork, VirtualSemaphore and
   * VirtualCompletion are what programs and drivers hold of them. A run executes on the thread that conducts (picks what runs next), so that nothing is handed between threads
   * as long as nobody waits. A run that waits keeps its thread: it parks there, and a fresh thread conducts. When it is woken it is put in
   * `ready`; the conductor that picks it ends and the woken thread, whose stack ends in dispatchLoop(), conducts once its run is over. So
   * exactly one thread is ever active, and the semaphores that pass the baton order all memory accesses.
   */
  private static final long START = 1_000_000_000L;
  private static final long REALTIME_START = 1_767_225_600_000_000_000L;
  private static final long TAI_AHEAD = 37_000_000_000L;

  private final TimerHeap<VirtualTimer> timers = new TimerHeap<>();
  private final ArrayDeque<Ready> ready = new ArrayDeque<>();
  private final List<VirtualRun> waiting = new ArrayList<>();
  private final Pacing pacing = new Pacing();
  private final SplittableRandom programRandom;
  private final SplittableRandom choices;
  private final long preemptionWindow;
  private long now = START;
  private long sequence;
  private int softirqDepth;
  private @Nullable VirtualRun current;
  private @Nullable Drive drive;

  /**
   * Creates virtual time with the natural order.
   *
   * @param seed determines only the numbers of {@link #nextRandom}
   */
  public VirtualClock(long seed) {
    this(seed, -1);
  }

  /**
   * Creates virtual time whose seed also decides ties and preemption.
   *
   * @param seed determines the numbers of {@link #nextRandom}, the order of runs due at the same
   *     time, and where runs are interrupted
   * @param preemptionWindow a process-like run may be interrupted by timers due within this many
   *     nanoseconds: the assumed maximum duration of a program's own execution; negative for no
   *     preemption and natural order of ties
   */
  public VirtualClock(long seed, long preemptionWindow) {
    SplittableRandom root = new SplittableRandom(seed);
    this.programRandom = root.split();
    this.choices = root.split();
    this.preemptionWindow = preemptionWindow;
  }

  /** What the conductor can pick besides timers. */
  sealed interface Ready {
    record Resume(VirtualRun run) implements Ready {}

    record Start(String what, Runnable body) implements Ready {}

    record StartWork(VirtualWork work) implements Ready {}
  }

  /** One call of the host thread. */
  private static final class Drive {
    final long limit;
    final CountDownLatch over = new CountDownLatch(1);
    boolean stop;
    @Nullable Throwable failure;

    Drive(long limit) {
      this.limit = limit;
    }
  }

  @Override
  public boolean isOneAtATime() {
    return true;
  }

  @Override
  public long now(ClockId clock) {
    return switch (clock) {
      case MONOTONIC, BOOTTIME -> now;
      case REALTIME -> REALTIME_START + now;
      case TAI -> REALTIME_START + TAI_AHEAD + now;
    };
  }

  /**
   * Runs a body in process context, and everything that interrupts it, until it ends. Time passes
   * only as far as it waits.
   *
   * @param what name of the run in traces and messages
   * @param body runs in process context; may wait
   * @throws StuckException when nothing left to run can end its wait
   */
  public void call(String what, Runnable body) {
    Drive d = new Drive(Long.MAX_VALUE);
    boolean[] ended = {false};
    ready.addLast(
        new Ready.Start(
            what,
            () -> {
              try {
                body.run();
              } finally {
                ended[0] = true;
                d.stop = true;
              }
            }));
    dispatchUntilDone(d);
    if (!ended[0]) {
      throw new StuckException(what, stuckRuns());
    }
  }

  /**
   * Advances time, running everything that becomes due.
   *
   * @param nanos nanoseconds
   */
  public void advance(long nanos) {
    advanceTo(now + nanos);
  }

  /**
   * Runs everything due up to a time, which is then the current time.
   *
   * @param time time of {@link ClockId#MONOTONIC} in nanoseconds; a past one does not turn time
   *     back
   */
  public void advanceTo(long time) {
    dispatchUntilDone(new Drive(time));
    now = Math.max(now, time);
  }

  /** Runs what is due now and its immediate consequences, without advancing time. */
  public void settle() {
    dispatchUntilDone(new Drive(now));
  }

  /** Runs until nothing is left to run; never returns if a timer keeps rearming itself. */
  public void runUntilIdle() {
    dispatchUntilDone(new Drive(Long.MAX_VALUE));
  }

  /** {@return names of the runs whose wait nothing left to run can end} */
  public List<String> stuckRuns() {
    return waiting.stream().filter(r -> !r.woken).map(r -> r.what).toList();
  }

  /** {@return whether a run has the baton} The host's calls that drive time are then forbidden. */
  public boolean isRunning() {
    return drive != null;
  }

  private void dispatchUntilDone(Drive d) {
    if (drive != null) {
      throw new IllegalStateException("virtual time is driven by the host, not from inside a run");
    }
    if (isIdleUntil(d.limit)) {
      return;
    }
    drive = d;
    Carriers.start(this::dispatchLoop);
    boolean interrupted = false;
    while (true) {
      try {
        d.over.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    drive = null;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    // No switch over types: linking it costs some milliseconds at start-up.
    if (d.failure instanceof RuntimeException e) {
      throw e;
    }
    if (d.failure instanceof Error e) {
      throw e;
    }
    if (d.failure != null) {
      throw new IllegalStateException(d.failure);
    }
  }

  /** Whether nothing is left to run up to this time: no thread is needed to find that out. */
  private boolean isIdleUntil(long limit) {
    VirtualTimer timer = timers.first();
    return ready.isEmpty() && (timer == null || timer.deadline > Math.max(limit, now));
  }

  private Drive drive() {
    Drive d = drive;
    if (d == null) {
      throw new IllegalStateException("only a run may do this: start one with call()");
    }
    return d;
  }

  @SuppressWarnings("IfChainToSwitch") // a switch over types costs some milliseconds at start-up
  private void dispatchLoop() {
    while (true) {
      Drive d = drive();
      if (d.stop || d.failure != null) {
        d.over.countDown();
        return;
      }
      VirtualTimer timer = timers.first();
      boolean due = timer != null && timer.deadline <= now;
      if (timer != null && (due || ready.isEmpty())) {
        if (!due && timer.deadline > d.limit) {
          d.over.countDown();
          return;
        }
        fire(timer);
        continue;
      }
      if (ready.isEmpty()) {
        d.over.countDown();
        return;
      }
      Ready next = nextReady();
      if (next instanceof Ready.Resume(VirtualRun run)) {
        resume(run);
        return;
      }
      if (next instanceof Ready.Start(String what, Runnable body)) {
        execute(new VirtualRun(what, true, true), 0, body);
      } else if (next instanceof Ready.StartWork(VirtualWork work)) {
        work.execute();
      }
    }
  }

  private Ready nextReady() {
    if (preemptionWindow >= 0 && ready.size() > 1) {
      int skip = choices.nextInt(ready.size());
      for (int i = 0; i < skip; i++) {
        ready.addLast(ready.removeFirst());
      }
    }
    return ready.removeFirst();
  }

  void ready(Ready entry) {
    ready.addLast(entry);
  }

  /** Removes a cancelled work item. */
  void unready(VirtualWork work) {
    ready.removeIf(r -> r instanceof Ready.StartWork(VirtualWork w) && w == work);
  }

  /** When a run due now with this debt may start. */
  long release(long owed) {
    return pacing.release(now, now, owed);
  }

  /** The time of {@link ClockId#MONOTONIC}. */
  long present() {
    return now;
  }

  @Nullable VirtualRun current() {
    return current;
  }

  private void resume(VirtualRun run) {
    current = run;
    run.baton.release();
  }

  void arm(VirtualTimer timer, long at) {
    if (timer.isThere()) {
      timers.remove(timer);
    }
    timer.owed = timer.run.source ? 0 : owed(at <= now ? 0 : at - now);
    timer.deadline = pacing.release(now, at, timer.owed);
    timer.order = preemptionWindow < 0 ? sequence++ : choices.nextLong();
    timers.add(timer);
  }

  void disarm(VirtualTimer timer) {
    timers.remove(timer);
  }

  private void fire(VirtualTimer timer) {
    timers.remove(timer);
    timer.running++;
    now = Math.max(now, timer.deadline);
    execute(timer.run, timer.owed, timer.body);
    timer.running--;
  }

  void execute(VirtualRun run, long owed, Runnable body) {
    VirtualRun interrupted = current;
    current = run;
    run.begin = now;
    run.owed = owed;
    if (!run.process) {
      softirqDepth++;
    }
    try {
      body.run();
    } catch (Throwable t) {
      Drive d = drive();
      if (d.failure == null) {
        d.failure = t;
      }
    } finally {
      if (!run.process) {
        softirqDepth--;
      }
      current = interrupted;
    }
  }

  /** The debt of a run that the current one starts. */
  long owed(long delay) {
    VirtualRun run = current;
    return run == null || run.source ? 0 : Pacing.owed(run.owed, now - run.begin, delay);
  }

  @Override
  public int chainLength() {
    VirtualRun run = current;
    return run == null ? 0 : (int) (run.owed / Pacing.COST);
  }

  /** Gives the baton away until {@link #wake}. */
  void park(VirtualRun run) {
    drive();
    int depth = softirqDepth;
    softirqDepth = 0;
    run.woken = false;
    waiting.add(run);
    current = null;
    Carriers.start(this::dispatchLoop);
    run.baton.acquireUninterruptibly();
    run.woken = false;
    waiting.remove(run);
    softirqDepth = depth;
    current = run;
  }

  /** Makes a parked run ready. */
  void wake(VirtualRun run) {
    if (!run.woken) {
      run.woken = true;
      ready.addLast(new Ready.Resume(run));
    }
  }

  /** The run that has the baton, which is about to do something allowed only in a run. */
  VirtualRun currentRun(String act) {
    VirtualRun run = current;
    if (run == null) {
      throw new IllegalStateException(act + " outside a run: start one with call()");
    }
    return run;
  }

  @Override
  public void sleep(long nanos) {
    VirtualRun run = currentRun("sleep");
    VirtualTimer timer =
        new VirtualTimer(this, "end of sleep of " + run.what, true, () -> wake(run));
    timer.arm(now + Math.max(0, nanos));
    park(run);
  }

  @Override
  public void preemptionPoint() {
    VirtualRun run = current;
    if (preemptionWindow < 0 || run == null || !run.process || softirqDepth > 0) {
      return;
    }
    while (choices.nextInt(4) == 0) {
      VirtualTimer timer = timers.first();
      boolean timerFirst = ready.isEmpty() || choices.nextBoolean();
      if (timer != null && timerFirst && timer.deadline - now <= preemptionWindow) {
        fire(timer);
      } else if (!ready.isEmpty()) {
        wake(run);
        parkWoken(run);
      } else {
        return;
      }
    }
  }

  @Override
  public boolean preempts() {
    return preemptionWindow >= 0;
  }

  /** Gives the baton to another ready run; the calling one is itself ready. */
  private void parkWoken(VirtualRun run) {
    current = null;
    Carriers.start(this::dispatchLoop);
    run.baton.acquireUninterruptibly();
    run.woken = false;
    current = run;
  }

  @Override
  public boolean maySleep() {
    VirtualRun run = current;
    return run != null && run.process && softirqDepth == 0;
  }

  @Override
  public int nextRandom() {
    return programRandom.nextInt();
  }

  @Override
  public Timer newTimer(String what, Runnable body) {
    return new VirtualTimer(this, what, false, body);
  }

  @Override
  public Timer newSource(String what, Runnable body) {
    return new VirtualTimer(this, what, true, body);
  }

  @Override
  public Work newWork(String what, Runnable body) {
    return new VirtualWork(this, what, body);
  }

  @Override
  public BinarySemaphore newSemaphore(String what) {
    return new VirtualSemaphore(this);
  }

  @Override
  public Completion newCompletion(String what) {
    return new VirtualCompletion(this);
  }
}
