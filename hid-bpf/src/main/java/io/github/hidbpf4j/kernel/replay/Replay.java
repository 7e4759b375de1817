package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.async.AsyncCallbacks;
import io.github.hidbpf4j.bpf.async.AsyncObserver;
import io.github.hidbpf4j.bpf.async.PendingCallback;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.memory.UninitializedBytes;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LoadPlan;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.vm.Engine;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.DescriptorException;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.device.DeviceResponder;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.device.HidObserver;
import io.github.hidbpf4j.hid.device.HidObserverPair;
import io.github.hidbpf4j.hid.device.Hidraw;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.hid.device.UhidDevice;
import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.model.ModelDevice;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.kernel.Kernel;
import io.github.hidbpf4j.kernel.LoadOptions;
import io.github.hidbpf4j.kernel.LoadedObject;
import io.github.hidbpf4j.kernel.LoadedProgram;
import io.github.hidbpf4j.kernel.dispatch.KfuncObserver;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import io.github.hidbpf4j.kernel.metadata.DeviceMatch;
import io.github.hidbpf4j.kernel.trace.TraceListener;
import io.github.hidbpf4j.kernel.trace.TraceRecorder;
import io.github.hidbpf4j.time.Scheduler;
import io.github.hidbpf4j.time.SystemClock;
import io.github.hidbpf4j.time.Timer;
import io.github.hidbpf4j.time.VirtualClock;
import io.github.hidbpf4j.time.Work;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Replays a recording of a device through the programs of some objects, in virtual time. A pure
 * function of what it is given: the same objects, recording, model, profile and seed give the same
 * calls of the listener, on every machine.
 */
public final class Replay {
  /**
   * Virtual time that passes after the last event, so that what programs still have pending
   * happens: nanoseconds. While the device has not answered a request, it passes again.
   */
  public static final long TAIL = 1_000_000_000L;

  /** Times that this is done: some requests without answer, of five seconds each. */
  private static final int MOST_WAITS = 30;

  /** Callbacks that are run to drain what is pending, and steps of time for it, at most. */
  private static final int MOST_DRAINED = 10_000;

  private static final long DRAIN_STEP = 1_000_000L;

  /** How long a device model goes on meanwhile. */
  private static final long MOST_OF_MODEL = 3_600_000_000_000L;

  /**
   * How long a program may take, in nanoseconds, where seeds decide what preempts it: timers due
   * within that time may come in between.
   */
  public static final long PREEMPTION_WINDOW = 1_000_000L;

  private final Setup setup;
  private final Scheduler scheduler;
  private final Kernel kernel;
  private final ReplayListener listener;
  private final @Nullable ReportDescriptor own;
  private final @Nullable TraceRecorder trace;
  private final ReplayRecorder recorder;
  private final LatencyMeter latencies;
  private final List<LoadedObject> loadedObjects = new ArrayList<>();
  private final @Nullable SinkLog sinks;
  private final @Nullable SinkWatch watch;
  private final EnumSet<FindingKind> uninitialized = EnumSet.noneOf(FindingKind.class);
  private @Nullable UhidDevice uhid;

  /**
   * What is replayed.
   *
   * @param profile what programs may do
   * @param types the kernel BTF that programs are resolved against
   * @param objects the objects, in the order they are loaded and attached; none for the bare device
   * @param device the device
   * @param properties udev properties for the programs
   * @param seed start of all random numbers
   * @param force attaches objects whose metadata names other devices, or whose probe turns the
   *     device down, all the same
   * @param model how the device answers; null for one that answers every request with an error
   * @param preemptionWindow how long, in nanoseconds, a program's own execution may take for timers
   *     to come in between, as the seed decides, which then decides ties in time as well; negative
   *     for one natural order
   * @param realTime lets real time pass instead of virtual time; then nothing is deterministic
   * @param engine what runs programs
   * @param loaderExits whether the loader ends once all is attached: maps that are not pinned by
   *     name lose their last user, and with it their timers and work queues
   * @param detachAt when, in nanoseconds after the first event, all programs are detached, whatever
   *     is going on then; negative for never
   * @param budget jumps backwards and calls of callbacks that one run of a program may do
   * @param optional optional maps and programs of the objects ({@code SEC("?...")}) that are made,
   *     loaded and attached, too; {@link LoadPlan#ALL} stands for all
   * @param until how long, in nanoseconds after the first event, time goes on after the recording;
   *     negative for {@link Replay#TAIL} after its end
   * @param drains whether then what programs have started is run until nothing is left, or no end
   *     can be seen
   */
  public record Setup(
      ApiProfile profile,
      Btf types,
      List<BpfObject> objects,
      RecordedDevice device,
      Map<String, String> properties,
      long seed,
      boolean force,
      @Nullable DeviceModel model,
      long preemptionWindow,
      boolean realTime,
      Engine engine,
      boolean loaderExits,
      long detachAt,
      long budget,
      Set<String> optional,
      long until,
      boolean drains) {
    /** Copies. */
    public Setup {
      objects = List.copyOf(objects);
      properties = Map.copyOf(properties);
      optional = Set.copyOf(optional);
    }

    /** A device that answers nothing, one natural order, virtual time. */
    public Setup(
        ApiProfile profile,
        Btf types,
        List<BpfObject> objects,
        RecordedDevice device,
        Map<String, String> properties,
        long seed,
        boolean force) {
      this(
          profile,
          types,
          objects,
          device,
          properties,
          seed,
          force,
          null,
          -1,
          false,
          Engine.AUTO,
          false,
          -1,
          Kernel.BUDGET,
          Set.of(),
          -1,
          false);
    }

    /** The same with a model. */
    public Setup withModel(@Nullable DeviceModel newModel) {
      return with(c -> c.model = newModel);
    }

    /**
     * The same with another seed. Seed 0 stands for the natural order; every other one decides what
     * preempts what, within {@link Replay#PREEMPTION_WINDOW}.
     */
    public Setup withSeed(long newSeed) {
      return with(
          c -> {
            c.seed = newSeed;
            c.preemptionWindow = newSeed == 0 ? -1 : PREEMPTION_WINDOW;
          });
    }

    /** The same in real time. */
    public Setup inRealTime() {
      return with(c -> c.realTime = true);
    }

    /** The same with another engine. */
    public Setup withEngine(Engine newEngine) {
      return with(c -> c.engine = newEngine);
    }

    /** The same with programs that are detached at this time; never when it is negative. */
    public Setup withDetachAt(long nanos) {
      return with(c -> c.detachAt = nanos);
    }

    /** The same with another budget of jumps backwards and callbacks for each run of a program. */
    public Setup withBudget(long turns) {
      return with(c -> c.budget = turns);
    }

    /** The same with these optional maps and programs. */
    public Setup withOptional(Set<String> names) {
      return with(c -> c.optional = names);
    }

    /** The same where time goes on until then, at least; a second after the end if negative. */
    public Setup withUntil(long nanos) {
      return with(c -> c.until = nanos);
    }

    /** The same where what is pending at the end is run, or is not. */
    public Setup withDrain(boolean drain) {
      return with(c -> c.drains = drain);
    }

    /** The same with a loader that ends once all is attached, or does not. */
    public Setup withLoaderThatExits(boolean exits) {
      return with(c -> c.loaderExits = exits);
    }

    private Setup with(Consumer<Choices> change) {
      Choices c = new Choices(this);
      change.accept(c);
      return new Setup(
          profile,
          types,
          objects,
          device,
          properties,
          c.seed,
          force,
          c.model,
          c.preemptionWindow,
          c.realTime,
          c.engine,
          c.loaderExits,
          c.detachAt,
          c.budget,
          c.optional,
          c.until,
          c.drains);
    }

    /** What there are methods to choose otherwise. */
    private static final class Choices {
      long seed;
      @Nullable DeviceModel model;
      long preemptionWindow;
      boolean realTime;
      Engine engine;
      boolean loaderExits;
      long detachAt;
      long budget;
      Set<String> optional;
      long until;
      boolean drains;

      Choices(Setup setup) {
        seed = setup.seed;
        model = setup.model;
        preemptionWindow = setup.preemptionWindow;
        realTime = setup.realTime;
        engine = setup.engine;
        loaderExits = setup.loaderExits;
        detachAt = setup.detachAt;
        budget = setup.budget;
        optional = setup.optional;
        until = setup.until;
        drains = setup.drains;
      }
    }
  }

  private Replay(
      Setup setup,
      Scheduler scheduler,
      ReplayListener listener,
      @Nullable TraceListener traceListener,
      boolean countInstructions,
      @Nullable SinkLog sinks) {
    this.setup = setup;
    this.sinks = sinks;
    this.watch = sinks == null ? null : new SinkWatch(sinks);
    this.scheduler = scheduler;
    this.listener = listener;
    this.own = parse(setup.device().descriptor());
    this.trace = traceListener == null ? null : new TraceRecorder(scheduler, own, traceListener);
    this.recorder = new ReplayRecorder(scheduler, setup.device().index(), own, listener, trace);
    this.latencies = new LatencyMeter(scheduler);
    this.kernel =
        new Kernel(
            new Kernel.Options(
                setup.profile(),
                setup.types(),
                setup.seed(),
                recorder::finding,
                recorder::printk,
                both(trace, watch),
                0,
                setup.engine(),
                setup.budget()),
            scheduler,
            countInstructions ? trace : null);
    kernel.setRunObserver(trace);
    kernel.setAsyncObserver(latencies);
    if (watch != null) {
      kernel.aroundHelpers(watch::watched);
    }
  }

  private static KfuncObserver both(@Nullable KfuncObserver first, @Nullable KfuncObserver second) {
    if (first == null || second == null) {
      return first != null ? first : second != null ? second : KfuncObserver.NONE;
    }
    return (device, program, kfunc, type, request, memory, buf, size, ret) -> {
      first.called(device, program, kfunc, type, request, memory, buf, size, ret);
      second.called(device, program, kfunc, type, request, memory, buf, size, ret);
    };
  }

  /**
   * Replays.
   *
   * @throws io.github.hidbpf4j.bpf.BpfException when an object is malformed or refused
   * @throws HidException when the recording turns out malformed
   */
  public static ReplaySummary run(Setup setup, RecordedInput input, ReplayListener listener) {
    return run(setup, input, listener, null, false);
  }

  /**
   * Replays and traces, and then looks for what depends on memory that Linux does not initialise:
   * where programs may read such memory, the recording is replayed once more with other bytes in
   * it, and what the two runs do not have in common is a finding. Where they can't, or real time
   * passes, there is one run.
   *
   * @param again gives the input once more
   * @throws IOException when that cannot be read
   */
  public static ReplaySummary runTwice(
      Setup setup,
      RecordedInput input,
      ReplayListener listener,
      @Nullable TraceListener trace,
      boolean countInstructions,
      Exploration.Source again)
      throws IOException {
    if (setup.realTime()) {
      return run(setup, input, listener, trace, countInstructions);
    }
    SinkLog written = SinkLog.writing();
    Replay replay = new Replay(setup, clock(setup), listener, trace, countInstructions, written);
    ReplaySummary summary = replay.runAndClose(input);
    List<Finding> findings = new ArrayList<>(summary.findings());
    for (FindingKind kind : replay.uninitialized) {
      UninitializedBytes bytes = UninitializedBytes.of(setup.seed());
      SinkLog compared = written.comparing(kind, bytes);
      Replay second =
          new Replay(setup, clock(setup), new ReplayListener() {}, null, false, compared);
      boolean stack = kind == FindingKind.UNINITIALISED_STACK;
      second.kernel.setUninitialized(
          stack ? bytes : UninitializedBytes.ZEROS, stack ? UninitializedBytes.ZEROS : bytes);
      try (Exploration.Input more = again.open()) {
        ReplaySummary _ = second.runAndClose(more);
      } catch (BpfException e) {
        compared.failed(String.valueOf(e.getMessage()));
      }
      for (Finding finding : compared.findings()) {
        findings.add(finding);
        listener.finding(summary.micros(), finding);
        if (replay.trace != null) {
          replay.trace.finding(finding);
        }
      }
    }
    return summary.withFindings(findings);
  }

  private static VirtualClock clock(Setup setup) {
    return new VirtualClock(setup.seed(), setup.preemptionWindow());
  }

  /**
   * Replays and traces.
   *
   * @param trace told of everything; null for nobody
   * @param countInstructions whether runs of programs say how many instructions they executed,
   *     which takes its time
   */
  public static ReplaySummary run(
      Setup setup,
      RecordedInput input,
      ReplayListener listener,
      @Nullable TraceListener trace,
      boolean countInstructions) {
    if (setup.realTime()) {
      try (SystemClock clock = new SystemClock(setup.seed())) {
        FailureGuard guard = new FailureGuard(clock);
        Replay replay = new Replay(setup, guard, listener, trace, countInstructions, null);
        ReplaySummary summary = replay.runAndClose(input);
        guard.rethrow();
        return summary;
      }
    }
    return new Replay(setup, clock(setup), listener, trace, countInstructions, null)
        .runAndClose(input);
  }

  private ReplaySummary runAndClose(RecordedInput input) {
    ReplaySummary summary;
    try {
      summary = run(input);
    } finally {
      // Nobody is told of what follows, nor of callbacks that still run in real time.
      recorder.end();
      kernel.setRunObserver(null);
      kernel.setAsyncObserver(AsyncObserver.NONE);
      kernel.bus().setObserver(null);
    }
    loadedObjects.forEach(LoadedObject::close);
    return summary;
  }

  private ReplaySummary run(RecordedInput input) {
    RecordedDevice recorded = setup.device();
    DeviceModel behaviour = setup.model();
    ModelDevice model =
        behaviour == null
            ? null
            : new ModelDevice(scheduler, behaviour, setup.seed(), this::send, recorder);
    UhidDevice created =
        new UhidDevice(
            kernel.bus(),
            HidDeviceInfo.of(recorded),
            recorded.descriptor(),
            model == null ? DeviceResponder.NONE : model);
    uhid = created;
    HidObserver observer = trace == null ? recorder : new HidObserverPair(recorder, trace);
    kernel.bus().setObserver(watch == null ? observer : new HidObserverPair(observer, watch));
    if (created.create() < 0) {
      throw new HidException(
          "device %s: report descriptor of %d bytes, expected 1 to 4096"
              .formatted(recorded.name(), recorded.descriptor().length));
    }
    HidDevice device = settled(created);
    List<ReplayStart.Attachment> attachments = new ArrayList<>();
    for (BpfObject object : setup.objects()) {
      attachments.add(attach(object, device));
    }
    settle();
    suspectUninitialized();
    byte[] after = device.descriptor();
    listener.started(
        new ReplayStart(
            setup.profile().name(),
            recorded,
            device.sysfsName(),
            device.driver(),
            attachments,
            recorded.descriptor(),
            after,
            own,
            after.length == 0 ? null : parse(after)));
    Hidraw node = device.hidraw();
    HidrawFile reader = node == null ? null : node.open(recorder);
    Feeder feeder = new Feeder(scheduler, this::send, model, reader, input, recorder);
    if (scheduler instanceof FailureGuard guard) {
      guard.onFailure(feeder::stop);
    }
    long begin = scheduler.now();
    kernel.countFrom(begin);
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
      for (LoadedObject object : loadedObjects) {
        watch.contents(object);
      }
    }
    return recorder.summary(attachments, latencies.latencies(), pending(begin), setup.drains());
  }

  /** Whose programs may read what Linux does not initialise; where none may, nothing is noted. */
  private void suspectUninitialized() {
    SinkLog log = sinks;
    if (log == null) {
      return;
    }
    List<String> suspects = new ArrayList<>();
    for (LoadedObject object : loadedObjects) {
      for (LoadedProgram program : object.programs().values()) {
        boolean stack = program.mayReadUninitializedStack();
        boolean other = program.mayReadUninitializedMemory();
        if (stack) {
          uninitialized.add(FindingKind.UNINITIALISED_STACK);
        }
        if (other) {
          uninitialized.add(FindingKind.UNINITIALISED_MEMORY);
        }
        if (stack || other) {
          suspects.add(program.name());
        }
      }
    }
    log.suspect(suspects);
    if (suspects.isEmpty()) {
      log.stop();
    }
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
                    AsyncCallbacks.isNever(p.dueAt())
                        ? Long.MAX_VALUE
                        : Math.max(0, p.dueAt() - begin),
                    p.running()))
        .toList();
  }

  /** Runs what is pending, step by step, and what that leads to. */
  private void drain(@Nullable ModelDevice model) {
    long begin = scheduler.now();
    long most = latencies.callbacks() + MOST_DRAINED;
    for (int i = 0; i < MOST_DRAINED && latencies.callbacks() < most; i++) {
      long now = scheduler.now();
      long next = Long.MAX_VALUE;
      for (PendingCallback p : kernel.pendingCallbacks()) {
        if (p.running()) {
          next = Math.min(next, now + DRAIN_STEP);
        } else if (!AsyncCallbacks.isNever(p.dueAt())) {
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

  /** The device sends a report. */
  private void send(byte[] report) {
    UhidDevice device = uhid;
    if (device != null) {
      recorder.send(report);
      int _ = device.input(report);
      recorder.sent();
    }
  }

  private static void queue(Work work) {
    boolean _ = work.queue();
  }

  /** The user takes the programs away, in the middle of things. */
  private void detach(HidDevice device, @Nullable Hidraw node, Feeder feeder) {
    List<String> names = new ArrayList<>();
    for (LoadedObject object : loadedObjects) {
      for (String name : object.attached()) {
        object.detach(name);
        names.add(name);
      }
    }
    recorder.detached(names);
    // Without its descriptor fixup the device is probed anew, and has another node.
    Hidraw now = device.hidraw();
    HidrawFile reader = now == null || now == node ? null : now.open(recorder);
    if (reader != null) {
      feeder.readBy(reader);
    }
  }

  private void settle() {
    if (scheduler instanceof VirtualClock virtual) {
      virtual.settle();
    }
  }

  private HidDevice settled(UhidDevice created) {
    settle();
    HidDevice device = created.device();
    // In real time a thread adds it; one whose descriptor does not parse never gets a node.
    for (int i = 0; setup.realTime() && i < 500; i++) {
      if (device != null && device.hidraw() != null) {
        break;
      }
      scheduler.sleep(1_000_000);
      device = created.device();
    }
    if (device == null) {
      throw new IllegalStateException("the device was not added");
    }
    return device;
  }

  private void passTail() {
    boolean again = true;
    for (int i = 0; again && i < MOST_WAITS; i++) {
      again = recorder.isAsked();
      pass(TAIL);
      again |= recorder.isAsked();
    }
  }

  private void pass(long nanos) {
    if (scheduler instanceof VirtualClock virtual) {
      virtual.advance(nanos);
    } else {
      scheduler.sleep(nanos);
    }
  }

  private ReplayStart.Attachment attach(BpfObject object, HidDevice device) {
    List<DeviceMatch> matches = DeviceMatch.of(object.btf().orElse(null));
    RecordedDevice d = setup.device();
    boolean named =
        matches.isEmpty()
            || matches.stream()
                .anyMatch(
                    m -> m.matches(d.bus(), device.group().number(), d.vendor(), d.product()));
    if (!named && !setup.force()) {
      return new ReplayStart.Attachment(
          object.name(), false, false, false, 0, List.of(), List.of(), List.of());
    }
    LoadedObject loaded =
        kernel.load(object, LoadOptions.forDevice(device.id()).withOptional(setup.optional()));
    loadedObjects.add(loaded);
    setup.properties().forEach(loaded::setProperty);
    LoadedObject.ProbeResult probe = loaded.probe(device);
    int probed = probe.run().error() < 0 ? probe.run().error() : probe.retval();
    List<String> failures = new ArrayList<>();
    if (probe.accepted() || setup.force()) {
      for (String name : loaded.ops().keySet()) {
        int ret = loaded.attach(name);
        if (ret < 0) {
          failures.add(name + ": " + Errno.describe(ret));
        }
      }
    }
    if (setup.loaderExits()) {
      loaded.releaseMaps();
    }
    return new ReplayStart.Attachment(
        object.name(),
        named,
        true,
        probe.present(),
        probed,
        loaded.attached(),
        failures,
        LoadPlan.of(object, setup.optional()).leftOut());
  }

  private static @Nullable ReportDescriptor parse(byte[] descriptor) {
    try {
      return ReportDescriptor.parse(descriptor);
    } catch (DescriptorException e) {
      return null;
    }
  }
}
