package io.github.hidbpf4j.testing.bench;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.BtfValue;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.Hidraw;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.hid.device.HidrawListener;
import io.github.hidbpf4j.hid.input.InputDevice;
import io.github.hidbpf4j.hid.input.InputFinding;
import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.model.ModelDevice;
import io.github.hidbpf4j.hid.model.ModelRule;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.Kernel;
import io.github.hidbpf4j.kernel.LoadedObject;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.event.RequestEvent;
import io.github.hidbpf4j.kernel.replay.EvdevView;
import io.github.hidbpf4j.kernel.replay.HostRequests;
import io.github.hidbpf4j.kernel.replay.ReplaySetup;
import io.github.hidbpf4j.kernel.replay.ReplayedDevice;
import io.github.hidbpf4j.time.Timer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A device on a {@link Bench}. Observations of what the host and programs did are queued, one queue
 * per kind, until somebody takes them.
 */
public final class BenchDevice {
  private static final HidrawListener READER =
      file -> {
        byte[] _ = file.read();
      };

  /** How many observations of a kind are kept; a test that leaves more does not need them. */
  private static final int MOST_KEPT = 1 << 20;

  private final Bench bench;
  private final DeviceSetup setup;
  private final EventSink sink;
  private final ReplayedDevice replayed;
  private final EvdevView view;
  private final ArrayDeque<Observation> host = new ArrayDeque<>();
  private final ArrayDeque<Observation.Evdev> evdev = new ArrayDeque<>();
  private final ArrayDeque<Observation.Request> requests = new ArrayDeque<>();
  private final ArrayDeque<Observation.Printed> printed = new ArrayDeque<>();
  private @Nullable ReplayStart start;
  private @Nullable HidrawFile reader;
  private List<InputDevice> inputs = List.of();
  private byte[] lastSent = {};

  BenchDevice(Bench bench, Kernel kernel, DeviceSetup setup, long seed, EventSink sink) {
    this.bench = bench;
    this.sink = sink;
    this.setup = setup;
    DeviceModel model = setup.model();
    this.replayed =
        new ReplayedDevice(
            ReplaySetup.builder(kernel.profile(), kernel.types(), setup.device())
                .fixes(setup.fixes())
                .properties(setup.properties())
                .force(setup.force())
                .optional(setup.optional())
                .model(model == null ? DeviceModel.empty() : model)
                .seed(seed)
                .build(),
            kernel);
    this.view =
        new EvdevView(
            List.of(
                new EvdevView.Sink() {
                  @Override
                  public void devices(List<InputDevice> without, List<InputDevice> with) {
                    inputs = with;
                  }

                  @Override
                  public void rebound(long micros, List<InputDevice> with) {
                    inputs = with;
                  }

                  @Override
                  public void step(EvdevView.Step step) {
                    if (!step.with().isEmpty()) {
                      keep(
                          evdev, new Observation.Evdev(step.micros() * 1_000, step.with(), inputs));
                    }
                  }

                  @Override
                  public void finding(InputFinding finding) {
                    // The view of the run reports these; tests look at events.
                  }
                }),
            false);
  }

  private static <T> void keep(ArrayDeque<? super T> queue, T what) {
    if (queue.size() < MOST_KEPT) {
      queue.addLast(what);
    }
  }

  /** The setup that it was created with. */
  public DeviceSetup setup() {
    return setup;
  }

  int id() {
    HidDevice device = replayed.device();
    return device == null ? 0 : device.id();
  }

  /** Nanoseconds since the bench was ready; 0 before. */
  public long now() {
    return bench.isReady() ? bench.now() : 0;
  }

  /** Whether it is plugged in. */
  public boolean isPluggedIn() {
    return replayed.device() != null;
  }

  // ---- plugging

  /** Plugs it in and attaches the fixes. */
  public void plug() {
    bench.turnTo(this);
    bench.actions().plugging(this);
    HidDevice device = replayed.plug();
    ReplayStart begun = replayed.attachAll(device);
    start = begun;
    view.event(begun);
    bench.started(begun);
    sink.event(begun);
    open(device.hidraw());
    bench.actions().plugged(this);
  }

  void powerUp() {
    ModelDevice model = replayed.model();
    if (model != null) {
      bench.turnTo(this);
      model.start();
    }
  }

  private void open(@Nullable Hidraw node) {
    reader = node == null ? null : node.open(READER);
  }

  /** Unplugs it: the fixes' objects are unloaded. */
  public void unplug() {
    bench.turnTo(this);
    bench.actions().unplugging(this);
    reader = null;
    replayed.unplug();
  }

  /** Detaches the programs, as a user would; the device stays. */
  public void detach() {
    bench.actions().detaching(this);
    bench.process(this, "detach", replayed::detachAll);
    HidDevice device = replayed.device();
    HidrawFile open = reader;
    Hidraw node = device == null ? null : device.hidraw();
    // Without its descriptor fixup it is probed again, and gets another node.
    if (open == null || open.node() != node) {
      open(node);
    }
    bench.actions().detached(this);
  }

  void unload() {
    replayed.unload();
  }

  /** The result of plugging it in last. */
  public ReplayStart start() {
    ReplayStart begun = start;
    if (begun == null) {
      throw new IllegalStateException("the device was not plugged in");
    }
    return begun;
  }

  /** The descriptor in use; empty if it does not parse, or the device is not plugged in. */
  public byte[] descriptor() {
    HidDevice device = replayed.device();
    return device == null ? new byte[0] : device.descriptor();
  }

  /** Name of the driver that is bound to it; empty if none is. */
  public String driver() {
    HidDevice device = replayed.device();
    return device == null ? "" : device.driver();
  }

  /** Its input devices. */
  public List<InputDevice> inputDevices() {
    return inputs;
  }

  /** The loaded objects, for example to look at their variables and maps. */
  public List<LoadedObject> objects() {
    return List.copyOf(replayed.objects());
  }

  /**
   * The global variables of the loaded objects by name; if several have one, the first object's.
   */
  public Map<String, BtfValue> variables() {
    Map<String, BtfValue> all = new LinkedHashMap<>();
    for (LoadedObject object : replayed.objects()) {
      object.variableValues().forEach(all::putIfAbsent);
    }
    return all;
  }

  // ---- what the device does

  /** Sends a report. */
  public void send(byte[] report) {
    lastSent = report.clone();
    bench.actions().sending(this, lastSent, false);
    bench.interrupt(this, () -> replayed.send(lastSent));
  }

  /** The report that was sent last. */
  public byte[] lastSent() {
    return lastSent.clone();
  }

  /**
   * Plays a recording of the device: its reports and users' requests, at their times. With a seed,
   * reports may arrive while programs that run in process context are under way.
   */
  public void replay(List<? extends RecordedEntry> entries) {
    long begin = bench.now() - (entries.isEmpty() ? 0 : entries.getFirst().nanos());
    ArrayDeque<RecordedEvent> events = new ArrayDeque<>();
    for (RecordedEntry entry : entries) {
      switch (entry) {
        case RecordedEvent event -> events.add(event);
        case RecordedRequest request when request.origin() == RecordedRequest.Origin.USER -> {
          play(events, begin);
          bench.advance(Math.max(0, begin + request.nanos() - bench.now()));
          RecordedRequest _ = ask(request);
        }
        case RecordedRequest _ -> {}
      }
    }
    play(events, begin);
  }

  /** Sends reports at their times, each scheduled before the effects of the previous one. */
  private void play(ArrayDeque<RecordedEvent> events, long begin) {
    if (events.isEmpty()) {
      return;
    }
    // Time stamps may decrease.
    long end = begin + events.stream().mapToLong(RecordedEvent::nanos).max().orElse(0);
    Timer[] timer = new Timer[1];
    timer[0] =
        bench.source(
            this,
            () -> {
              RecordedEvent event = events.remove();
              ModelDevice model = replayed.model();
              lastSent = event.data();
              bench.actions().sending(this, lastSent, true);
              if (model == null || model.recorded(event.data())) {
                replayed.send(event.data());
              }
              if (!events.isEmpty()) {
                bench.arm(timer[0], begin + events.getFirst().nanos());
              }
            });
    bench.arm(timer[0], begin + events.getFirst().nanos());
    bench.advance(Math.max(0, end - bench.now()));
    // Programs that slept may have let time pass the end of the recording.
    while (!events.isEmpty()) {
      bench.advance(0);
    }
  }

  /** From now on the device answers by this rule first. */
  public void answer(ModelRule rule) {
    ModelDevice model = replayed.model();
    if (model != null) {
      bench.actions().answering(this, rule);
      model.override(rule);
    }
  }

  // ---- what the host does

  /**
   * The host asks for a report, or sends one, by hidraw; time passes until there is an answer.
   *
   * @param request the request; its result does not matter
   * @return the request with its result
   */
  public RecordedRequest ask(RecordedRequest request) {
    RecordedRequest[] done = new RecordedRequest[1];
    HidrawFile file = reader;
    bench.actions().asking(this, request);
    bench.process(
        this, "user", () -> done[0] = HostRequests.perform(replayed.events(), file, request));
    bench.actions().asked(this, done[0]);
    return done[0];
  }

  /** Reads a report, as HIDIOCGFEATURE and the like do. */
  public RecordedRequest get(ReportType type, int id, int length) {
    return ask(HostRequests.get(type, id, length));
  }

  /** Sends a report, as HIDIOCSFEATURE and the like do; the id is the first byte. */
  public RecordedRequest set(ReportType type, byte[] report) {
    return ask(HostRequests.set(type, report));
  }

  /** Sends an output report by {@code write()}; its id is the first byte, 0 if it has none. */
  public RecordedRequest write(byte[] report) {
    return ask(HostRequests.write(report));
  }

  // ---- what was seen

  void passTime() {
    view.passTo(bench.now() / 1_000);
  }

  void event(KernelEvent event) {
    view.event(event);
    sink.event(event);
    long nanos = event.at().nanos();
    switch (event) {
      case InputOutcome outcome when outcome.type() == ReportType.INPUT -> outcome(outcome);
      case RequestEvent.Answered answered
          when start != null && answered.origin() != RecordedRequest.Origin.USER -> {
        RecordedRequest request = answered.recorded(0);
        if (request != null) {
          keep(requests, new Observation.Request(nanos, request));
        }
      }
      case ProgramEvent.Printk line ->
          keep(printed, new Observation.Printed(nanos, line.program(), line.line()));
      default -> {}
    }
  }

  private void outcome(InputOutcome outcome) {
    long nanos = outcome.at().nanos();
    switch (outcome.fate()) {
      case InputOutcome.Delivered delivered ->
          keep(
              host,
              new Observation.HostReport(
                  nanos, outcome.output(), delivered.delivery(), delivered.reports()));
      case InputOutcome.Dropped dropped -> {
        if (dropped.stage() != InputOutcome.Stage.NO_READER) {
          keep(
              host,
              new Observation.Dropped(
                  nanos,
                  outcome.input(),
                  dropped.program(),
                  dropped.stage() == InputOutcome.Stage.HOOKS
                      ? dropped.program() + " returned " + Errno.describe(dropped.ret())
                      : dropped.reason()));
        }
      }
    }
  }

  /**
   * Reports that the host received, and those that were dropped, in order. The reader removes what
   * it has read.
   */
  public Queue<Observation> host() {
    return host;
  }

  /** What readers of the input devices received. The reader removes what it has read. */
  public Queue<Observation.Evdev> evdev() {
    return evdev;
  }

  /** Requests of programs and drivers to the device. The reader removes what it has read. */
  public Queue<Observation.Request> requests() {
    return requests;
  }

  /** Lines that programs printed. The reader removes what it has read. */
  public Queue<Observation.Printed> printed() {
    return printed;
  }

  /** Discards all queued observations. */
  public void forget() {
    for (Collection<?> queue : List.of(host, evdev, requests, printed)) {
      queue.clear();
    }
  }
}
