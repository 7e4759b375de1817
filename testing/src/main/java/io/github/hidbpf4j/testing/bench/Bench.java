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
 * A kernel in virtual time with devices plugged in and fixes attached. Time passes only in {@link
 * #advance}, and while a request of the host waits for its answer. The same steps give the same
 * result; a seed other than 0 decides about preemption. Not thread-safe.
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

  /** The device that is being acted on. */
  private BenchDevice current;

  private final @Nullable Consumer<ExecutionCounts> coverage;

  /**
   * Who observes a bench, and what is already known of the objects.
   *
   * @param sinks told of everything that happens
   * @param deviceSinks told of what happens to each device, in the devices' order; empty, or one
   *     per device
   * @param coverage told at the end what was executed; null for nobody
   * @param known what earlier kernels found out about the objects; null for nothing
   * @param actions told of what is done to the devices
   */
  public record Audience(
      List<EventSink> sinks,
      List<EventSink> deviceSinks,
      @Nullable Consumer<ExecutionCounts> coverage,
      @Nullable KnownObjects known,
      BenchActions actions) {
    /** No observer. */
    public static final Audience NONE = new Audience(List.of(), List.of(), null, null);

    /** An audience that is not interested in what is done to the devices. */
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
            // Scenarios are over before compiling a program pays.
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
   * @param seed 0 for the natural order of events
   * @param setups the devices, at least one
   * @param sinks told of everything that happens
   * @throws io.github.hidbpf4j.bpf.BpfException if an object is malformed or rejected
   */
  public static Bench of(
      ApiProfile profile, long seed, List<DeviceSetup> setups, EventSink... sinks) {
    return of(profile, seed, setups, new Audience(List.of(sinks), List.of(), null, null));
  }

  /**
   * Plugs in the devices and attaches the fixes to each.
   *
   * @param profile the kernel
   * @param seed 0 for the natural order of events
   * @param setups the devices, at least one
   * @param audience who observes
   * @throws io.github.hidbpf4j.bpf.BpfException if an object is malformed or rejected
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

  /** The findings, each kind once per program. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** Nanoseconds since the bench was ready. */
  public long now() {
    return clock.now() - origin;
  }

  /** Whether the devices are plugged in and the bench's time has begun. */
  boolean isReady() {
    return ready;
  }

  /** Lets time pass. */
  public void advance(long nanos) {
    clock.advance(nanos);
    devices.forEach(BenchDevice::passTime);
  }

  /** Receives what is done to the devices. */
  BenchActions actions() {
    return actions;
  }

  /** Runs an action in softirq context, as an interrupt does, with its immediate effects. */
  void interrupt(BenchDevice device, Runnable body) {
    current = device;
    Timer timer = clock.newSource("device", body);
    timer.arm(clock.now());
    clock.settle();
  }

  /** Creates a source of interrupts of a device. */
  Timer source(BenchDevice device, Runnable body) {
    current = device;
    return clock.newSource("device", body);
  }

  /** Makes a source interrupt at a time of {@link #now}; at once if that is over. */
  void arm(Timer source, long nanos) {
    source.arm(Math.max(clock.now(), origin + nanos));
  }

  /** Runs an action in process context, and waits for its end. */
  void process(BenchDevice device, String what, Runnable body) {
    current = device;
    kernel.process(what, body);
    clock.settle();
    devices.forEach(BenchDevice::passTime);
  }

  /** From now on this device is being acted on. */
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

  /** Tells the sinks that a device has been plugged in. */
  void started(KernelEvent start) {
    sinks.forEach(sink -> sink.event(start));
  }

  /** Unplugs the devices and unloads all objects. */
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
