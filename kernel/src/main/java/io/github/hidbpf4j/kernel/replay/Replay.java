package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.bpf.async.AsyncCallbacks;
import io.github.hidbpf4j.bpf.async.PendingCallback;
import io.github.hidbpf4j.bpf.vm.ExecutionCounts;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.Hidraw;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.hid.device.HidrawListener;
import io.github.hidbpf4j.hid.model.ModelDevice;
import io.github.hidbpf4j.kernel.BootState;
import io.github.hidbpf4j.kernel.Kernel;
import io.github.hidbpf4j.kernel.LoadedObject;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.ReplayEnd;
import io.github.hidbpf4j.time.Scheduler;
import io.github.hidbpf4j.time.SystemClock;
import io.github.hidbpf4j.time.Timer;
import io.github.hidbpf4j.time.VirtualClock;
import io.github.hidbpf4j.time.Work;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Replays a recording of a device through the programs of some objects, in virtual time. A pure
 * function of its inputs: the same objects, recording, model, profile and seed give the same events
 * on every machine.
 */
public final class Replay {
  /**
   * Virtual time after the last event, in which pending work of programs completes, in nanoseconds.
   * It is repeated while the device has not answered a request.
   */
  public static final long TAIL = 1_000_000_000L;

  /** Maximum number of repetitions: a few unanswered requests, of five seconds each. */
  private static final int MOST_WAITS = 30;

  /** Maximum number of callbacks run, and time steps made, to drain pending work. */
  private static final int MOST_DRAINED = 10_000;

  private static final long DRAIN_STEP = 1_000_000L;

  /** How long a device model keeps running meanwhile, in nanoseconds. */
  private static final long MOST_OF_MODEL = 3_600_000_000_000L;

  /**
   * Assumed maximum duration of a program, in nanoseconds, if seeds decide about preemption: timers
   * due within that time may interrupt it.
   */
  public static final long PREEMPTION_WINDOW = 1_000_000L;

  private static final byte[] NOTHING = {};

  /**
   * Number of runs after which compiling a program pays off: generating and compiling the classes
   * takes as long as some hundred thousand runs of a small program. In real time a program is
   * compiled sooner, because users wait for each run.
   */
  private static final int WORTH_COMPILING = 1 << 14;

  /** Removes the report immediately, to make room for the next one. */
  private static final HidrawListener READER =
      file -> {
        int _ = file.read(NOTHING, 0, 0);
      };

  private final ReplaySetup setup;
  private final Scheduler scheduler;
  private final Kernel kernel;
  private final ReplayedDevice replayed;
  private final SummarySink counts = new SummarySink();
  private final LatencyMeter latencies = new LatencyMeter();
  private final @Nullable UninitialisedRuns watch;

  private Replay(
      ReplaySetup setup,
      Scheduler scheduler,
      @Nullable UninitialisedRuns watch,
      List<EventSink> sinks) {
    this.setup = setup;
    this.scheduler = scheduler;
    this.watch = watch;
    List<EventSink> all = new ArrayList<>(List.of(counts, latencies));
    all.addAll(sinks);
    if (watch != null) {
      all.add(watch.sink());
    }
    this.kernel =
        Kernel.builder(setup.profile(), setup.types())
            .seed(setup.seed())
            .boot(watch == null ? BootState.FRESH : watch.boot())
            .sink(new FindingsOnce(all))
            .engine(setup.engine())
            .compileAfter(setup.realTime() ? 0 : WORTH_COMPILING)
            .budget(setup.budget())
            .countInstructions(setup.countsInstructions())
            .countExecution(setup.coverage() != null)
            .known(setup.known())
            .build(scheduler);
    if (watch != null) {
      watch.prepare(kernel);
    }
    this.replayed = new ReplayedDevice(setup, kernel);
  }

  /**
   * Runs a replay.
   *
   * @param sinks receive all events, in order; findings once for each kind and program
   * @throws io.github.hidbpf4j.bpf.BpfException when an object is malformed or refused
   * @throws HidException when the recording turns out malformed
   */
  public static ReplaySummary run(ReplaySetup setup, RecordedInput input, EventSink... sinks) {
    return runAndInspect(setup, input, objects -> {}, sinks);
  }

  /**
   * Same, with access to the loaded objects at the end.
   *
   * @param atEnd receives the objects before they are unloaded
   */
  public static ReplaySummary runAndInspect(
      ReplaySetup setup,
      RecordedInput input,
      Consumer<List<LoadedObject>> atEnd,
      EventSink... sinks) {
    if (setup.realTime()) {
      try (SystemClock clock = new SystemClock(setup.seed())) {
        FailureGuard guard = new FailureGuard(clock);
        ReplaySummary summary =
            new Replay(setup, guard, null, List.of(sinks)).runAndClose(input, atEnd);
        guard.rethrow();
        return summary;
      }
    }
    return new Replay(setup, clock(setup), null, List.of(sinks)).runAndClose(input, atEnd);
  }

  /**
   * Runs a replay and looks for dependencies on memory that Linux does not initialise: if programs
   * may read such memory, the recording is replayed a second time with other bytes in it, and
   * differences between the runs are findings. If they cannot, or in real time, there is only one
   * run.
   *
   * @param again opens the input a second time
   * @param sinks as for {@link #run}; from the second run they receive only findings
   * @throws IOException when that cannot be read
   */
  public static ReplaySummary runTwice(
      ReplaySetup setup, RecordedInput input, Exploration.Source again, EventSink... sinks)
      throws IOException {
    return setup.realTime()
        ? run(setup, input, sinks)
        : UninitialisedRuns.run(setup, input, again, sinks);
  }

  static ReplaySummary inVirtualTime(
      ReplaySetup setup,
      RecordedInput input,
      @Nullable UninitialisedRuns watch,
      EventSink... sinks) {
    return new Replay(setup, clock(setup), watch, List.of(sinks)).runAndClose(input, objects -> {});
  }

  private static VirtualClock clock(ReplaySetup setup) {
    return new VirtualClock(setup.seed(), setup.preemptionWindow());
  }

  private ReplaySummary runAndClose(RecordedInput input, Consumer<List<LoadedObject>> atEnd) {
    try {
      return runAndUnload(input, atEnd);
    } finally {
      Consumer<ExecutionCounts> coverage = setup.coverage();
      if (coverage != null) {
        kernel.executionCounts().forEach(coverage);
      }
    }
  }

  private ReplaySummary runAndUnload(RecordedInput input, Consumer<List<LoadedObject>> atEnd) {
    ReplaySummary summary;
    try {
      summary = run(input);
      kernel.events().emit(new ReplayEnd(kernel.events().stamp(), summary.micros()));
    } finally {
      // Later events are discarded, including those of callbacks still running in real time.
      kernel.events().close();
    }
    atEnd.accept(replayed.objects());
    replayed.unload();
    return summary;
  }

  private ReplaySummary run(RecordedInput input) {
    HidDevice device = replayed.plug();
    kernel.events().emit(replayed.attachAll(device));
    if (watch != null) {
      watch.suspect(replayed.objects());
    }
    ModelDevice model = replayed.model();
    Hidraw node = device.hidraw();
    HidrawFile reader = node == null ? null : node.open(READER);
    Feeder feeder = new Feeder(scheduler, replayed::send, model, reader, input, replayed.events());
    if (scheduler instanceof FailureGuard guard) {
      guard.onFailure(feeder::stop);
    }
    long begin = feeder.start();
    kernel.events().countFrom(begin);
    if (setup.detachAt() >= 0) {
      Work detach = scheduler.newWork("detach", () -> detach(device, node, feeder));
      Timer timer = scheduler.newTimer("detach", () -> queue(detach));
      timer.arm(begin + setup.detachAt());
    }
    kernel.process("replay", feeder::run);
    if (setup.detachAt() > scheduler.now() - begin) {
      pass(setup.detachAt() - (scheduler.now() - begin));
    }
    if (setup.until() < 0) {
      passTail();
    } else if (setup.until() > scheduler.now() - begin) {
      pass(setup.until() - (scheduler.now() - begin));
    }
    if (setup.drains()) {
      drain(model);
    }
    if (model != null) {
      model.stop();
    }
    if (watch != null) {
      watch.contents(replayed.objects());
    }
    return counts.summary(latencies.latencies(), pending(begin), setup.drains());
  }

  private List<PendingRun> pending(long begin) {
    return kernel.pendingCallbacks().stream()
        .map(
            p ->
                new PendingRun(
                    p.kind(),
                    p.program(),
                    p.function(),
                    kernel.elementName(p.map(), p.key()),
                    AsyncCallbacks.neverExpires(p.dueAt())
                        ? Long.MAX_VALUE
                        : Math.max(0, p.dueAt() - begin),
                    p.running()))
        .toList();
  }

  /** Runs pending work, step by step, and whatever follows from it. */
  private void drain(@Nullable ModelDevice model) {
    long begin = scheduler.now();
    long most = latencies.callbacks() + MOST_DRAINED;
    for (int i = 0; i < MOST_DRAINED && latencies.callbacks() < most; i++) {
      long now = scheduler.now();
      long next = Long.MAX_VALUE;
      for (PendingCallback p : kernel.pendingCallbacks()) {
        if (p.running()) {
          next = Math.min(next, now + DRAIN_STEP);
        } else if (!AsyncCallbacks.neverExpires(p.dueAt())) {
          next = Math.min(next, Math.max(p.dueAt(), now + DRAIN_STEP));
        }
      }
      if (next == Long.MAX_VALUE) {
        return;
      }
      if (model != null && now - begin > MOST_OF_MODEL) {
        model.stop();
      }
      pass(Math.min(next - now, MOST_OF_MODEL));
    }
  }

  private static void queue(Work work) {
    boolean _ = work.queue();
  }

  private void detach(HidDevice device, @Nullable Hidraw node, Feeder feeder) {
    replayed.detachAll();
    // Without its descriptor fixup the device is probed again, and has another node.
    Hidraw now = device.hidraw();
    HidrawFile reader = now == null || now == node ? null : now.open(READER);
    if (reader != null) {
      feeder.readBy(reader);
    }
  }

  private void passTail() {
    boolean again = true;
    for (int i = 0; again && i < MOST_WAITS; i++) {
      again = counts.isAsked();
      pass(TAIL);
      again |= counts.isAsked();
    }
  }

  private void pass(long nanos) {
    if (scheduler instanceof VirtualClock virtual) {
      virtual.advance(nanos);
    } else {
      scheduler.sleep(nanos);
    }
  }
}
