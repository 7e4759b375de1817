package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.vm.InstructionObserver;
import io.github.hidbpf4j.hid.device.DeviceResponder;
import io.github.hidbpf4j.hid.device.HidBusListener;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.device.UhidDevice;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.time.SystemClock;
import java.util.HexFormat;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A kernel in real time, the failures of its threads, and devices for {@code
 * testdata/async/stamp.bpf.c}.
 */
final class LiveRig implements AutoCloseable {
  /** Input, id 1: count, sequence, 16 numbers of 16 bits. Feature, id 1: 3 bytes. */
  static final String DESCRIPTOR =
      "0600ff0901a1018501150026ff0075089525090181029503" + "0903b102c0";

  /** Bytes of an input report, its id included. */
  static final int REPORT_SIZE = 38;

  final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  final Queue<Finding> findings = new ConcurrentLinkedQueue<>();
  final BpfObject object = AsyncOps.open("stamp.bpf.o");
  final SystemClock clock;
  final Kernel kernel;
  private final Map<String, CompletableFuture<HidDevice>> bound = new ConcurrentHashMap<>();
  private final AtomicInteger names = new AtomicInteger();
  private final Thread.@Nullable UncaughtExceptionHandler before =
      Thread.getDefaultUncaughtExceptionHandler();

  LiveRig(int seed) {
    this(seed, null);
  }

  /**
   * A rig.
   *
   * @param instructions sees every instruction of every program; null for nobody
   */
  LiveRig(int seed, @Nullable InstructionObserver instructions) {
    clock = new SystemClock(seed);
    kernel =
        Kernel.builder(Profiles.forName("6.12").orElseThrow(), KernelTypes.forProfile("6.12").btf())
            .seed(seed)
            .sink(EventSink.ofFindings(findings::add))
            .instructions(instructions)
            .build(clock);
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> failures.add(e));
    kernel
        .bus()
        .addListener(
            new HidBusListener() {
              @Override
              public void driverBound(HidDevice device) {
                CompletableFuture<HidDevice> awaited = bound.remove(device.info().name());
                if (awaited != null) {
                  awaited.complete(device);
                }
              }
            });
  }

  UhidDevice uhid(DeviceResponder responder) {
    return uhid("device " + names.incrementAndGet(), responder);
  }

  private UhidDevice uhid(String name, DeviceResponder responder) {
    return new UhidDevice(
        kernel.bus(),
        HidDeviceInfo.of(name, HidDeviceInfo.BUS_USB, 1, 2),
        HexFormat.of().parseHex(DESCRIPTOR),
        responder);
  }

  /** A device that is plugged, probed and ready for events. */
  UhidDevice plug(DeviceResponder responder)
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<HidDevice> awaited = new CompletableFuture<>();
    String name = "device " + names.incrementAndGet();
    bound.put(name, awaited);
    UhidDevice uhid = uhid(name, responder);
    assertThat(uhid.create()).isZero();
    HidDevice device = awaited.get(60, TimeUnit.SECONDS);
    // "Bound" is reported in the middle of the probe.
    assertThat(device.acquireInputLock()).isZero();
    device.releaseInputLock();
    return uhid;
  }

  LoadedObject load(HidDevice device) {
    return kernel.load(object, LoadOptions.forDevice(device.id()));
  }

  void await(String what, BooleanSupplier state) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!state.getAsBoolean()) {
      if (!failures.isEmpty() || System.nanoTime() - end > 0) {
        throw new AssertionError("does not come: " + what);
      }
      clock.sleep(20_000);
    }
  }

  /** Nothing of an object is left. */
  void awaitNothingLoaded() {
    await("all maps go", () -> kernel.runtime().maps().registry().size() == 0);
    await("no timer is left", () -> kernel.runtime().async().size() == 0);
  }

  @Override
  public void close() {
    Thread.setDefaultUncaughtExceptionHandler(before);
    clock.close();
  }
}
