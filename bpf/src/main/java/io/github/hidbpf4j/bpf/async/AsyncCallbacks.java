package io.github.hidbpf4j.bpf.async;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.BtfField;
import io.github.hidbpf4j.bpf.btf.BtfFieldType;
import io.github.hidbpf4j.bpf.helper.CallbackInvoker;
import io.github.hidbpf4j.bpf.helper.HelperRegistry;
import io.github.hidbpf4j.bpf.helper.RunContext;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.map.ProgramHandle;
import io.github.hidbpf4j.bpf.map.SpecialFieldHooks;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.memory.OutOfArenaException;
import io.github.hidbpf4j.bpf.program.AsyncKind;
import io.github.hidbpf4j.bpf.proto.ApiProfile.TimerWorkRule;
import io.github.hidbpf4j.bpf.proto.TimerFunctions;
import io.github.hidbpf4j.time.ClockId;
import io.github.hidbpf4j.time.Scheduler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The timers and work queues of one kernel: {@code bpf_timer_init} to {@code bpf_timer_cancel}
 * (helpers 169 to 172), {@code bpf_wq_init}, {@code bpf_wq_set_callback} ({@code _impl}) and {@code
 * bpf_wq_start}, and the operations that the owning maps need. Rules and error numbers: {@code
 * kernel/bpf/helpers.c}, Linux 6.12, as measured on a real one. Where the proposed sleepable timer
 * callbacks of 2024 had defects, this implements what was intended: see {@link #setSleepable}.
 *
 * <p>A callback holds a reference to its program until it is dropped: by {@code bpf_timer_cancel},
 * or when the element or the map's last user reference goes away. Starting and firing allocate
 * nothing. Thread-safe.
 *
 * <p>Deleting does not wait for a running callback: maps delete with their lock held, which the
 * callback may need. The callback completes and does not run again.
 *
 * <p>The class is long because helpers, kfuncs and map hooks change the same elements under one
 * lock.
 */
public final class AsyncCallbacks implements SpecialFieldHooks {
  /** {@code MAX_CLOCKS}: clock ids are smaller. */
  private static final long MAX_CLOCKS = 16;

  private static final int CLOCK_REALTIME = 0;
  private static final int CLOCK_MONOTONIC = 1;
  private static final int CLOCK_BOOTTIME = 7;

  private static final long OK = 0;
  private static final long EINVAL = Errno.EINVAL.result();

  /**
   * Guards the table and the state that {@link AsyncCallback} lists; no other lock is taken while
   * holding it.
   */
  final Object lock = new Object();

  private final ArenaMemory memory;
  private final Scheduler scheduler;
  private final AsyncRules rules;
  private final CallbackInvoker runner;
  private final AsyncObserver observer;
  private final ThreadLocal<Running> running = ThreadLocal.withInitial(Running::new);

  /**
   * Number of threads whose generation is not 0: usually none, which saves the ThreadLocal lookup.
   */
  private final AtomicInteger inside = new AtomicInteger();

  private @Nullable AsyncCallback[] table = new @Nullable AsyncCallback[16];
  private int size;

  /** The timer whose callback the thread is running: {@code hrtimer_running}. */
  private static final class Running {
    @Nullable BpfTimer timer;

    /** Like {@link #timer}, but also set for work items. */
    @Nullable AsyncCallback callback;

    /** Whether that callback must not sleep. */
    boolean softirq;

    int generation;
  }

  /**
   * Creates the timers and work queues of a machine.
   *
   * @param memory its arena
   * @param scheduler runs the callbacks
   * @param runner starts a run at a function of a loaded program: {@code Machine::runCallback}
   */
  public AsyncCallbacks(
      ArenaMemory memory, Scheduler scheduler, AsyncRules rules, CallbackInvoker runner) {
    this(memory, scheduler, rules, runner, AsyncObserver.NONE);
  }

  /** Creates them with an observer. */
  public AsyncCallbacks(
      ArenaMemory memory,
      Scheduler scheduler,
      AsyncRules rules,
      CallbackInvoker runner,
      AsyncObserver observer) {
    this.observer = observer;
    this.memory = memory;
    this.scheduler = scheduler;
    this.rules = rules;
    this.runner = runner;
  }

  /** Registers the helpers and kfuncs. */
  public void addTo(HelperRegistry.Builder b) {
    b.helper(TimerFunctions.TIMER_INIT, (run, t, map, flags, _, _) -> timerInit(run, t, map, flags))
        .helper(
            TimerFunctions.TIMER_SET_CALLBACK,
            (run, t, callback, _, _, _) -> setCallback(run, t, callback))
        .helper(
            TimerFunctions.TIMER_START,
            (run, t, nanos, flags, _, _) -> timerStart(run, t, nanos, flags))
        .helper(TimerFunctions.TIMER_CANCEL, (run, t, _, _, _, _) -> timerCancel(run, t))
        .kfunc(TimerFunctions.TIMER_CANCEL_ASYNC, (run, t, _, _, _, _) -> timerCancelAsync(run, t))
        .kfunc(
            TimerFunctions.WQ_INIT,
            (run, wq, map, flags, _, _) -> workInit(run, wq, map, (int) flags))
        .kfunc(
            TimerFunctions.WQ_SET_CALLBACK_IMPL,
            (run, wq, callback, flags, _, _) -> setWorkCallback(run, wq, callback, (int) flags))
        .kfunc(
            TimerFunctions.WQ_SET_CALLBACK,
            (run, wq, callback, flags, _, _) -> setWorkCallback(run, wq, callback, (int) flags))
        .kfunc(
            TimerFunctions.WQ_START, (run, wq, flags, _, _, _) -> workStart(run, wq, (int) flags));
  }

  /**
   * Registers the functions proposed in 2024: the draft helper, and the kfuncs of later versions.
   */
  public void addProposalsTo(HelperRegistry.Builder b) {
    b.helper(
            TimerFunctions.TIMER_SET_SLEEPABLE_CB_212,
            (run, t, callback, _, _, _) -> setSleepable(run, t, callback))
        .kfunc(
            TimerFunctions.TIMER_SET_SLEEPABLE_CB,
            (run, t, callback, _, _, _) -> setSleepable(run, t, callback))
        .kfunc(
            TimerFunctions.TIMER_SET_SLEEPABLE_CB_IMPL,
            (run, t, callback, _, _, _) -> setSleepable(run, t, callback));
  }

  /** Number of timers and work queues currently initialised. */
  public int size() {
    synchronized (lock) {
      return size;
    }
  }

  /** Callbacks that were started and have not completed, in order of initialisation. */
  public List<PendingCallback> pending() {
    List<PendingCallback> found = new ArrayList<>();
    synchronized (lock) {
      for (AsyncCallback c : table) {
        if (c != null && c.program != null && (c.isPending() || c.isRunning())) {
          found.add(
              new PendingCallback(
                  c.kind(),
                  c.programName,
                  c.functionName,
                  c.map,
                  c.key,
                  Math.max(c.startedAt, c.dueAt),
                  !c.isPending()));
        }
      }
    }
    return found;
  }

  /**
   * Whether a timer due at this time never expires: the time is beyond what the kernel can
   * represent.
   */
  public static boolean neverExpires(long dueAt) {
    return dueAt >= BpfTimer.LATEST;
  }

  /**
   * How far the thread's activity is removed from an outside event. A callback has the generation
   * of whatever started it; an event that a program causes has one more.
   */
  public int generation() {
    return allAreOutside() ? 0 : running.get().generation;
  }

  /** Whether every thread's generation is 0. A thread always sees its own change. */
  private boolean allAreOutside() {
    return inside.getPlain() == 0;
  }

  /** Sets the thread's generation; returns the old one, to be restored afterwards. */
  public int setGeneration(int generation) {
    if (generation == 0 && allAreOutside()) {
      return 0;
    }
    Running mine = running.get();
    int before = mine.generation;
    mine.generation = generation;
    if (before == 0 && generation != 0) {
      inside.incrementAndGet();
    } else if (before != 0 && generation == 0) {
      inside.decrementAndGet();
    }
    return before;
  }

  /** Whether the thread is running a timer callback in softirq context. */
  public boolean inTimerCallback() {
    return running.get().softirq;
  }

  // ---- init

  private static @Nullable ClockId clock(int id) {
    return switch (id) {
      case CLOCK_REALTIME -> ClockId.REALTIME;
      case CLOCK_MONOTONIC -> ClockId.MONOTONIC;
      case CLOCK_BOOTTIME -> ClockId.BOOTTIME;
      default -> null;
    };
  }

  private long timerInit(RunContext run, long field, long mapAddress, long flags) {
    ClockId clock = clock((int) (flags & (MAX_CLOCKS - 1)));
    if ((flags & ~(MAX_CLOCKS - 1) & ~rules.initFlags()) != 0 || clock == null) {
      return EINVAL;
    }
    boolean sleepable = (flags & rules.initFlags() & AsyncRules.SLEEPABLE_AT_INIT) != 0;
    return init(run, field, mapAddress, BtfFieldType.TIMER, clock, sleepable);
  }

  private long workInit(RunContext run, long field, long mapAddress, int flags) {
    return (flags & ~rules.workFlags()) != 0
        ? EINVAL
        : init(run, field, mapAddress, BtfFieldType.WORKQUEUE, ClockId.MONOTONIC, flags != 0);
  }

  private long init(
      RunContext run,
      long field,
      long mapAddress,
      BtfFieldType type,
      ClockId clock,
      boolean flagged) {
    BpfMap map = run.map(mapAddress);
    if (map == null) {
      throw new BpfException("0x%x is not a map".formatted(mapAddress));
    }
    long offset = offset(map, type);
    if (offset < 0) {
      throw new BpfException(
          "map '%s' has no valid %s".formatted(map.spec().name(), type.typeName()));
    }
    long value = field - offset;
    if (find(field) != null) {
      return Errno.EBUSY.result();
    }
    long key;
    try {
      key = map.keyOf(value);
    } catch (OutOfArenaException _) {
      return Errno.ENOMEM.result();
    }
    synchronized (lock) {
      if (find(field) != null) {
        return Errno.EBUSY.result();
      }
      // Pairs with userReleased, called once the count is 0: one of the two sees the other.
      if (map.userReferences() == 0) {
        observer.withoutUser(run.program().source().name(), map);
        return Errno.EPERM.result();
      }
      int slot = freeSlot();
      table[slot] =
          type == BtfFieldType.TIMER
              ? new BpfTimer(this, scheduler, clock, flagged, map, field, value, key, slot + 1)
              : new BpfWorkQueue(this, scheduler, flagged, map, field, value, key, slot + 1);
      size++;
      memory.putLong(field, slot + 1);
    }
    return OK;
  }

  private int freeSlot() {
    for (int i = 0; size < table.length && i < table.length; i++) {
      int slot = (size + i) % table.length;
      if (table[slot] == null) {
        return slot;
      }
    }
    table = Arrays.copyOf(table, 2 * table.length);
    return size;
  }

  private static long offset(BpfMap map, BtfFieldType type) {
    List<BtfField> fields = map.record().fields();
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).type() == type) {
        return fields.get(i).offset();
      }
    }
    return -1;
  }

  /** What the field at this address was initialised with, or null. */
  private @Nullable AsyncCallback find(long field) {
    synchronized (lock) {
      long handle = memory.getLong(field);
      if (handle <= 0 || handle > table.length) {
        return null;
      }
      AsyncCallback found = table[(int) handle - 1];
      return found != null && found.field == field ? found : null;
    }
  }

  private @Nullable BpfTimer timer(long field) {
    return find(field) instanceof BpfTimer t ? t : null;
  }

  // ---- set_callback

  /**
   * The flags are passed twice, at init and here, where the verifier sees them: they must agree.
   */
  private long setWorkCallback(RunContext run, long field, long callback, int flags) {
    boolean softirq = find(field) instanceof BpfWorkQueue wq && wq.isSoftirq();
    return (flags & ~rules.workFlags()) != 0 || softirq != (flags != 0)
        ? EINVAL
        : setCallback(run, field, callback);
  }

  private long setCallback(RunContext run, long field, long callback) {
    ProgramHandle before;
    synchronized (lock) {
      AsyncCallback found = find(field);
      if (found == null
          || (rules.setterMustMatch() && found instanceof BpfTimer t && t.sleepableAtInit)) {
        return EINVAL;
      }
      ProgramHandle program = run.handle();
      long refused = checkSet(found, program);
      if (refused != 0 || program == null) {
        return refused;
      }
      before = found.set(program, run, callback);
      if (found instanceof BpfTimer t) {
        t.sleepable = false;
        t.dropped = false;
      }
    }
    release(before);
    return OK;
  }

  /**
   * {@code bpf_timer_set_sleepable_cb}: helper 212 of the draft of 2024-02-13, kfunc in v2 to v6.
   * Callable from code that must not sleep. Unlike in the draft, cancelling also cancels the work
   * item, whether or not the timer was still pending, drops this callback like the other one, does
   * not sleep where the caller must not, and returns -EDEADLK in the callback itself; and the work
   * item holds a reference to the program while it runs.
   */
  private long setSleepable(RunContext run, long field, long callback) {
    ProgramHandle before;
    synchronized (lock) {
      BpfTimer found = timer(field);
      if (found == null || (rules.setterMustMatch() && !found.sleepableAtInit)) {
        return EINVAL;
      }
      ProgramHandle program = run.handle();
      long refused = checkSet(found, program);
      if (refused != 0 || program == null) {
        return refused;
      }
      before = found.set(program, run, callback);
      found.makeSleepable();
      found.dropped = false;
    }
    release(before);
    return OK;
  }

  /** -EPERM or -ENOENT; or 0, with the program's reference taken. */
  private static long checkSet(AsyncCallback found, @Nullable ProgramHandle program) {
    if (found.map.userReferences() == 0) {
      return Errno.EPERM.result();
    }
    return program == null || !program.tryAcquire() ? Errno.ENOENT.result() : OK;
  }

  private static void release(@Nullable ProgramHandle program) {
    if (program != null) {
      program.release();
    }
  }

  // ---- start

  private long timerStart(RunContext run, long field, long nanos, long flags) {
    if ((flags & ~rules.startFlags()) != 0) {
      return EINVAL;
    }
    boolean direct = (flags & AsyncRules.SLEEPABLE_AT_START) != 0;
    boolean byFlag =
        rules.timerWork() == TimerWorkRule.AT_ONCE_BY_FLAG
            || rules.timerWork() == TimerWorkRule.AT_ONCE_BY_FLAG_ONLY;
    if (direct && byFlag && (nanos != 0 || flags != AsyncRules.SLEEPABLE_AT_START)) {
      return EINVAL;
    }
    BpfTimer found;
    boolean started = false;
    synchronized (lock) {
      found = timer(field);
      if (found == null) {
        return EINVAL;
      }
      if (found.program != null) {
        if (found.sleepable != direct
            && (direct || rules.timerWork() == TimerWorkRule.AT_ONCE_BY_FLAG_ONLY)) {
          return EINVAL;
        }
        boolean atOnce =
            byFlag
                ? direct
                : found.sleepable
                    && nanos == 0
                    && rules.timerWork() == TimerWorkRule.AT_ONCE_WITHOUT_DELAY;
        found.generation = generation();
        if (atOnce) {
          if (!found.startWork()) {
            return OK;
          }
        } else {
          found.start(nanos, (flags & AsyncRules.ABS) != 0);
        }
        started = true;
      } else if (!found.dropped) {
        return EINVAL;
      }
    }
    if (started) {
      notifyStarted(run, found);
      return OK;
    }
    observer.startedAfterCancel(run.program().source().name(), found.map);
    return EINVAL;
  }

  private long workStart(RunContext run, long field, int flags) {
    if (flags != 0) {
      return EINVAL;
    }
    BpfWorkQueue found;
    synchronized (lock) {
      if (!(find(field) instanceof BpfWorkQueue wq) || wq.program == null) {
        return EINVAL;
      }
      wq.generation = generation();
      if (!wq.start(scheduler.now(ClockId.MONOTONIC))) {
        return OK;
      }
      found = wq;
    }
    notifyStarted(run, found);
    return OK;
  }

  @SuppressWarnings("ReferenceEquality") // identity with AsyncObserver.NONE is meant
  private void notifyStarted(RunContext run, AsyncCallback c) {
    AsyncObserver watcher = observer;
    if (watcher != AsyncObserver.NONE) {
      String program = run.program().source().name();
      watcher.started(kind(c), program, c.functionName, c.map, c.key, c.startedAt, c.dueAt);
      if (c.isThrottled()) {
        AsyncCallback by = running.get().callback;
        watcher.spins(
            kind(c),
            c.programName,
            c.functionName,
            c.map,
            c.key,
            by == null ? null : by.map,
            by == null ? 0 : by.key);
      }
    }
  }

  private AsyncKind kind(AsyncCallback c) {
    synchronized (lock) {
      return c.kind();
    }
  }

  // ---- cancel

  private long timerCancel(RunContext run, long field) {
    BpfTimer caller = running.get().timer;
    BpfTimer found;
    ProgramHandle before;
    synchronized (lock) {
      found = timer(field);
      if (found == null) {
        return EINVAL;
      }
      if (found == caller) {
        return Errno.EDEADLK.result();
      }
      if (caller != null) {
        // Two callbacks that cancel each other would wait for each other.
        if (caller.cancelling.get() > 0) {
          return Errno.EDEADLK.result();
        }
        found.cancelling.incrementAndGet();
      }
      before = found.drop();
      found.dropped |= before != null;
    }
    release(before);
    try {
      if (!found.stop()) {
        return 0;
      }
      observer.cancelled(
          kind(found), run.program().source().name(), found.functionName, found.map, found.key);
      return 1;
    } finally {
      if (caller != null) {
        found.cancelling.decrementAndGet();
      }
    }
  }

  /**
   * {@code bpf_timer_cancel_async} (Linux 7.0 and later): does not wait and keeps the callback.
   * With interrupts disabled, which no program here can do, it would be deferred with -ECANCELED.
   *
   * @return 1 when it was pending, 0 when not, -1 when its callback runs, or -EINVAL
   */
  private long timerCancelAsync(RunContext run, long field) {
    BpfTimer found = timer(field);
    if (found == null) {
      return EINVAL;
    }
    if (found.isRunning()) {
      return -1;
    }
    if (!found.discard()) {
      return 0;
    }
    observer.cancelled(
        kind(found), run.program().source().name(), found.functionName, found.map, found.key);
    return 1;
  }

  @Override
  public void elementFreed(BpfMap map, long value) {
    List<BtfField> fields = map.record().fields();
    for (int i = 0; i < fields.size(); i++) {
      BtfField f = fields.get(i);
      if (f.type() == BtfFieldType.TIMER || f.type() == BtfFieldType.WORKQUEUE) {
        cancelAndFree(value + f.offset());
      }
    }
  }

  @Override
  public void userReleased(BpfMap map, long value) {
    List<BtfField> fields = map.record().fields();
    for (int i = 0; i < fields.size(); i++) {
      AsyncCallback found = find(value + fields.get(i).offset());
      if (found != null && found.program != null) {
        observer.withoutUser(found.programName, map);
        break;
      }
    }
    elementFreed(map, value);
  }

  private void cancelAndFree(long field) {
    AsyncCallback found;
    ProgramHandle before;
    synchronized (lock) {
      found = find(field);
      memory.putLong(field, 0);
      if (found == null) {
        return;
      }
      before = found.drop();
      table[found.handle - 1] = null;
      size--;
    }
    if (found.discard()) {
      observer.cancelled(kind(found), found.programName, found.functionName, found.map, found.key);
    }
    release(before);
  }

  // ---- run

  void run(AsyncCallback callback, AsyncKind kind, String program, long function, String name) {
    Running mine = running.get();
    BpfTimer interrupted = mine.timer;
    AsyncCallback outer = mine.callback;
    boolean softirq = mine.softirq;
    mine.timer = callback instanceof BpfTimer t ? t : null;
    mine.callback = callback;
    mine.softirq = kind == AsyncKind.TIMER;
    int generation = setGeneration(callback.generation);
    AsyncObserver watcher = observer;
    watcher.begun(
        kind, program, name, callback.map, callback.key, callback.startedAt, callback.dueAt);
    try {
      long _ = runner.invoke(function, callback.map.address(), callback.key, callback.value, 0, 0);
    } finally {
      mine.timer = interrupted;
      mine.callback = outer;
      mine.softirq = softirq;
      int _ = setGeneration(generation);
      watcher.ended(kind, program, name, callback.map, callback.key);
    }
  }
}
