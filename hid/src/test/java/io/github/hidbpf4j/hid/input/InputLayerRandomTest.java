package io.github.hidbpf4j.hid.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.ShortReports;
import io.github.hidbpf4j.hid.descriptor.DescriptorException;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.time.VirtualClock;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random descriptors and reports: no exception, and no more events for a report than its fields
 * allow, and a {@link PacketCollector} keeps what comes. {@code -Dhidbpf4j.inputDevices=100000}
 * tries more of them.
 */
class InputLayerRandomTest {
  private static final int DEVICES = Integer.getInteger("hidbpf4j.inputDevices", 3_000);
  private static final int REPORTS = 10;

  /** Maximum number of events of one usage, except for a relative volume. */
  private static final int MOST_EVENTS = 16;

  private static final int VOLUME_EVENTS = 5 * 4096;

  private long events;

  @Test
  void takesWhateverComes() {
    int accepted = 0;
    for (int seed = 0; seed < DEVICES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      ReportDescriptor descriptor;
      try {
        descriptor = ReportDescriptor.parse(descriptor(random));
      } catch (DescriptorException e) {
        continue;
      }
      accepted++;
      play(descriptor, random, seed);
    }
    assertThat(accepted).isGreaterThan(DEVICES / 4);
    assertThat(events).isGreaterThan(DEVICES);
  }

  private void play(ReportDescriptor descriptor, SplittableRandom random, int seed) {
    VirtualClock clock = new VirtualClock(seed, -1);
    long[] count = {0};
    PacketCollector collector = new PacketCollector(clock);
    List<InputPacket> packets = new ArrayList<>();
    List<InputEvent> open = new ArrayList<>();
    InputDevices devices;
    try {
      devices =
          InputDevices.of(
              descriptor,
              InputOptions.DEFAULT
                  .withDevice("Random", new InputId(3, 0x1d50, random.nextInt(0x10000), 0))
                  .withRules(
                      InputRules.values()[random.nextInt(InputRules.values().length)],
                      ShortReports.values()[random.nextInt(ShortReports.values().length)])
                  .withRequests(
                      (type, id) ->
                          random.nextBoolean() ? new byte[] {(byte) id, (byte) seed} : null)
                  .withScheduler(clock),
              (device, type, code, value) -> {
                count[0]++;
                collector.event(device, type, code, value);
                if (type == InputEventCodes.EV_SYN) {
                  packets.add(new InputPacket(clock.now(), device.index(), open, value));
                  open.clear();
                } else {
                  open.add(new InputEvent(type, code, value));
                }
              });
    } catch (HidException e) {
      assertThat(e).hasMessageContaining("usages in all");
      return;
    }
    for (int i = 0; i < REPORTS; i++) {
      byte[] report = report(descriptor, random);
      int usages = usages(descriptor, report);
      count[0] = 0;
      boolean _ = devices.report(report);
      assertThat(count[0])
          .as("events of report %d of seed %d", i, seed)
          .isLessThanOrEqualTo((long) usages * (MOST_EVENTS + VOLUME_EVENTS) + 2_000);
      events += count[0];
      clock.advance(random.nextInt(300) * 1_000_000L);
      assertThat(collector.packets()).isEqualTo(packets);
      assertThat(open).as("events of no packet").isEmpty();
      if (random.nextBoolean()) {
        assertThat(collector.take()).isEqualTo(packets);
        assertThat(collector.size()).isZero();
        packets.clear();
      }
    }
  }

  private static int usages(ReportDescriptor descriptor, byte[] report) {
    ReportLayout layout = descriptor.reportOf(ReportType.INPUT, report);
    return layout == null
        ? 0
        : layout.fields().stream().mapToInt(f -> Math.max(f.usageCount(), f.count())).sum();
  }

  private static byte[] report(ReportDescriptor descriptor, SplittableRandom random) {
    var inputs = descriptor.reports(ReportType.INPUT);
    byte[] report = new byte[Math.max(1, descriptor.maxReportLength() + random.nextInt(3) - 1)];
    random.nextBytes(report);
    if (!inputs.isEmpty() && random.nextInt(10) > 0) {
      report[0] = (byte) inputs.get(random.nextInt(inputs.size())).id();
    }
    return report;
  }

  private static final int[] PAGES = {
    0x01, 0x01, 0x02, 0x06, 0x07, 0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0d, 0x0d, 0x0f, 0x85, 0xff00
  };

  /** Items that mostly make sense, in an order that often does. */
  private static byte[] descriptor(SplittableRandom random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int[] applications = {
      0x010002, 0x010006, 0x010005, 0x010080, 0x0c0001, 0x0d0002, 0x0d0004, 0x0d0005
    };
    int open = 0;
    int items = 2 + random.nextInt(12);
    int id = random.nextInt(3);
    application(out, applications[random.nextInt(applications.length)]);
    open++;
    for (int i = 0; i < items; i++) {
      switch (random.nextInt(10)) {
        case 0 -> {
          item(out, 0xa0, random.nextInt(8));
          open++;
        }
        case 1 -> {
          if (id > 0) {
            item(out, 0x84, id++);
          }
        }
        case 2 -> {
          if (open > 1) {
            out.write(0xc0);
            open--;
          }
        }
        case 3 -> {
          item(out, 0x34, random.nextInt(100));
          item(out, 0x44, random.nextInt(10_000));
          item(out, 0x64, 0x11 + random.nextInt(4));
          item(out, 0x54, random.nextInt(16));
        }
        default -> field(out, random);
      }
    }
    while (open-- > 0) {
      out.write(0xc0);
    }
    return out.toByteArray();
  }

  private static void application(ByteArrayOutputStream out, int usage) {
    item(out, 0x04, usage >>> 16);
    item(out, 0x08, usage & 0xffff);
    item(out, 0xa0, 1);
  }

  private static void field(ByteArrayOutputStream out, SplittableRandom random) {
    item(out, 0x04, PAGES[random.nextInt(PAGES.length)]);
    int usages = random.nextInt(5);
    for (int i = 0; i < usages; i++) {
      item(out, 0x08, random.nextInt(random.nextBoolean() ? 0x60 : 0x300));
    }
    item(out, 0x14, random.nextInt(4) == 0 ? -random.nextInt(1, 128) : 0);
    item(out, 0x24, random.nextInt(1, random.nextBoolean() ? 2 : 0x8000));
    item(out, 0x74, random.nextInt(3) == 0 ? random.nextInt(33) : 8);
    item(out, 0x94, random.nextInt(8) == 0 ? random.nextInt(300) : Math.max(1, usages));
    int[] flags = {2, 2, 2, 6, 0, 0x42, 1, random.nextInt(512)};
    int kind = random.nextInt(5) == 0 ? 0x90 + 0x20 * random.nextInt(2) : 0x80;
    item(out, kind, flags[random.nextInt(flags.length)]);
  }

  private static void item(ByteArrayOutputStream out, int tag, int value) {
    if (value >= -128 && value <= 127) {
      out.write(tag | 1);
      out.write(value);
    } else {
      out.write(tag | 3);
      for (int i = 0; i < 4; i++) {
        out.write(value >> 8 * i);
      }
    }
  }
}
