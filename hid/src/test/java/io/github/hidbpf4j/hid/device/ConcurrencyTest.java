package io.github.hidbpf4j.hid.device;

import static io.github.hidbpf4j.hid.device.Rig.hex;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.ClassRequest;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.DeviceResponder.Answer;
import io.github.hidbpf4j.time.SystemClock;
import io.github.hidbpf4j.time.VirtualClock;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Everything at once: re-probes, requests, input, injection, readers, unplugging. */
class ConcurrencyTest {
  private static final int SEEDS = 150;
  private static final String TOUCH =
      "050d0904a10185020922a1020942150025017501950181020951257f750795018102c0"
          + "8503"
          + "0955250a75089501b102c0";

  @Test
  void anyOrderLeavesTheDeviceWhole() {
    for (int seed = 0; seed < SEEDS; seed++) {
      List<String> once = run(seed);
      assertThat(run(seed)).as("seed %d again", seed).isEqualTo(once);
    }
  }

  private static List<String> run(int seed) {
    VirtualClock clock = new VirtualClock(seed, 10_000);
    SplittableRandom random = new SplittableRandom(seed);
    HidBus bus = new HidBus(clock);
    EventLog log = new EventLog();
    bus.setObserver(log);
    MemorySegment injected = MemorySegment.ofArray(hex("0205"));
    bus.setHooks(
        new HidHooks() {
          @Override
          public int deviceEvent(
              HidDevice device, ReportType type, ReportView event, long source, boolean fromBpf) {
            clock.preemptionPoint();
            if (!fromBpf && event.get(1) == 1) {
              device.injectLocked(ReportType.INPUT, injected, 0, 2, 2, 7);
            }
            return 0;
          }

          @Override
          public int hwRequest(
              HidDevice device,
              int reportnum,
              ReportView data,
              ReportType type,
              ClassRequest request,
              long source,
              boolean fromBpf) {
            clock.preemptionPoint();
            return 0;
          }
        });
    ScriptedResponder responder = new ScriptedResponder();
    responder.onGet(ReportType.FEATURE, 3, new Answer.Data(hex("030a"), 20_000));
    UhidDevice uhid =
        new UhidDevice(bus, HidDeviceInfo.of("stress", 3, 1, 2), hex(TOUCH), responder);
    for (int i = 0; i < 40; i++) {
      long at = clock.now() + random.nextInt(300_000);
      Runnable act = act(random.nextInt(8), clock, uhid, injected);
      if (random.nextInt(3) == 0) {
        clock.newTimer("act", () -> uhid.input(new byte[] {2, (byte) random.nextInt(3)})).arm(at);
      } else {
        clock
            .newWork(
                "act",
                () -> {
                  clock.sleep(at - clock.now());
                  act.run();
                })
            .queue();
      }
    }
    uhid.create();
    clock.runUntilIdle();
    assertThat(clock.stuckRuns()).as("seed %d", seed).isEmpty();
    clock.call("unplug", uhid::destroy);
    List<String> seen = log.take();
    assertThat(bus.devices()).as("seed %d", seed).isEmpty();
    assertAlternate(seen, "START", "STOP", seed);
    assertAlternate(seen, "OPEN", "CLOSE", seed);
    assertAlternate(seen, "bound", "unbound", seed);
    assertThat(seen).as("seed %d", seed).noneMatch(line -> line.startsWith("deadlock"));
    return seen;
  }

  private static Runnable act(
      int kind, VirtualClock clock, UhidDevice uhid, MemorySegment injected) {
    return () -> {
      HidDevice device = uhid.device();
      if (device == null) {
        uhid.create();
        return;
      }
      Hidraw node = device.hidraw();
      switch (kind) {
        case 0 -> device.reprobe();
        case 1 -> device.inject(ReportType.INPUT, injected, 0, 2, 2, 9);
        case 2 -> device.tryInject(ReportType.INPUT, injected, 0, 2, 2, 9);
        case 3 -> uhid.destroy();
        default -> {
          HidrawFile file = node == null ? null : node.open();
          if (file != null) {
            use(kind, clock, file);
            file.close();
          }
        }
      }
    };
  }

  private static void use(int kind, VirtualClock clock, HidrawFile file) {
    byte[] buffer = hex("0300");
    switch (kind) {
      case 4 -> file.getReport(ReportType.FEATURE, buffer);
      case 5 -> file.setReport(ReportType.FEATURE, buffer);
      case 6 -> file.readWithTimeout(buffer, 0, 2, 50_000);
      default -> clock.sleep(30_000);
    }
  }

  private static void assertAlternate(List<String> seen, String first, String second, int seed) {
    List<String> calls = new ArrayList<>();
    for (String line : seen) {
      String word = line.split(" ", 2)[0];
      if (word.equals(first) || word.equals(second)) {
        calls.add(word);
      }
    }
    for (int i = 0; i < calls.size(); i++) {
      assertThat(calls.get(i))
          .as("%s/%s %d, seed %d", first, second, i, seed)
          .isEqualTo(i % 2 == 0 ? first : second);
    }
    assertThat(calls.size() % 2).as("%s/%s, seed %d", first, second, seed).isZero();
  }

  @Test
  @Timeout(60)
  void realThreads() throws InterruptedException, ExecutionException, TimeoutException {
    try (SystemClock clock = new SystemClock(1)) {
      HidBus bus = new HidBus(clock);
      CompletableFuture<HidDevice> bound = new CompletableFuture<>();
      bus.addListener(
          new HidBusListener() {
            @Override
            public void driverBound(HidDevice device) {
              bound.complete(device);
            }
          });
      ScriptedResponder responder = new ScriptedResponder();
      UhidDevice uhid =
          new UhidDevice(bus, HidDeviceInfo.of("live", 3, 1, 2), hex(Rig.NUMBERED), responder);
      assertThat(uhid.create()).isZero();
      HidDevice device = bound.get(30, TimeUnit.SECONDS);
      HidrawFile file = requireNonNull(requireNonNull(device.hidraw()).open());
      awaitInput(uhid, file);

      int reports = 20_000;
      CompletableFuture<@Nullable String> reader = new CompletableFuture<>();
      clock.newWork("reader", () -> reader.complete(readAll(file, reports))).queue();
      for (int i = 0; i < reports && !reader.isDone(); ) {
        byte[] report = {1, (byte) i, (byte) (i >> 8), 0, 0, 0};
        // A full ring loses reports by rule; here none may be lost, so wait for the reader.
        if ((i + 1) % 60 != 0 || (file.poll() & HidrawFile.POLLIN) == 0) {
          uhid.input(report);
          i++;
        } else {
          Thread.onSpinWait();
        }
      }
      assertThat(reader.get(30, TimeUnit.SECONDS)).isEmpty();

      responder.setSilent(true);
      CompletableFuture<Integer> asked = new CompletableFuture<>();
      clock
          .newWork(
              "asker", () -> asked.complete(file.getReport(ReportType.FEATURE, hex("01000000"))))
          .queue();
      assertThat(uhid.destroy()).isZero();
      assertThat(asked.get(30, TimeUnit.SECONDS)).isIn(-5, -19);
      assertThat(file.poll() & HidrawFile.POLLHUP).isNotZero();
    }
  }

  /**
   * Bound is said within the probe, which still holds the input lock: reports drop until it ends.
   */
  private static void awaitInput(UhidDevice uhid, HidrawFile file) {
    while ((file.poll() & HidrawFile.POLLIN) == 0) {
      uhid.input(new byte[] {1, 0, 0, 0, 0, 0});
      Thread.onSpinWait();
    }
    while (file.read(new byte[6], 0, 6) >= 0) {
      // Only the next report counts.
    }
  }

  private static String readAll(HidrawFile file, int reports) {
    byte[] buffer = new byte[6];
    for (int i = 0; i < reports; i++) {
      int ret = file.readWithTimeout(buffer, 0, 6, 20_000_000_000L);
      if (ret != 6 || buffer[1] != (byte) i || buffer[2] != (byte) (i >> 8)) {
        return "report " + i + ": " + ret + ", " + buffer[1] + " " + buffer[2];
      }
    }
    return "";
  }
}
