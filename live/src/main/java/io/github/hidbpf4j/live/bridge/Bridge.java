package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.KnownObjects;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.event.ReplayStart.Attachment.Status;
import io.github.hidbpf4j.kernel.replay.HostRequests;
import io.github.hidbpf4j.linux.node.DeviceNode;
import io.github.hidbpf4j.linux.node.EvdevNode;
import io.github.hidbpf4j.linux.node.HidrawNode;
import io.github.hidbpf4j.live.bridge.CloneEvent.GetReport;
import io.github.hidbpf4j.live.bridge.CloneEvent.Output;
import io.github.hidbpf4j.live.bridge.CloneEvent.SetReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Programs on a real device, in user space: what the device sends goes from its hidraw node through
 * the programs into a clone that applications use, and requests to the clone go back. The original
 * is silent meanwhile, for its event nodes are grabbed. All of it ends with the process, however
 * that ends: the kernel then takes the clone away and gives the original back.
 *
 * <p>Nothing is touched before everything is known to be in order: objects are verified and loaded,
 * the way of a report has been run some thousand times, and the clone has a driver.
 */
public final class Bridge implements AppliedFixes, CloneRequests.Performer {
  /** What the physical path of every clone begins with. */
  public static final String PHYS_PREFIX = "hidbpf4j/";

  /** A bus type that drivers for USB devices do not insist on: {@code BUS_VIRTUAL}. */
  private static final int BUS_VIRTUAL = 0x06;

  private static final long DRIVER_MILLIS = 2_000;
  private static final int QUIET_MILLIS = 20;
  private static final long MOST_UNQUIET_NANOS = 2_000_000_000L;
  private static final int KEY_MILLIS = 50;
  private static final long STUCK_NANOS = 3_000_000_000L;
  private static final int UNIQ_SIZE = 63;

  /** How far it is. */
  public enum State {
    /** Objects are loaded, and the clone is made. */
    STARTING,
    /** A key is down, and has to be released before the clone takes over. */
    WAITING_FOR_KEYS,
    /** The clone is used. */
    RUNNING,
    /** The original works as without us. */
    ENDED
  }

  /** Why it ended. */
  public enum End {
    /** Somebody closed it. */
    CLOSED,
    /** The original was unplugged. */
    UNPLUGGED,
    /** Something went wrong, see {@link Bridge#failure}. */
    FAILED
  }

  private final LiveDevice live;
  private final HidrawNode hidraw;
  private final CloneDevice clone;
  private final Originals originals;
  private final FixedDevice fixed;
  private final Pump pump;
  private final LatencyHistogram latency = new LatencyHistogram();
  private final Applicability applicability;
  private final @Nullable ReportDescriptor reports;
  private final EndSignal over = new EndSignal();
  private final AtomicBoolean ending = new AtomicBoolean();
  private volatile State state = State.STARTING;
  private volatile End end = End.CLOSED;
  private volatile String failure = "";
  private final AtomicLong delivered = new AtomicLong();
  private volatile int bus;

  /** The clone, once it is there: programs send from the moment on at which they are attached. */
  private volatile @Nullable CloneDevice reader;

  /**
   * Puts programs on a device; returns when the clone has a driver. The clone takes over a moment
   * later, on a thread of its own.
   *
   * @param nodes opens what belongs to the device
   * @throws BridgeException when it cannot be done; nothing is left of it then
   * @throws io.github.hidbpf4j.bpf.BpfException when an object is malformed or refused
   */
  public static Bridge open(LiveDevice live, BridgeSetup setup, Nodes nodes) {
    refuse(Applicability.of(live), setup);
    KnownObjects known = new KnownObjects();
    List<AutoCloseable> opened = new ArrayList<>();
    try {
      WarmUp.run(setup, live, nodes, known);
      return new Bridge(live, setup, nodes, known, opened);
    } catch (RuntimeException | Error e) {
      for (AutoCloseable each : opened.reversed()) {
        closeQuietly(each, e);
      }
      throw e;
    }
  }

  private static void closeQuietly(AutoCloseable each, Throwable cause) {
    try {
      each.close();
    } catch (Exception e) {
      cause.addSuppressed(e);
    }
  }

  private static void refuse(Applicability applicability, BridgeSetup setup) {
    if (!applicability.obstacles().isEmpty() && !setup.force()) {
      throw new BridgeException(String.join("; ", applicability.obstacles()));
    }
  }

  private Bridge(
      LiveDevice live,
      BridgeSetup setup,
      Nodes nodes,
      KnownObjects known,
      List<AutoCloseable> opened) {
    this.live = live;
    Path path = live.hidraw();
    if (path == null) {
      throw new BridgeException("%s has no hidraw node".formatted(live));
    }
    hidraw = nodes.hidraw(path);
    opened.add(hidraw);
    List<EvdevNode> events = new ArrayList<>();
    for (Path input : live.inputs()) {
      EvdevNode node = nodes.evdev(input);
      opened.add(node);
      events.add(node);
    }
    if (!nodes.isStill(live)) {
      throw new BridgeException("%s went away".formatted(live));
    }
    originals = new Originals(events);
    fixed =
        new FixedDevice(
            setup, live, new HidrawTransport(hidraw), this::deliver, setup.sinks(), known);
    opened.add(fixed);
    checkAttached(fixed.start());
    ReportDescriptor own = ReportDescriptor.parseOrNull(live.descriptor());
    reports = fixed.reports();
    applicability = Applicability.of(live).and(Applicability.of(own, reports));
    refuse(applicability, setup);
    clone = new CloneDevice(live.sysfsName(), nodes.uhid(), this);
    opened.add(clone);
    createClone();
    reader = clone;
    pump = new Pump(hidraw, fixed, latency);
    fixed.onFailure(this::failInside);
    fixed.begin();
    Thread _ =
        Thread.ofPlatform().daemon().name("hidbpf-bridge " + live.sysfsName()).start(this::run);
  }

  /** Without any program on it, a clone is worth nothing. */
  private static void checkAttached(ReplayStart start) {
    List<ReplayStart.Attachment> attachments = start.attachments();
    if (!attachments.isEmpty()
        && attachments.stream().noneMatch(a -> a.status() == Status.ATTACHED)) {
      throw new BridgeException(
          String.join(
              "; ",
              attachments.stream().map(a -> "%s: %s".formatted(a.object(), a.reason())).toList()));
    }
  }

  // ---- the clone

  private void createClone() {
    byte[] descriptor = fixed.descriptor();
    int first = Applicability.isNeutral(live.driver()) ? live.info().bus() : BUS_VIRTUAL;
    if (create(first, descriptor)) {
      return;
    }
    clone.destroy();
    if (first != BUS_VIRTUAL && create(BUS_VIRTUAL, descriptor)) {
      return;
    }
    throw new BridgeException(
        "no driver takes the clone of %s, be it on bus %d or %d; the kernel's log (dmesg) may say why"
            .formatted(live, live.info().bus(), BUS_VIRTUAL));
  }

  private boolean create(int onBus, byte[] descriptor) {
    bus = onBus;
    return clone.create(cloneInfo(onBus), descriptor, DRIVER_MILLIS);
  }

  /**
   * What the clone is: the same but for the physical path, by which it is known, and, where a
   * battery would have the same name, the unique string.
   */
  private HidDeviceInfo cloneInfo(int onBus) {
    HidDeviceInfo own = live.info();
    String phys = own.phys();
    int input = phys.lastIndexOf("/input");
    String uniq = own.uniq();
    if (live.battery() && !uniq.isEmpty()) {
      String changed = "hidbpf-" + uniq;
      uniq = changed.substring(0, Math.min(changed.length(), UNIQ_SIZE));
    }
    return new HidDeviceInfo(
        own.name(),
        PHYS_PREFIX + live.sysfsName() + (input < 0 ? "/input0" : phys.substring(input)),
        uniq,
        onBus,
        own.vendor(),
        own.product(),
        own.version(),
        own.country());
  }

  /** What programs send before there is a clone has no reader. */
  private void deliver(byte[] report, int size) {
    CloneDevice to = reader;
    if (to != null && to.input(report, size) >= 0) {
      long _ = delivered.incrementAndGet();
    }
  }

  // ---- requests to the clone

  @Override
  public int get(GetReport request, byte[] buffer) {
    int length = requestLength(request, buffer.length);
    RecordedRequest done =
        fixed.perform(HostRequests.get(request.type(), request.reportnum(), length));
    int size = Math.min(done.data().length, buffer.length);
    System.arraycopy(done.data(), 0, buffer, 0, size);
    return done.result() < 0 ? done.result() : size;
  }

  /**
   * uhid does not say how much is wanted; hidraw counts the byte of the id, be there one or not.
   */
  private int requestLength(GetReport request, int most) {
    ReportLayout report =
        reports == null ? null : reports.report(request.type(), request.reportnum());
    if (reports == null || report == null) {
      return most;
    }
    int length = report.length() + (reports.isNumbered(request.type()) ? 0 : 1);
    return Math.clamp(length, 2, most);
  }

  @Override
  public int set(SetReport request) {
    return fixed.perform(HostRequests.set(request.type(), request.data())).result();
  }

  @Override
  public void output(Output report) {
    RecordedRequest _ =
        fixed.perform(
            report.type() == ReportType.OUTPUT
                ? HostRequests.write(OutputFraming.forHidraw(reports, report.data()))
                : HostRequests.set(report.type(), report.data()));
  }

  // ---- its life

  private void run() {
    End why = End.CLOSED;
    try {
      boolean gone = takeOver();
      if (!gone && !ending.get()) {
        state = State.RUNNING;
        gone = pump.run();
      }
      why = gone ? End.UNPLUGGED : End.CLOSED;
    } catch (BridgeException | HidException e) {
      fail(String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      fail(e.toString());
    } finally {
      giveBack(why);
    }
  }

  /**
   * Takes the device when it is at rest, as far as it ever is. What came until then went to the
   * original's users.
   *
   * @return whether the device went away meanwhile
   */
  private boolean takeOver() {
    long begin = System.nanoTime();
    while (!ending.get()) {
      pump.discard();
      int ready = hidraw.await(QUIET_MILLIS);
      if ((ready & DeviceNode.GONE) != 0) {
        return true;
      }
      if (ready != 0 && System.nanoTime() - begin < MOST_UNQUIET_NANOS) {
        continue;
      }
      if (originals.tryGrab() == Originals.Grab.DONE) {
        pump.discard();
        return false;
      }
      state = State.WAITING_FOR_KEYS;
      int _ = hidraw.await(KEY_MILLIS);
    }
    return false;
  }

  private void fail(String message) {
    synchronized (this) {
      if (failure.isEmpty()) {
        failure = message;
      }
    }
    ending.set(true);
    pump.stop();
  }

  /** A timer or work item has failed, of which nobody else hears. */
  private void failInside() {
    try {
      fixed.rethrow();
    } catch (RuntimeException | Error e) {
      fail(e.toString());
    }
  }

  /** The original is free first: what is pressed on the clone is released when that goes. */
  private void giveBack(End why) {
    end = failure.isEmpty() ? why : End.FAILED;
    originals.close();
    clone.close();
    try {
      fixed.close();
    } finally {
      hidraw.close();
      state = State.ENDED;
      over.give();
    }
  }

  /** Ends it, and waits until the original is free again. */
  @Override
  public void close() {
    ending.set(true);
    pump.stop();
    awaitEnd(10_000);
  }

  /**
   * Waits for its end.
   *
   * @param millis how long at most
   * @return whether it has ended
   */
  @Override
  public boolean awaitEnd(long millis) {
    return over.await(millis);
  }

  // ---- what is to be seen of it

  @Override
  public boolean inKernel() {
    return false;
  }

  /** The original. */
  public LiveDevice device() {
    return live;
  }

  /** What became of the objects, and of the descriptor. */
  public ReplayStart start() {
    return fixed.start();
  }

  /** How far it is. */
  @Override
  public State state() {
    return state;
  }

  /** Why it ended; meaningless before. */
  public End end() {
    return end;
  }

  /** What went wrong; "" when nothing did. */
  @Override
  public String failure() {
    return failure;
  }

  /** Whether it is at work on one report for longer than any program may take. */
  @Override
  public boolean isStuck() {
    return pump.isBusyFor(STUCK_NANOS);
  }

  /** What the bridge may not be able to do here. */
  @Override
  public List<String> doubts() {
    return applicability.doubts();
  }

  /**
   * Figures of a bridge.
   *
   * @param bus the bus that the clone is on
   * @param reports reports that came from the device
   * @param delivered reports that went to the clone
   * @param busy reports that were lost because a program held the device
   * @param lateRequests requests that the device did not answer in 4.5 seconds
   * @param lostOutputs output reports that were lost because too many waited
   * @param latency from reading a report to having written what became of it
   */
  public record Figures(
      int bus,
      long reports,
      long delivered,
      long busy,
      long lateRequests,
      long lostOutputs,
      LatencyHistogram latency) {}

  /** Its figures now. */
  @Override
  public Figures figures() {
    return new Figures(
        bus,
        pump.reports(),
        delivered.get(),
        pump.busy(),
        clone.lateRequests(),
        clone.lostOutputs(),
        latency);
  }
}
