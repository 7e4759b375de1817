package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.hid.device.DeviceResponder;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.device.UhidDevice;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.time.SystemClock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Several devices in real time, one object for all: events, timers, work items, injections, map
 * operations of programs and users, detaching and attaching, and at last the release of the maps,
 * all at once. The final conditions do not depend on timing.
 */
class ConcurrentDevicesTest {
  private static final int DEVICES = 4;
  private static final int EVENTS = 1500;
  private static final String DESCRIPTOR =
      "0600ff0901a1018501150026ff00750895050901810295020901910295030901b102c0";

  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final Queue<Finding> findings = new ConcurrentLinkedQueue<>();
  private Thread.UncaughtExceptionHandler before;

  @BeforeEach
  void catchFailures() {
    before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> failures.add(e));
  }

  @AfterEach
  void restore() {
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  private static void await(SystemClock clock, String what, BooleanSupplier state) {
    for (int i = 0; i < 3000 && !state.getAsBoolean(); i++) {
      clock.sleep(10_000_000);
    }
    assertThat(state.getAsBoolean()).as(what).isTrue();
  }

  private static long u64(LoadedObject o, String variable) {
    return ByteBuffer.wrap(Objects.requireNonNull(o.readVariable(variable)))
        .order(ByteOrder.LITTLE_ENDIAN)
        .getLong();
  }

  /** The counts of elements under their locks: two fields of each, which must agree. */
  private static long counted(LoadedObject o) {
    BpfMap elements = Objects.requireNonNull(o.maps().get("elements"));
    long sum = 0;
    for (int key = 0; key < 8; key++) {
      ByteBuffer value =
          ByteBuffer.wrap(Objects.requireNonNull(elements.userLookup(AsyncOps.key(key))))
              .order(ByteOrder.LITTLE_ENDIAN);
      sum += value.getInt(4);
    }
    return sum;
  }

  private static boolean agrees(LoadedObject o) {
    return counted(o) == u64(o, "events") + u64(o, "timers_run") + u64(o, "work_run");
  }

  private UhidDevice plug(Kernel kernel, SystemClock clock, int number) {
    UhidDevice uhid =
        new UhidDevice(
            kernel.bus(),
            HidDeviceInfo.of("device " + number, HidDeviceInfo.BUS_USB, 1, number),
            HexFormat.of().parseHex(DESCRIPTOR),
            DeviceResponder.NONE);
    assertThat(uhid.create()).isZero();
    await(
        clock,
        "device " + number + " is probed",
        () -> {
          HidDevice d = uhid.device();
          return d != null && d.hidraw() != null;
        });
    return uhid;
  }

  @RepeatedTest(3)
  void everythingAtOnce(RepetitionInfo repetition) throws InterruptedException {
    long seed = 815L + repetition.getCurrentRepetition();
    try (SystemClock clock = new SystemClock(seed)) {
      Kernel kernel =
          Kernel.builder(
                  Profiles.forName("6.12").orElseThrow(), KernelTypes.forProfile("6.12").btf())
              .seed(seed)
              .sink(EventSink.ofFindings(findings::add))
              .build(clock);
      List<UhidDevice> devices = new ArrayList<>();
      Map<String, Integer> ids = new LinkedHashMap<>();
      for (int i = 0; i < DEVICES; i++) {
        UhidDevice uhid = plug(kernel, clock, i);
        devices.add(uhid);
        ids.put("device" + i, Objects.requireNonNull(uhid.device()).id());
      }
      LoadedObject o =
          kernel.load(
              AsyncOps.open("stress.bpf.o"), new LoadOptions(0, ids, Map.of(), ids.keySet()));
      for (String name : ids.keySet()) {
        assertThat(o.attach(name)).isZero();
      }
      AtomicInteger left = new AtomicInteger(DEVICES);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < DEVICES; i++) {
        UhidDevice uhid = devices.get(i);
        SplittableRandom random = new SplittableRandom(seed * 31 + i);
        threads.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      byte[] report = {1, 0, 0, 0, 0, 0};
                      for (int n = 0; n < EVENTS; n++) {
                        report[1] = (byte) random.nextInt(256);
                        report[2] = (byte) random.nextInt(256);
                        int _ = uhid.input(report.clone());
                      }
                      left.decrementAndGet();
                    }));
      }
      threads.add(Thread.ofPlatform().start(() -> attachAndDetach(o, left)));
      threads.add(Thread.ofPlatform().start(() -> workOnMap(o, seed, left)));
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(failures).as("seed %d", seed).isEmpty();
      assertThat(u64(o, "events")).isPositive().isEqualTo(u64(o, "events_again"));
      // The user references go while timers and work items are still active.
      o.releaseMaps();
      assertThat(kernel.runtime().async().size()).as("nothing is left to run").isZero();
      await(clock, "each run has counted once, seed " + seed, () -> agrees(o));
      long timers = u64(o, "timers_run");
      assertThat(u64(o, "torn")).as("updates that a lock did not keep whole").isZero();
      assertThat(timers).isPositive();
      assertThat(u64(o, "work_run")).isPositive();
      assertThat(u64(o, "popped")).isLessThanOrEqualTo(u64(o, "pushed")).isPositive();
      assertThat(u64(o, "injected")).isPositive();
      assertThat(u64(o, "injected") + u64(o, "inject_errors"))
          .isLessThanOrEqualTo(u64(o, "work_run"));
      // An event finds its timer gone and cannot create another one: nothing runs any more.
      for (UhidDevice uhid : devices) {
        int _ = uhid.input(new byte[] {1, 0, 0, 0, 0, 0});
      }
      assertThat(kernel.runtime().async().size()).isZero();
      await(clock, "the last events have counted", () -> agrees(o));
      assertThat(u64(o, "timers_run")).isEqualTo(timers);
      assertThat(failures).as("seed %d", seed).isEmpty();
      assertThat(findings)
          .extracting(f -> f.kind().id())
          .contains("timers-without-user")
          .isSubsetOf("timers-without-user", "event-lost");
    }
  }

  private static void attachAndDetach(LoadedObject o, AtomicInteger left) {
    do {
      o.detach("device0");
      Thread.onSpinWait();
      assertThat(o.attach("device0")).isZero();
    } while (left.get() > 0);
  }

  private static void workOnMap(LoadedObject o, long seed, AtomicInteger left) {
    SplittableRandom random = new SplittableRandom(seed);
    BpfMap table = Objects.requireNonNull(o.maps().get("table"));
    do {
      int key = random.nextInt(64);
      switch (random.nextInt(3)) {
        case 0 -> table.userDelete(AsyncOps.key(key));
        case 1 -> table.userUpdate(AsyncOps.key(key), new byte[8], BpfMap.BPF_ANY);
        default -> table.userLookup(AsyncOps.key(key));
      }
    } while (left.get() > 0);
  }
}
