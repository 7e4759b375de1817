package io.github.hidbpf4j.live.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.device.HidErrno;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.kernel.ObjectProfile;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.live.bridge.AppliedFixes;
import io.github.hidbpf4j.live.bridge.Bridge;
import io.github.hidbpf4j.live.bridge.BridgeSetup;
import io.github.hidbpf4j.live.bridge.FakeNode;
import io.github.hidbpf4j.live.bridge.FakeNodes;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.daemon.DeviceStatus.Phase;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon with fake devices, fixes and nodes. */
@Timeout(60)
class DaemonTest {
  private static final Path WHEEL =
      Path.of(System.getProperty("hidbpf4j.root", ".."), "examples/a4tech-horizontal-wheel");

  private final List<LiveDevice> devices = new CopyOnWriteArrayList<>();
  private final List<FakeNodes> opened = new CopyOnWriteArrayList<>();
  private final Map<String, FixChooser.Choice> choices = new ConcurrentHashMap<>();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final List<InKernel> kernel = new CopyOnWriteArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile boolean inKernel;
  private volatile boolean stuck;
  private volatile int grabResult;
  private volatile String rejection = "";
  private FixChooser.Choice wheel = FixChooser.Choice.NONE;
  private Daemon daemon =
      new Daemon(List::of, () -> d -> FixChooser.Choice.NONE, DaemonTest::never, line -> {});
  private Thread thread = new Thread();

  private static Bridge never(LiveDevice device, List<FixSet> fixes) {
    throw new IllegalStateException();
  }

  private Daemon ofTheseDevices() {
    return new Daemon(
        () -> new ArrayList<>(devices),
        () -> d -> choices.getOrDefault(d.sysfsName(), FixChooser.Choice.NONE),
        this::open,
        log::add);
  }

  @BeforeEach
  void start() throws IOException {
    Path file = WHEEL.resolve("a4tech-horizontal-wheel.bpf.o");
    BpfObject object = BpfObject.open(file.toString(), Files.readAllBytes(file));
    wheel = new FixChooser.Choice(List.of(FixSet.of(object)), "1", List.of());
    daemon = ofTheseDevices();
    thread = Thread.ofPlatform().start(daemon::run);
  }

  private AppliedFixes open(LiveDevice device, List<FixSet> fixes) {
    if (inKernel) {
      InKernel applied = new InKernel();
      kernel.add(applied);
      return applied;
    }
    if (!rejection.isEmpty()) {
      throw new BpfException(rejection);
    }
    FakeNodes nodes = new FakeNodes();
    nodes.evdev.grabResult = grabResult;
    opened.add(nodes);
    BpfObject object = fixes.getFirst().objects().findFirst().orElseThrow();
    BridgeSetup setup = BridgeSetup.of(ObjectProfile.of(object), fixes);
    return Bridge.open(device, setup, nodes);
  }

  /** Fixes that the kernel appears to run. */
  private final class InKernel implements AppliedFixes {
    private final CountDownLatch over = new CountDownLatch(1);

    @Override
    public boolean inKernel() {
      return true;
    }

    @Override
    public Bridge.State state() {
      return over.getCount() == 0 ? Bridge.State.ENDED : Bridge.State.RUNNING;
    }

    @Override
    public List<String> doubts() {
      return List.of();
    }

    @Override
    public String failure() {
      return "";
    }

    @Override
    public boolean isStuck() {
      asked.incrementAndGet();
      return stuck;
    }

    @Override
    public Bridge.@Nullable Figures figures() {
      return null;
    }

    @Override
    public boolean awaitEnd(long millis) {
      try {
        return over.await(millis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        return false;
      }
    }

    @Override
    public void close() {
      over.countDown();
    }
  }

  @Test
  void givesSignsOfLifeOnItsOwnThreadUnlessSomethingHangs() throws Exception {
    daemon.close();
    thread.join();
    inKernel = true;
    AtomicInteger signs = new AtomicInteger();
    Set<Thread> by = ConcurrentHashMap.newKeySet();
    daemon = ofTheseDevices();
    daemon.whileAlive(
        1,
        () -> {
          signs.incrementAndGet();
          by.add(Thread.currentThread());
        });
    thread = Thread.ofPlatform().start(daemon::run);
    LiveDevice device = plug("0003:09DA:0006.0001");
    await(device.sysfsName(), Phase.ATTACHED);
    awaitMore(signs, 3);

    stuck = true;
    assertThat(daemon.status()).as("answered by a round that sees it").hasSize(1);
    awaitMore(asked, 2);
    int before = signs.get();
    awaitMore(asked, 5);
    assertThat(signs).hasValue(before);

    stuck = false;
    awaitMore(signs, 1);
    assertThat(by).containsExactly(thread);
  }

  private static void awaitMore(AtomicInteger counter, int more) throws InterruptedException {
    for (int end = counter.get() + more; counter.get() < end; ) {
      Thread.sleep(1);
    }
  }

  /** A program that changes the descriptor makes the kernel recreate the device's nodes. */
  @Test
  void somethingIsDoneOnceWhenItIsIdle() throws Exception {
    daemon.close();
    thread.join();
    CountDownLatch done = new CountDownLatch(1);
    CountDownLatch again = new CountDownLatch(2);
    daemon = new Daemon(List::of, () -> d -> FixChooser.Choice.NONE, DaemonTest::never, line -> {});
    daemon.whenIdle(
        1,
        () -> {
          done.countDown();
          again.countDown();
        });
    thread = Thread.ofPlatform().start(daemon::run);
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    daemon.changed();
    assertThat(again.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void newNodesOfADeviceThatTheKernelFixesAreNoReplug() throws Exception {
    inKernel = true;
    LiveDevice device = plug("0003:09DA:0006.0001");
    DeviceStatus status = await(device.sysfsName(), Phase.ATTACHED);
    assertThat(status.inKernel()).isTrue();
    assertThat(status.bridge()).isNull();

    for (@Nullable Path hidraw : new Path[] {null, Path.of("/dev/hidraw9")}) {
      devices.set(
          0,
          new LiveDevice(
              device.sysfsName(),
              device.info(),
              device.driver(),
              device.descriptor(),
              hidraw,
              List.of(),
              false));
      daemon.changed();
      assertThat(await(device.sysfsName(), Phase.ATTACHED).inKernel()).isTrue();
    }
    assertThat(daemon.detach(device.sysfsName())).isTrue();
    assertThat(kernel).hasSize(1).allMatch(applied -> applied.state() == Bridge.State.ENDED);
  }

  @AfterEach
  void stop() throws InterruptedException {
    daemon.close();
    thread.join();
    assertThat(opened).allSatisfy(n -> assertThat(n.all).allMatch(FakeNode::isClosed));
  }

  private static LiveDevice mouse(String sysfsName, String phys) throws IOException {
    RecordedDevice d = Recording.read(WHEEL.resolve("wheel.hid")).devices().getFirst();
    return new LiveDevice(
        sysfsName,
        new HidDeviceInfo(d.name(), phys, "", d.bus(), d.vendor(), d.product(), 0, 0),
        "hid-generic",
        d.descriptor(),
        Path.of("/dev/hidraw7"),
        List.of(Path.of("/dev/input/event3")),
        false);
  }

  private LiveDevice plug(String sysfsName) throws IOException {
    LiveDevice device = mouse(sysfsName, "usb-1/input0");
    choices.put(sysfsName, wheel);
    devices.add(device);
    daemon.changed();
    return device;
  }

  private DeviceStatus await(String sysfsName, Phase phase) throws InterruptedException {
    while (true) {
      for (DeviceStatus status : daemon.status()) {
        if (status.device().sysfsName().equals(sysfsName) && status.phase() == phase) {
          return status;
        }
      }
      Thread.sleep(1);
    }
  }

  @Test
  void whatComesIsAttachedAndWhatGoesIsForgotten() throws Exception {
    LiveDevice device = plug("0003:09DA:0006.0001");
    DeviceStatus status = await(device.sysfsName(), Phase.ATTACHED);
    assertThat(status.objects()).containsExactly("a4tech-horizontal-wheel.bpf.o");
    assertThat(Objects.requireNonNull(status.bridge()).bus()).isEqualTo(3);
    assertThat(log)
        .containsExactly(
            device + ": starting", device + ": attached a4tech-horizontal-wheel.bpf.o");

    devices.clear();
    daemon.changed();
    while (!daemon.status().isEmpty()) {
      Thread.sleep(1);
    }
    assertThat(opened)
        .singleElement()
        .satisfies(n -> assertThat(n.all).allMatch(FakeNode::isClosed));

    plug("0003:09DA:0006.0002");
    await("0003:09DA:0006.0002", Phase.ATTACHED);
  }

  @Test
  void clonesAndDevicesWithoutFixAreLeftAlone() throws Exception {
    LiveDevice clone = mouse("0003:09DA:0006.0009", "hidbpf4j/0003:09DA:0006.0001/input0");
    choices.put(clone.sysfsName(), wheel);
    devices.add(clone);
    devices.add(mouse("0003:09DA:0006.0005", "usb-2/input0"));
    daemon.changed();
    DeviceStatus status = await("0003:09DA:0006.0005", Phase.NO_FIX);
    assertThat(status.objects()).isEmpty();
    assertThat(daemon.status()).hasSize(1);
    assertThat(opened).isEmpty();
  }

  @Test
  void whatIsRejectedIsNotTriedAgainUntilTheFixesChange() throws Exception {
    rejection = "fix.bpf.o: invalid";
    plug("0003:09DA:0006.0001");
    DeviceStatus status = await("0003:09DA:0006.0001", Phase.FAILED);
    assertThat(status.message()).isEqualTo("fix.bpf.o: invalid");

    rejection = "";
    choices.put("0003:09DA:0006.0001", new FixChooser.Choice(wheel.fixes(), "2", List.of()));
    daemon.changed();
    await("0003:09DA:0006.0001", Phase.ATTACHED);
  }

  @Test
  void whatFailsIsTriedAgain() throws Exception {
    grabResult = -HidErrno.EBUSY;
    plug("0003:09DA:0006.0001");
    DeviceStatus status = await("0003:09DA:0006.0001", Phase.RETRYING);
    assertThat(status.message()).contains("another program has");
    grabResult = 0;
    await("0003:09DA:0006.0001", Phase.ATTACHED);
  }

  @Test
  void fixesThatAreInstalledLaterComeOnByThemselves() throws Exception {
    devices.add(mouse("0003:09DA:0006.0001", "usb-1/input0"));
    daemon.changed();
    await("0003:09DA:0006.0001", Phase.NO_FIX);
    choices.put("0003:09DA:0006.0001", wheel);
    daemon.changed();
    await("0003:09DA:0006.0001", Phase.ATTACHED);
    choices.clear();
    daemon.changed();
    await("0003:09DA:0006.0001", Phase.NO_FIX);
    assertThat(opened.getFirst().hidraw.isClosed()).isTrue();
  }

  @Test
  void detachedStaysSoUntilSomebodyPutsItOnAgain() throws Exception {
    plug("0003:09DA:0006.0001");
    await("0003:09DA:0006.0001", Phase.ATTACHED);
    assertThat(daemon.detach("0003:09DA:0006.0001")).isTrue();
    assertThat(opened.getFirst().evdev.grabbed).isFalse();
    daemon.changed();
    await("0003:09DA:0006.0001", Phase.DETACHED);
    assertThat(daemon.reattach("0003:09DA:0006.0001")).isTrue();
    await("0003:09DA:0006.0001", Phase.ATTACHED);
    assertThat(daemon.detach("nobody")).isFalse();
    assertThat(daemon.reattach("nobody")).isFalse();
  }

  @Test
  void manyReplugsLeaveNothing() throws Exception {
    for (int i = 1; i <= 20; i++) {
      plug("0003:09DA:0006.%04X".formatted(i));
      if (i % 5 == 0) {
        await("0003:09DA:0006.%04X".formatted(i), Phase.ATTACHED);
      }
      devices.clear();
      daemon.changed();
    }
    while (!daemon.status().isEmpty()) {
      Thread.sleep(1);
    }
  }

  @Test
  void whoAsksADaemonThatEndsIsToldSo() throws Exception {
    daemon.close();
    thread.join();
    assertThatThrownBy(() -> daemon.status())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the daemon is ending");
  }

  // ---- the socket

  @Test
  void socketTellsAndObeys(@TempDir Path folder) throws Exception {
    plug("0003:09DA:0006.0001");
    await("0003:09DA:0006.0001", Phase.ATTACHED);
    try (ControlServer _ = new ControlServer(daemon, folder)) {
      assertThat(ControlClient.ask(folder, "status"))
          .contains("\"device\":\"0003:09DA:0006.0001\"", "\"phase\":\"attached\"");
      assertThat(ControlClient.ask(folder, "detach 0003:09DA:0006.0001"))
          .isEqualTo("{\"done\":true}");
      assertThat(ControlClient.ask(folder, "status")).contains("\"phase\":\"detached\"");
      assertThat(ControlClient.ask(folder, "detach")).contains("expected the name of one device");
      assertThat(ControlClient.ask(folder, "detach x")).contains("x: the daemon has nothing");
      assertThat(ControlClient.ask(folder, "sing")).contains("expected status");
      assertThatThrownBy(() -> new ControlServer(daemon, folder))
          .hasMessageContaining("another daemon is running");
    }
    assertThatThrownBy(() -> ControlClient.ask(folder, "status"))
        .isInstanceOf(ControlException.class)
        .hasMessageContaining("the daemon is not running");
  }

  @Test
  void onlyRootAndTheDaemonsUserMayChangeAnything() {
    assertThat(ControlServer.mayChange(peer("root"))).isTrue();
    assertThat(ControlServer.mayChange(peer(System.getProperty("user.name")))).isTrue();
    assertThat(ControlServer.mayChange(peer("root2"))).isFalse();
    assertThat(ControlServer.mayChange(peer("1000"))).isFalse();
    assertThat(ControlServer.mayChange(peer(""))).isFalse();
  }

  private static UnixDomainPrincipal peer(String name) {
    record Named(String name) implements GroupPrincipal {
      @Override
      public String getName() {
        return name;
      }
    }

    return new UnixDomainPrincipal(new Named(name), new Named("root"));
  }

  @Test
  void noMoreDevicesThanTheKernelHasNodesFor() throws Exception {
    String last = "0003:09DA:0006.0019";
    for (int i = 1; i <= 25; i++) {
      plug("0003:09DA:0006.%04X".formatted(i));
    }
    assertThat(await(last, Phase.NO_FIX).refused())
        .containsExactly("more than 24 devices at a time");
    for (int i = 1; i < 25; i++) {
      await("0003:09DA:0006.%04X".formatted(i), Phase.ATTACHED);
    }
    assertThat(opened).hasSize(24);
  }

  @Test
  void socketSurvivesClientsThatSayNothingOrTooMuch(@TempDir Path folder) throws Exception {
    try (ControlServer _ = new ControlServer(daemon, folder)) {
      UnixDomainSocketAddress address =
          UnixDomainSocketAddress.of(folder.resolve(ControlServer.SOCKET));
      try (var silent = SocketChannel.open(address);
          var flood = SocketChannel.open(address)) {
        int _ = flood.write(ByteBuffer.allocate(10_000));
        assertThat(ControlClient.ask(folder, "status")).contains("\"devices\":0");
        assertThat(silent.isOpen()).isTrue();
      }
    }
  }
}
