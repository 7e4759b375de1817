package io.github.hidbpf4j.testing.bench;

import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.vm.ExecutionCounts;
import io.github.hidbpf4j.kernel.Kernel;
import io.github.hidbpf4j.kernel.KnownObjects;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import io.github.hidbpf4j.kernel.replay.Replay;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.time.Timer;
import io.github.hidbpf4j.time.VirtualClock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A kernel in virtual time with devices plugged in and fixes attached. Time passes only by {@link
 * #advance}, and while a request of the host waits for its answer. The same steps give the same
 * result; a seed other than 0 decides what preempts what. Not thread-safe.
 */
public final class Bench implements AutoCloseable {
  private final VirtualClock clock;
  private final Kernel kernel;
  private final List<BenchDevice> devices = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final Set<String> found = new HashSet<>();
  private final List<EventSink> sinks;
  private final BenchActions actions;
  private long origin;
  private boolean ready;

  /** The device that something is being done with. */
  private BenchDevice current;

  private final @Nullable Consumer<ExecutionCounts> coverage;

  /**
   * Who looks on, and what others know already.
   *
   * @param sinks told of all that happens
   * @param deviceSinks told of what happens to each device, in their order; none, or as many as
   *     there are devices
   * @param coverage told at the end what was executed; null for nobody
   * @param known what other kernels have found out of the objects; null for nothing
   * @param actions told of what is done to the devices
   */
  public record Audience(
      List<EventSink> sinks,
      List<EventSink> deviceSinks,
      @Nullable Consumer<ExecutionCounts> coverage,
      @Nullable KnownObjects known,
      BenchActions actions) {
    /** Nobody. */
    public static final Audience NONE = new Audience(List.of(), List.of(), null, null);

    /** The same, where nobody wants to know what is done to the devices. */
    public Audience(
        List<EventSink> sinks,
        List<EventSink> deviceSinks,
        @Nullable Consumer<ExecutionCounts> coverage,
        @Nullable KnownObjects known) {
      this(sinks, deviceSinks, coverage, known, BenchActions.NONE);
    }

    /** Copies. */
    public Audience {
      sinks = List.copyOf(sinks);
      deviceSinks = List.copyOf(deviceSinks);
    }
  }

  private Bench(ApiProfile profile, long seed, List<DeviceSetup> setups, Audience audience) {
    if (setups.isEmpty()) {
      throw new IllegalArgumentException("a bench without devices");
    }
    this.sinks = audience.sinks();
    this.coverage = audience.coverage();
    this.actions = audience.actions();
    this.clock = new VirtualClock(seed, seed == 0 ? -1 : Replay.PREEMPTION_WINDOW);
    this.kernel =
        Kernel.builder(profile, KernelTypes.of(profile).btf())
            .seed(seed)
            .sink(this::event)
            .countExecution(coverage != null)
            .known(audience.known())
            // What a scenario sends is over before compiling a program pays.
            .engine(Engine.INTERPRETER)
            .build(clock);
    for (int i = 0; i < setups.size(); i++) {
      EventSink sink = audience.deviceSinks().isEmpty() ? _ -> {} : audience.deviceSinks().get(i);
      devices.add(new BenchDevice(this, kernel, setups.get(i), seed, sink));
    }
    current = devices.getFirst();
  }

  /**
   * Plugs in the devices and attaches the fixes to each.
   *
   * @param profile the kernel
   * @param seed 0 for the natural order of things
   * @param setups the devices, at least one
   * @param sinks told of all that happens
   * @throws io.github.hidbpf4j.bpf.BpfException when an object is malformed or refused
   */
  public static Bench of(
      ApiProfile profile, long seed, List<DeviceSetup> setups, EventSink... sinks) {
    return of(profile, seed, setups, new Audience(List.of(sinks), List.of(), null, null));
  }

  /**
   * Plugs in the devices and attaches the fixes to each.
   *
   * @param profile the kernel
   * @param seed 0 for the natural order of things
   * @param setups the devices, at least one
   * @param audience who looks on
   * @throws io.github.hidbpf4j.bpf.BpfException when an object is malformed or refused
   */
  public static Bench of(
      ApiProfile profile, long seed, List<DeviceSetup> setups, Audience audience) {
    Bench bench = new Bench(profile, seed, setups, audience);
    boolean ready = false;
    try {
      bench.devices.forEach(BenchDevice::plug);
      bench.origin = bench.clock.now();
      bench.kernel.events().countFrom(bench.origin);
      bench.ready = true;
      bench.devices.forEach(BenchDevice::powerUp);
      ready = true;
      return bench;
    } finally {
      if (!ready) {
        bench.close();
      }
    }
  }

  /** The devices, in the order of their setups. */
  public List<BenchDevice> devices() {
    return List.copyOf(devices);
  }

  /** What was found of the programs, each kind once for each program. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** Nanoseconds since the bench was ready. */
  public long now() {
    return clock.now() - origin;
  }

  /** Whether the devices are there, and its time has begun. */
  boolean isReady() {
    return ready;
  }

  /** Lets time pass. */
  public void advance(long nanos) {
    clock.advance(nanos);
    devices.forEach(BenchDevice::passTime);
  }

  /** Who is told of what is done to the devices. */
  BenchActions actions() {
    return actions;
  }

  /** Does something in softirq context, as an interrupt does, and what it leads to at once. */
  void interrupt(BenchDevice device, Runnable body) {
    current = device;
    Timer timer = clock.newSource("device", body);
    timer.arm(clock.now());
    clock.settle();
  }

  /** A source of interrupts of a device. */
  Timer source(BenchDevice device, Runnable body) {
    current = device;
    return clock.newSource("device", body);
  }

  /** Has a source interrupt at a time of {@link #now}, at once where it is over. */
  void arm(Timer source, long nanos) {
    source.arm(Math.max(clock.now(), origin + nanos));
  }

  /** Does something in process context, and waits for its end. */
  void process(BenchDevice device, String what, Runnable body) {
    current = device;
    kernel.process(what, body);
    clock.settle();
    devices.forEach(BenchDevice::passTime);
  }

  /** Something is done with this device now. */
  void turnTo(BenchDevice device) {
    current = device;
  }

  private void event(KernelEvent event) {
    if (event instanceof ProgramEvent.Found f) {
      Finding finding = f.finding();
      if (finding.kind() != FindingKind.SPINNING_CALLBACK
          && !found.add(finding.kind() + " " + finding.program())) {
        return;
      }
      findings.add(finding);
    }
    sinks.forEach(sink -> sink.event(event));
    int id = event.at().device();
    for (BenchDevice device : devices) {
      if (id != 0 && device.id() == id) {
        device.event(event);
        return;
      }
    }
    current.event(event);
  }

  /** Tells the sinks that a device is there. */
  void started(KernelEvent start) {
    sinks.forEach(sink -> sink.event(start));
  }

  /** Pulls out the devices and unloads all objects. */
  @Override
  public void close() {
    actions.over(ready ? now() : 0);
    kernel.events().close();
    devices.forEach(BenchDevice::unload);
    Consumer<ExecutionCounts> counts = coverage;
    if (counts != null) {
      kernel.executionCounts().forEach(counts);
    }
  }
}
