package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.vm.InstructionObserver;
import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.DeviceResponder;
import io.github.hidbpf4j.hid.device.HidBusListener;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.hid.device.UhidDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One thread removes what another one is using: in real time, synchronised by latches. */
@Timeout(120)
class LifecycleTest {
  private final Gate gate = new Gate();
  private final LiveRig rig = new LiveRig(1, gate);
  private final Answers answers = new Answers();
  private UhidDevice uhid;
  private HidDevice device;

  @BeforeEach
  void plug() throws Exception {
    uhid = rig.plug(answers);
    device = Objects.requireNonNull(uhid.device());
  }

  @AfterEach
  void nothingFailed() {
    rig.close();
    assertThat(rig.failures).isEmpty();
  }

  /** Answers a request when released. */
  private static final class Answers implements DeviceResponder {
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch answer = new CountDownLatch(1);

    @Override
    public Answer getReport(int number, ReportType type, int length) {
      asked.countDown();
      pass(answer);
      return Answer.data(new byte[] {1, 2, 3, 4});
    }

    @Override
    public Answer setReport(int number, ReportType type, byte[] data) {
      return Answer.ok();
    }

    @Override
    public void output(byte[] data) {}

    @Override
    public void lifecycle(TransportCall call) {}
  }

  private static void pass(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private int send(HidDevice to) {
    byte[] report = new byte[LiveRig.REPORT_SIZE];
    report[0] = 1;
    return to.inputReport(ReportType.INPUT, report, 0, report.length);
  }

  private static CompletableFuture<Integer> onThread(IntSupplier body) {
    CompletableFuture<Integer> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                result.complete(body.getAsInt());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  private static int count(LoadedObject object, String variable) {
    return ProgramRig.variable(object, variable);
  }

  private HidrawFile open(Runnable inTheEvent) {
    return Objects.requireNonNull(
        Objects.requireNonNull(device.hidraw())
            .open(
                file -> {
                  boolean _ = file.read() != null;
                  inTheEvent.run();
                }));
  }

  /** Lets the first program wait that runs at a hook, before its first instruction. */
  private static final class Gate implements InstructionObserver {
    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch open = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();

    void close() {
      closed.set(true);
    }

    @Override
    public void before(VerifiedProgram program, int slot, int frame, long[] registers) {
      if (slot == 0 && closed.getAndSet(false)) {
        reached.countDown();
        pass(open);
      }
    }
  }

  /** The list of programs has been read, none of them runs yet. */
  @Test
  void whatAnEventIsAboutToRunStays() throws Exception {
    LoadedObject object = rig.load(device);
    assertThat(object.attach("stamp")).isZero();
    assertThat(object.attach("stamp_first")).isZero();
    gate.close();
    CompletableFuture<Integer> event = onThread(() -> send(device));
    pass(gate.reached);
    BpfMap elements = Objects.requireNonNull(object.maps().get("elements"));
    object.close();
    assertThat(object.attached()).isEmpty();
    assertThat(rig.kernel.runtime().maps().registry().map(elements.address())).isNotNull();
    gate.open.countDown();
    assertThat(event.get(60, TimeUnit.SECONDS)).isZero();
    rig.awaitNothingLoaded();
    assertThat(send(device)).as("goes on without programs").isZero();
  }

  /** A new program is seen by the next event, not by the one that has read the list. */
  @Test
  void anEventKeepsTheListThatItFound() throws Exception {
    LoadedObject first = rig.load(device);
    LoadedObject second = rig.load(device);
    assertThat(first.attach("stamp")).isZero();
    gate.close();
    CompletableFuture<Integer> event = onThread(() -> send(device));
    pass(gate.reached);
    assertThat(second.attach("stamp")).isZero();
    gate.open.countDown();
    assertThat(event.get(60, TimeUnit.SECONDS)).isZero();
    assertThat(count(first, "seen")).isOne();
    assertThat(count(second, "seen")).isZero();
    rig.await("the input lock is free of the injected report", () -> send(device) == 0);
    assertThat(count(second, "seen")).isOne();
    first.close();
    second.close();
    rig.awaitNothingLoaded();
  }

  @Test
  void closedWhileACallbackWaitsForTheDevice() throws Exception {
    LoadedObject object = rig.load(device);
    ProgramRig.set(object, "asks", 1);
    assertThat(object.attach("stamp")).isZero();
    assertThat(send(device)).isZero();
    pass(answers.asked);
    BpfMap elements = Objects.requireNonNull(object.maps().get("elements"));
    object.close();
    assertThat(rig.kernel.runtime().maps().registry().map(elements.address())).isNotNull();
    assertThat(send(device)).isZero();
    answers.answer.countDown();
    rig.awaitNothingLoaded();
  }

  @Test
  void unpluggedWhileACallbackWaitsForTheDevice() throws Exception {
    LoadedObject object = rig.load(device);
    ProgramRig.set(object, "asks", 1);
    ProgramRig.set(object, "injects", 1);
    assertThat(object.attach("stamp")).isZero();
    assertThat(send(device)).isZero();
    pass(answers.asked);
    assertThat(uhid.destroy()).isZero();
    assertThat(object.attached()).isEmpty();
    object.close();
    answers.answer.countDown();
    rig.awaitNothingLoaded();
    assertThat(rig.kernel.bus().devices()).isEmpty();
  }

  @Test
  void unpluggedInTheMiddleOfAnEvent() throws Exception {
    LoadedObject object = rig.load(device);
    assertThat(object.attach("stamp")).isZero();
    gate.close();
    CompletableFuture<Integer> event = onThread(() -> send(device));
    pass(gate.reached);
    CompletableFuture<Integer> unplug = onThread(uhid::destroy);
    rig.await("the device goes", device::isDestroyed);
    rig.await("its programs go", () -> object.attached().isEmpty());
    object.close();
    assertThat(unplug).isNotDone();
    gate.open.countDown();
    assertThat(event.get(60, TimeUnit.SECONDS)).isZero();
    assertThat(unplug.get(60, TimeUnit.SECONDS)).isZero();
    assertThat(send(device)).isEqualTo(-19);
    rig.awaitNothingLoaded();
  }

  /** A reader may do so in the middle of an event; what must wait for its end is done after it. */
  @ParameterizedTest
  @ValueSource(strings = {"stamp", "stamp_fixup"})
  void takenAwayByWhoReadsTheEvent(String ops) throws Exception {
    byte[] original = device.descriptor();
    LoadedObject object = rig.load(device);
    assertThat(object.attach(ops)).isZero();
    assertThat(device.descriptor()[4]).isEqualTo((byte) (ops.equals("stamp") ? 0x01 : 0x77));
    AtomicInteger seen = new AtomicInteger();
    try (HidrawFile _ =
        open(
            () -> {
              seen.set(count(object, "seen"));
              object.close();
            })) {
      assertThat(send(device)).isZero();
    }
    assertThat(seen).hasValue(1);
    rig.await(
        "the descriptor is the device's own",
        () -> Arrays.equals(original, device.descriptor()) && send(device) == 0);
    rig.awaitNothingLoaded();
  }

  @Test
  void unpluggedByWhoReadsTheEvent() throws Exception {
    LoadedObject object = rig.load(device);
    assertThat(object.attach("stamp_fixup")).isZero();
    HidrawFile file = open(() -> assertThat(device.destroy()).isEqualTo(-35));
    assertThat(send(device)).isZero();
    rig.await("the node breaks", () -> !file.node().exists());
    file.close();
    assertThat(uhid.destroy()).isZero();
    object.close();
    rig.awaitNothingLoaded();
  }

  @Test
  void destroyedBeforeItIsOnTheBus() throws Exception {
    CountDownLatch adding = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    rig.kernel
        .bus()
        .addListener(
            new HidBusListener() {
              @Override
              public void deviceAdded(HidDevice added) {
                adding.countDown();
                pass(goOn);
              }

              @Override
              public void deviceRemoved(HidDevice removed) {
                gone.countDown();
              }
            });
    UhidDevice other = rig.uhid(answers);
    assertThat(other.create()).isZero();
    pass(adding);
    assertThat(other.destroy()).isZero();
    assertThat(other.destroy()).isEqualTo(-22);
    assertThat(other.create()).as("again, while the first one is being added").isZero();
    assertThat(other.destroy()).isZero();
    goOn.countDown();
    pass(gone);
    rig.await("only the first is there", () -> rig.kernel.bus().devices().equals(List.of(device)));
  }

  @Test
  void whatIsClosedSaysSo() {
    LoadedObject object = rig.load(device);
    BpfMap elements = Objects.requireNonNull(object.maps().get("elements"));
    assertThat(object.attach("stamp")).isZero();
    object.close();
    object.close();
    rig.awaitNothingLoaded();
    assertThat(object.attach("stamp")).isEqualTo(-2);
    assertThat(object.attach("stamp_first")).isEqualTo(-2);
    assertThat(object.runSyscall("stamp_event", new byte[64]).error()).isEqualTo(-2);
    assertThat(object.readVariable("seen")).isNull();
    assertThat(object.writeVariable("number", new byte[4])).isFalse();
    String gone = "map 'elements' is gone: its object is closed, and no program uses it any more";
    byte[] key = new byte[4];
    assertThatIllegalStateException().isThrownBy(() -> elements.userLookup(key)).withMessage(gone);
    assertThatIllegalStateException()
        .isThrownBy(() -> elements.userUpdate(key, new byte[40], 0))
        .withMessage(gone);
    assertThatIllegalStateException().isThrownBy(() -> elements.userDelete(key)).withMessage(gone);
    assertThatIllegalStateException()
        .isThrownBy(() -> elements.userNextKey(null))
        .withMessage(gone);
    assertThatIllegalStateException()
        .isThrownBy(
            () -> Objects.requireNonNull(object.programs().get("stamp_event")).executable().run(0))
        .withMessage("program 'stamp_event' is unloaded already");
  }

  /** The first caller does it; nothing is released twice. */
  @Test
  void takenAwayBySeveralAtOnce() throws Exception {
    for (int i = 0; i < 50; i++) {
      UhidDevice other = rig.plug(answers);
      HidDevice plugged = Objects.requireNonNull(other.device());
      LoadedObject object = rig.load(plugged);
      assertThat(object.attach("stamp")).isZero();
      HidrawFile file = Objects.requireNonNull(Objects.requireNonNull(plugged.hidraw()).open());
      List<Runnable> acts =
          List.of(
              object::close,
              object::close,
              object::releaseMaps,
              () -> object.detach("stamp"),
              () -> object.attach("stamp_first"),
              other::destroy,
              other::destroy,
              file::close,
              file::close,
              () -> send(plugged));
      CountDownLatch start = new CountDownLatch(1);
      List<CompletableFuture<Integer>> all = new ArrayList<>();
      for (Runnable act : acts) {
        all.add(
            onThread(
                () -> {
                  pass(start);
                  act.run();
                  return 0;
                }));
      }
      start.countDown();
      for (CompletableFuture<Integer> done : all) {
        done.get(60, TimeUnit.SECONDS);
      }
      assertThat(object.attached()).isEmpty();
      assertThat(object.attach("stamp_first")).isEqualTo(-2);
    }
    rig.awaitNothingLoaded();
    assertThat(rig.kernel.bus().devices()).containsExactly(device);
    for (int minor = 1; minor < 64; minor++) {
      assertThat(rig.kernel.bus().hidraw(minor)).isNull();
    }
  }

  /** What was created before the refused program is removed again. */
  @Test
  void anObjectThatIsRefusedLeavesNothing() throws IOException {
    Path path = ProgramRig.ROOT.resolve("examples/rejected/work-result.bpf.o");
    BpfObject refused = BpfObject.open("work-result.bpf.o", Files.readAllBytes(path));
    assertThatThrownBy(() -> rig.kernel.load(refused, LoadOptions.forDevice(device.id())))
        .isInstanceOf(BpfException.class)
        .hasMessageContaining("work-result.bpf.o");
    rig.awaitNothingLoaded();
  }
}
