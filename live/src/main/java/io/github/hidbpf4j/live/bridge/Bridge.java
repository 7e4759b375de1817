package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.device.ReportView;
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
 * Runs programs on a real device, in user space: reports go from its hidraw node through the
 * programs into a clone that applications use, and requests to the clone go back. Meanwhile the
 * original's event nodes are grabbed, which silences it. Everything ends with the process, however
 * that ends: the kernel then removes the clone and releases the original.
 *
 * <p>Nothing is touched before everything is known to work: objects are verified and loaded, the
 * path of a report has been run some thousand times, and the clone has a driver.
 */
public final class Bridge implements AppliedFixes, CloneRequests.Performer {
  /** Prefix of the physical path of every clone. */
  public static final String PHYS_PREFIX = "hidbpf4j/";

  /**
   * A bus type that drivers for USB devices do not insist on: {@code BUS_VIRTUAL}. With it they do
   * not bind to the clone.
   */
  private static final int BUS_VIRTUAL = 0x06;

  private static final long DRIVER_MILLIS = 2_000;
  private static final int QUIET_MILLIS = 20;
  private static final long MOST_UNQUIET_NANOS = 2_000_000_000L;
  private static final int KEY_MILLIS = 50;
  private static final long STUCK_NANOS = 3_000_000_000L;
  private static final int UNIQ_SIZE = 63;

  /** The state of the bridge. */
  public enum State {
    /** Objects are being loaded, and the clone is being made. */
    STARTING,
    /** A key is down, and has to be released before the clone takes over. */
    WAITING_FOR_KEYS,
    /** The clone is in use. */
    RUNNING,
    /** The original works as without the bridge. */
    ENDED
  }

  /** Why it ended. */
  public enum End {
    /** It was closed. */
    CLOSED,
    /** The original was unplugged. */
    UNPLUGGED,
    /** It failed, see {@link Bridge#failure}. */
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

  /** The clone, once it exists: programs may send from the moment when they are attached. */
  private volatile @Nullable CloneDevice reader;

  /**
   * Applies programs to a device; returns when the clone has a driver. The clone takes over a
   * moment later, on a thread of its own.
   *
   * @param nodes opens the nodes of the device
   * @throws BridgeException if it cannot be done; nothing remains of it then
   * @throws io.github.hidbpf4j.bpf.BpfException if an object is malformed or rejected
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
      throw new BridgeException("%s is gone".formatted(live));
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

  /** Checks that some program is attached: otherwise the clone would be pointless. */
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
        "no driver binds the clone of %s, on bus %d or %d; the kernel's log (dmesg) may say why"
            .formatted(live, live.info().bus(), BUS_VIRTUAL));
  }

  private boolean create(int onBus, byte[] descriptor) {
    bus = onBus;
    return clone.create(cloneInfo(onBus), descriptor, DRIVER_MILLIS);
  }

  /**
   * The clone's identity: the same as the original's except for the physical path, by which it is
   * recognised, and, if a battery would have the same name, the unique string.
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

  /** Delivers a report to the clone; before there is one, nobody reads it. */
  private void deliver(ReportView report, int size) {
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
   * The length of a request: uhid does not pass on how much is wanted; hidraw counts the byte of
   * the id even if there is no id.
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
   * Takes over the device when it is at rest, as far as it ever is. Reports until then went to the
   * original's users.
   *
   * @return whether the device disappeared meanwhile
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

  /** Handles a failure in a timer or work item, which nobody else would notice. */
  private void failInside() {
    try {
      fixed.rethrow();
    } catch (RuntimeException | Error e) {
      fail(e.toString());
    }
  }

  /**
   * Ends the bridge. The original is released first; keys that are pressed on the clone are
   * released when it goes.
   */
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

  /** Ends the bridge, and waits until the original is released. */
  @Override
  public void close() {
    ending.set(true);
    pump.stop();
    awaitEnd(10_000);
  }

  /**
   * Waits until it ends.
   *
   * @param millis for how long at most
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

  /** Which objects were attached, and the resulting descriptor. */
  public ReplayStart start() {
    return fixed.start();
  }

  /** The state of the bridge. */
  @Override
  public State state() {
    return state;
  }

  /** Why it ended; meaningless before it has. */
  public End end() {
    return end;
  }

  /** The failure; "" if there is none. */
  @Override
  public String failure() {
    return failure;
  }

  /** Whether it has been working on one report for longer than any program may take. */
  @Override
  public boolean isStuck() {
    return pump.isBusyFor(STUCK_NANOS);
  }

  /** What the bridge may be unable to do here. */
  @Override
  public List<String> doubts() {
    return applicability.doubts();
  }

  /**
   * Statistics of a bridge.
   *
   * @param bus bus type of the clone
   * @param reports reports that the device sent
   * @param delivered reports that the clone received
   * @param busy reports that were lost because a program held the device
   * @param lateRequests requests that the device did not answer within 4.5 seconds
   * @param lostOutputs output reports that were lost because too many waited
   * @param latency time from reading a report until its result is written
   */
  public record Figures(
      int bus,
      long reports,
      long delivered,
      long busy,
      long lateRequests,
      long lostOutputs,
      LatencyHistogram latency) {}

  /** The current statistics. */
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
