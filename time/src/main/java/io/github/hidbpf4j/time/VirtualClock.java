package io.github.hidbpf4j.time;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time: a discrete-event scheduler for replay and tests. Time stands still while anything
 * runs and jumps to the next deadline when nothing can; what goes on without end at one instant is
 * put off. Same seed, same order, on every machine.
 *
 * <p>One run at a time has the baton. At one instant, due timers go first (in order of deadline,
 * then of arming), then process-like runs in the order they became ready: a device's events do not
 * wait for work items. A run that waits hands the baton on and gets it back when what it waits for
 * has come. The {@link #call}, {@link #advance} and {@link #runUntilIdle} of the host thread drive
 * it all and return when the baton is free; they must not be called from inside a run. Other
 * threads must not touch it, or anything that it made, while one drives it.
 *
 * <p>One long file, as timers, work items, semaphores and completions all change the same queues
 * and the one run that has the baton, which nothing outside may see.
 */
public final class VirtualClock implements Scheduler {
  /*
   * Maintainer's note. A run executes on the thread that conducts (picks what runs next), so that nothing is handed between threads
   * as long as nobody waits. A run that waits keeps its thread: it parks there, and a fresh thread conducts. When it is woken it is put in
   * `ready`; the conductor that picks it ends and the woken thread, whose stack ends in dispatchLoop(), conducts once its run is over. So
   * exactly one thread is ever active, and the semaphores that pass the baton order all memory accesses.
   */
  private static final long START = 1_000_000_000L;
  private static final long REALTIME_START = 1_767_225_600_000_000_000L;
  private static final long TAI_AHEAD = 37_000_000_000L;

  private final TimerHeap<VirtualTimer> timers = new TimerHeap<>();
  private final ArrayDeque<Ready> ready = new ArrayDeque<>();
  private final List<Run> waiting = new ArrayList<>();
  private final Pacing pacing = new Pacing();
  private final SplittableRandom programRandom;
  private final SplittableRandom choices;
  private final long preemptionWindow;
  private long now = START;
  private long sequence;
  private int softirqDepth;
  private @Nullable Run current;
  private @Nullable Drive drive;

  /**
   * Virtual time that keeps to one natural order.
   *
   * @param seed decides only the numbers that {@link #nextRandom} gives
   */
  public VirtualClock(long seed) {
    this(seed, -1);
  }

  /**
   * Virtual time whose seed also decides ties and preemption.
   *
   * @param seed decides the numbers that {@link #nextRandom} gives, the order of runs due at the
   *     same time, and where runs are interrupted
   * @param preemptionWindow a process-like run may be interrupted by timers due within this many
   *     nanoseconds: the longest a program's own execution is taken to last; negative for no
   *     preemption and natural order of ties
   */
  public VirtualClock(long seed, long preemptionWindow) {
    SplittableRandom root = new SplittableRandom(seed);
    this.programRandom = root.split();
    this.choices = root.split();
    this.preemptionWindow = preemptionWindow;
  }

  /** Something that can have the baton. */
  private static final class Run {
    final String what;
    final boolean process;

    /** Whether what it starts begins a chain. */
    final boolean source;

    final Semaphore baton = new Semaphore(0);
    boolean woken;

    /** When it began, and what it owed then. */
    long begin;

    long owed;

    Run(String what, boolean process, boolean source) {
      this.what = what;
      this.process = process;
      this.source = source;
    }
  }

  /** What the conductor can pick besides timers. */
  private sealed interface Ready {
    record Resume(Run run) implements Ready {}

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
  public long now(ClockId clock) {
    return switch (clock) {
      case MONOTONIC, BOOTTIME -> now;
      case REALTIME -> REALTIME_START + now;
      case TAI -> REALTIME_START + TAI_AHEAD + now;
    };
  }

  /**
   * Runs a body in process context, and everything that gets in its way, until it ends. Time passes
   * only as far as it waits.
   *
   * @param what name of the run in traces and messages
   * @param body runs in process context; may wait
   * @throws StuckException when it waits for something that nothing left to run can bring
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
   * Lets time pass, running all that becomes due.
   *
   * @param nanos nanoseconds
   */
  public void advance(long nanos) {
    advanceTo(now + nanos);
  }

  /**
   * Runs all that is due up to a time, which is then the present.
   *
   * @param time time of {@link ClockId#MONOTONIC} in nanoseconds; one that is past does not turn
   *     time back
   */
  public void advanceTo(long time) {
    dispatchUntilDone(new Drive(time));
    now = Math.max(now, time);
  }

  /** Runs what is due now and what that leads to, without letting time pass. */
  public void settle() {
    dispatchUntilDone(new Drive(now));
  }

  /**
   * Runs until nothing is left to run; with a timer that always arms itself again, that is never.
   */
  public void runUntilIdle() {
    dispatchUntilDone(new Drive(Long.MAX_VALUE));
  }

  /** {@return names of the runs that wait for something that nothing left to run can bring} */
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
    switch (d.failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(d.failure);
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
      switch (nextReady()) {
        case Ready.Resume(Run run) -> {
          resume(run);
          return;
        }
        case Ready.Start(String what, Runnable body) -> execute(new Run(what, true, true), 0, body);
        case Ready.StartWork(VirtualWork work) -> work.execute();
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

  private void resume(Run run) {
    current = run;
    run.baton.release();
  }

  private void fire(VirtualTimer timer) {
    timers.remove(timer);
    timer.running++;
    now = Math.max(now, timer.deadline);
    execute(timer.run, timer.owed, timer.body);
    timer.running--;
  }

  private void execute(Run run, long owed, Runnable body) {
    Run interrupted = current;
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

  /** What a run owes that the current one starts. */
  private long owed(long delay) {
    Run run = current;
    return run == null || run.source ? 0 : Pacing.owed(run.owed, now - run.begin, delay);
  }

  @Override
  public int chainLength() {
    Run run = current;
    return run == null ? 0 : (int) (run.owed / Pacing.COST);
  }

  /** Gives the baton away until {@link #wake}. */
  private void park(Run run) {
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

  private void wake(Run run) {
    if (!run.woken) {
      run.woken = true;
      ready.addLast(new Ready.Resume(run));
    }
  }

  private Run currentRun(String act) {
    Run run = current;
    if (run == null) {
      throw new IllegalStateException(act + " outside a run: start one with call()");
    }
    return run;
  }

  @Override
  public void sleep(long nanos) {
    Run run = currentRun("sleep");
    VirtualTimer timer = new VirtualTimer("end of sleep of " + run.what, true, () -> wake(run));
    timer.arm(now + Math.max(0, nanos));
    park(run);
  }

  @Override
  public void preemptionPoint() {
    Run run = current;
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
  private void parkWoken(Run run) {
    current = null;
    Carriers.start(this::dispatchLoop);
    run.baton.acquireUninterruptibly();
    run.woken = false;
    current = run;
  }

  @Override
  public boolean maySleep() {
    Run run = current;
    return run != null && run.process && softirqDepth == 0;
  }

  @Override
  public int nextRandom() {
    return programRandom.nextInt();
  }

  @Override
  public Timer newTimer(String what, Runnable body) {
    return new VirtualTimer(what, false, body);
  }

  @Override
  public Timer newSource(String what, Runnable body) {
    return new VirtualTimer(what, true, body);
  }

  @Override
  public Work newWork(String what, Runnable body) {
    return new VirtualWork(what, body);
  }

  @Override
  public BinarySemaphore newSemaphore(String what) {
    return new VirtualSemaphore();
  }

  @Override
  public Completion newCompletion(String what) {
    return new VirtualCompletion();
  }

  private final class VirtualTimer extends TimerHeap.Slot<VirtualTimer> implements Timer {
    final Runnable body;
    final Run run;
    long deadline;
    long order;
    boolean putOff;

    /** What its next run owes. */
    long owed;

    /** Bodies that run: more than one when one waits, which it should not. */
    int running;

    VirtualTimer(String what, boolean source, Runnable body) {
      this.body = body;
      this.run = new Run(what, false, source);
    }

    @Override
    public void arm(long at) {
      if (isThere()) {
        timers.remove(this);
      }
      owed = run.source ? 0 : owed(at <= now ? 0 : at - now);
      deadline = pacing.release(now, at, owed);
      putOff = deadline > at;
      order = preemptionWindow < 0 ? sequence++ : choices.nextLong();
      timers.add(this);
    }

    @Override
    public boolean cancel() {
      if (!isThere()) {
        return false;
      }
      timers.remove(this);
      return true;
    }

    @Override
    public boolean isArmed() {
      return isThere();
    }

    @Override
    public boolean isThrottled() {
      return putOff;
    }

    @Override
    public boolean isRunning() {
      return running > 0;
    }

    @Override
    boolean isBefore(VirtualTimer other) {
      return deadline != other.deadline ? deadline < other.deadline : order < other.order;
    }
  }

  private final class VirtualWork implements Work {
    private final Runnable body;
    private final Run run;
    private final Ready entry = new Ready.StartWork(this);
    private boolean queued;
    private boolean running;

    /** What the next run owes, and when it may begin. */
    private long owed;

    private long release;
    private boolean putOff;

    /** Makes it ready later. */
    private @Nullable VirtualTimer later;

    VirtualWork(String what, Runnable body) {
      this.body = body;
      this.run = new Run(what, true, false);
    }

    private void ready() {
      if (release <= now) {
        ready.addLast(entry);
        return;
      }
      VirtualTimer timer = later;
      if (timer == null) {
        timer = new VirtualTimer("delay of " + run.what, true, () -> ready.addLast(entry));
        later = timer;
      }
      timer.arm(release);
    }

    @Override
    public boolean queue() {
      if (queued) {
        return false;
      }
      queued = true;
      owed = owed(0);
      release = pacing.release(now, now, owed);
      putOff = release > now;
      if (!running) {
        ready();
      }
      return true;
    }

    @Override
    public boolean cancel() {
      if (!queued) {
        return false;
      }
      queued = false;
      ready.removeIf(r -> r instanceof Ready.StartWork(VirtualWork w) && w == this);
      if (later != null) {
        boolean _ = later.cancel();
      }
      return true;
    }

    @Override
    public boolean isRunning() {
      return running;
    }

    @Override
    public boolean isQueued() {
      return queued;
    }

    @Override
    public boolean isThrottled() {
      return putOff;
    }

    void execute() {
      queued = false;
      running = true;
      VirtualClock.this.execute(run, owed, body);
      running = false;
      if (queued) {
        ready();
      }
    }
  }

  private final class VirtualSemaphore implements BinarySemaphore {
    private final ArrayDeque<Run> waiters = new ArrayDeque<>();
    private boolean held;
    private @Nullable Run holder;

    @Override
    public boolean tryAcquire() {
      if (held) {
        return false;
      }
      held = true;
      holder = current;
      return true;
    }

    @Override
    public boolean acquire() {
      if (tryAcquire()) {
        return true;
      }
      Run run = currentRun("acquire");
      if (holder == run) {
        return false;
      }
      waiters.addLast(run);
      park(run);
      return true;
    }

    @Override
    public void release() {
      Run next = waiters.pollFirst();
      holder = next;
      held = next != null;
      if (next != null) {
        wake(next);
      }
    }

    @Override
    public boolean isHeld() {
      return held;
    }

    @Override
    public boolean isHeldByCaller() {
      return held && current != null && holder == current;
    }
  }

  private final class VirtualCompletion implements Completion {
    private boolean done;
    private @Nullable Run waiter;

    @Override
    public boolean await(long timeout) {
      if (done) {
        return true;
      }
      Run run = currentRun("await");
      waiter = run;
      VirtualTimer timer = new VirtualTimer("timeout of " + run.what, true, () -> wake(run));
      timer.arm(timeout > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + timeout);
      park(run);
      timer.cancel();
      waiter = null;
      return done;
    }

    @Override
    public void complete() {
      done = true;
      Run run = waiter;
      if (run != null) {
        wake(run);
      }
    }
  }
}
