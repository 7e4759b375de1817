package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.DeviceResponder;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.Hidraw;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.hid.device.UhidDevice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Events, timers, work items and requests of several devices, while others plug, load, attach,
 * detach, close and unplug. Each event carries a number, and each program puts its own number into
 * it: every report that the device sent arrives once, seen once by each of the programs that were
 * attached all the time, by none that was attached at no time, and by those in between perhaps; and
 * a program has seen as many as arrived with its number.
 *
 * <p>{@code -Dhidbpf4j.stress.cycles=10000} for more of it.
 */
class LifecycleStressTest {
  private static final int CYCLES = Integer.getInteger("hidbpf4j.stress.cycles", 200);
  private static final int SEED = Integer.getInteger("hidbpf4j.stress.seed", 1);
  private static final int CONTROLLERS = 2;
  private static final int DEVICES_EACH = 2;
  private static final int MOST_PROGRAMS = 6;

  private static final int INJECTED = 0xff;
  private static final int EBUSY = 16;
  private static final int ENODEV = 19;

  private final LiveRig rig = new LiveRig(SEED);
  private final AtomicInteger numbers = new AtomicInteger();
  private final AtomicInteger cyclesLeft = new AtomicInteger(CYCLES);
  private final AtomicInteger delivered = new AtomicInteger();
  private volatile boolean stop;

  @AfterEach
  void close() {
    rig.close();
  }

  /** An object from load to close. */
  private static final class Life {
    final int number;
    final LoadedObject loaded;
    final String ops;

    /** Reports that arrived with its number; the feeder's. */
    final AtomicInteger arrived = new AtomicInteger();

    Life(int number, LoadedObject loaded, String ops) {
      this.number = number;
      this.loaded = loaded;
      this.ops = ops;
    }
  }

  /**
   * Which programs an event may find attached, and which it must; replaced by a new roster when
   * that changes.
   */
  private static final class Roster {
    final Set<Integer> must;
    final Set<Integer> may;
    volatile @Nullable Roster next;

    Roster(Set<Integer> must, Set<Integer> may) {
      this.must = Set.copyOf(must);
      this.may = Set.copyOf(may);
    }
  }

  private record Plugged(UhidDevice uhid, HidDevice device, HidrawFile file) {}

  /** Answers after a moment, so that requests wait. */
  private static final class Slow implements DeviceResponder {
    @Override
    public Answer getReport(int number, ReportType type, int length) {
      return new Answer.Data(new byte[] {1, 2, 3, 4}, 200_000);
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

  /** A place for a device: one thread feeds it, another one controls it. */
  private final class Slot {
    final Map<Integer, Life> lives = new ConcurrentHashMap<>();
    volatile Roster roster = new Roster(Set.of(), Set.of());
    volatile @Nullable Plugged plugged;
    volatile CountDownLatch present = new CountDownLatch(1);

    /** Events begun and ended, of the feeder. */
    final AtomicInteger begun = new AtomicInteger();

    final AtomicInteger ended = new AtomicInteger();

    // What the reader got during the event in progress; under the input lock.
    private int deliveries;
    private final byte[] report = new byte[64];
    private final byte[] read = new byte[64];

    private int sequence;

    // ---- the device

    void feed() {
      while (!stop) {
        try {
          Plugged now = plugged;
          if (now == null) {
            present.await();
          } else {
            event(now.device());
          }
        } catch (Throwable e) {
          rig.failures.add(e);
          return;
        }
      }
    }

    private void event(HidDevice device) {
      ByteBuffer sent = ByteBuffer.allocate(LiveRig.REPORT_SIZE).order(ByteOrder.LITTLE_ENDIAN);
      sent.put((byte) 1).put((byte) 0).putInt(++sequence);
      Roster first = roster;
      begun.incrementAndGet();
      deliveries = 0;
      int ret = device.inputReport(ReportType.INPUT, sent.array(), 0, LiveRig.REPORT_SIZE);
      int got = deliveries;
      ByteBuffer arrived = ByteBuffer.wrap(report.clone()).order(ByteOrder.LITTLE_ENDIAN);
      if (ret != 0) {
        ended.incrementAndGet();
        assertThat(ret).isIn(-EBUSY, -ENODEV);
        assertThat(got).as("refused, %d", ret).isZero();
        return;
      }
      assertThat(got).as("deliveries").isOne();
      assertThat(arrived.getInt(2)).as("sequence").isEqualTo(sequence);
      List<Integer> seenBy = new ArrayList<>();
      for (int i = 0; i < (arrived.get(1) & 0xff); i++) {
        seenBy.add(arrived.getShort(6 + 2 * i) & 0xffff);
      }
      for (int number : seenBy) {
        Life life = Objects.requireNonNull(lives.get(number), () -> "nobody is " + number);
        life.arrived.incrementAndGet();
      }
      ended.incrementAndGet();
      check(first, seenBy);
      delivered.incrementAndGet();
    }

    private void check(Roster first, List<Integer> seenBy) {
      assertThat(seenBy).doesNotHaveDuplicates();
      Set<Integer> must = new HashSet<>(first.must);
      Set<Integer> may = new HashSet<>(first.may);
      for (Roster r = first.next; r != null; r = r.next) {
        must.retainAll(r.must);
        may.addAll(r.may);
      }
      assertThat(seenBy).containsAll(must);
      assertThat(may).containsAll(seenBy);
    }

    private void readable(HidrawFile file) {
      int count = file.read(read, 0, read.length);
      if ((read[1] & 0xff) != INJECTED) {
        assertThat(count).isEqualTo(LiveRig.REPORT_SIZE);
        deliveries++;
        System.arraycopy(read, 0, report, 0, LiveRig.REPORT_SIZE);
      }
    }

    // ---- who controls it

    private void change(int number, boolean mustBe, boolean mayBe) {
      Roster now = roster;
      Set<Integer> must = new HashSet<>(now.must);
      Set<Integer> may = new HashSet<>(now.may);
      boolean _ = mustBe ? must.add(number) : must.remove(number);
      boolean _ = mayBe ? may.add(number) : may.remove(number);
      Roster next = new Roster(must, may);
      now.next = next;
      roster = next;
    }

    void plug() throws Exception {
      UhidDevice uhid = rig.plug(new Slow());
      HidDevice device = Objects.requireNonNull(uhid.device());
      Hidraw node = Objects.requireNonNull(device.hidraw());
      plugged = new Plugged(uhid, device, Objects.requireNonNull(node.open(this::readable)));
      present.countDown();
    }

    void add(SplittableRandom random, HidDevice device) {
      int number = numbers.updateAndGet(n -> n % 0xffff + 1);
      LoadedObject loaded = rig.load(device);
      ProgramRig.set(loaded, "number", number);
      ProgramRig.set(loaded, "injects", random.nextInt(4) == 0 ? 1 : 0);
      ProgramRig.set(loaded, "asks", random.nextInt(4) == 0 ? 1 : 0);
      Life life = new Life(number, loaded, random.nextBoolean() ? "stamp" : "stamp_first");
      lives.put(number, life);
      attach(life);
    }

    private void attach(Life life) {
      change(life.number, false, true);
      assertThat(life.loaded.attach(life.ops)).isZero();
      change(life.number, true, true);
    }

    private void detach(Life life) {
      change(life.number, false, true);
      life.loaded.detach(life.ops);
      change(life.number, false, false);
    }

    /** Detached and looked at, or closed as it is. */
    private void close(Life life, SplittableRandom random) throws InterruptedException {
      change(life.number, false, true);
      if (random.nextBoolean()) {
        life.loaded.detach(life.ops);
        change(life.number, false, false);
        int then = begun.get();
        rig.await("the event that was in progress ends", () -> ended.get() >= then);
        byte[] seen = Objects.requireNonNull(life.loaded.readVariable("seen"));
        assertThat(ByteBuffer.wrap(seen).order(ByteOrder.LITTLE_ENDIAN).getInt())
            .as("events that program %d saw", life.number)
            .isEqualTo(life.arrived.get());
      }
      if (random.nextInt(4) == 0) {
        Thread other = Thread.ofPlatform().start(life.loaded::close);
        life.loaded.close();
        other.join();
      } else {
        life.loaded.close();
      }
      change(life.number, false, false);
      forget(life);
    }

    private void forget(Life life) {
      int then = begun.get();
      rig.await("no event is in progress that it saw", () -> ended.get() >= then);
      lives.remove(life.number);
    }

    void unplug(SplittableRandom random) throws InterruptedException {
      Plugged now = Objects.requireNonNull(plugged);
      boolean closeFirst = random.nextBoolean();
      present = new CountDownLatch(1);
      if (closeFirst) {
        closeAll(random);
      } else {
        lives.keySet().forEach(number -> change(number, false, true));
      }
      if (random.nextInt(4) == 0) {
        Thread other = Thread.ofPlatform().start(() -> now.uhid().destroy());
        now.uhid().destroy();
        other.join();
      } else {
        assertThat(now.uhid().destroy()).isZero();
      }
      assertThat(now.device().isDestroyed()).isTrue();
      now.file().close();
      plugged = null;
      closeAll(random);
    }

    private void closeAll(SplittableRandom random) throws InterruptedException {
      for (Life life : List.copyOf(lives.values())) {
        close(life, random);
      }
    }

    void cycle(SplittableRandom random) throws Exception {
      Plugged now = plugged;
      List<Life> all = List.copyOf(lives.values());
      if (now == null) {
        plug();
        return;
      }
      switch (random.nextInt(8)) {
        case 0 -> unplug(random);
        case 1, 2 -> {
          if (all.isEmpty()) {
            add(random, now.device());
          } else {
            Life one = all.get(random.nextInt(all.size()));
            detach(one);
            attach(one);
          }
        }
        case 3, 4, 5 -> {
          if (all.size() < MOST_PROGRAMS) {
            add(random, now.device());
          }
        }
        default -> {
          if (!all.isEmpty()) {
            close(all.get(random.nextInt(all.size())), random);
          }
        }
      }
    }
  }

  private void control(List<Slot> slots, SplittableRandom random) {
    try {
      while (rig.failures.isEmpty() && cyclesLeft.getAndDecrement() > 0) {
        slots.get(random.nextInt(slots.size())).cycle(random);
      }
      for (Slot slot : slots) {
        if (slot.plugged != null) {
          slot.unplug(random);
        }
      }
    } catch (Throwable e) {
      rig.failures.add(e);
    }
  }

  @Test
  @Timeout(3600)
  void everyEventIsSeenOnceByWhoIsAttached() throws InterruptedException {
    List<Thread> feeders = new ArrayList<>();
    List<Thread> controllers = new ArrayList<>();
    List<Slot> all = new ArrayList<>();
    for (int c = 0; c < CONTROLLERS; c++) {
      List<Slot> slots = new ArrayList<>();
      for (int i = 0; i < DEVICES_EACH; i++) {
        Slot slot = new Slot();
        slots.add(slot);
        feeders.add(Thread.ofPlatform().daemon().start(slot::feed));
      }
      all.addAll(slots);
      SplittableRandom random = new SplittableRandom(SEED * 31L + c);
      controllers.add(Thread.ofPlatform().daemon().start(() -> control(slots, random)));
    }
    for (Thread controller : controllers) {
      controller.join();
    }
    stop = true;
    all.forEach(slot -> slot.present.countDown());
    for (Thread feeder : feeders) {
      feeder.join();
    }
    assertThat(rig.failures).as("seed %d", SEED).isEmpty();
    assertThat(rig.findings).extracting(f -> f.kind().id()).isSubsetOf("event-lost");
    assertThat(delivered).hasPositiveValue();
    rig.awaitNothingLoaded();
    assertThat(rig.kernel.bus().devices()).isEmpty();
  }
}
