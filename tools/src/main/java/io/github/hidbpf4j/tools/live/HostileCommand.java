package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.cli.guest.DeviceWatch;
import io.github.hidbpf4j.cli.guest.ForcedGenericDriver;
import io.github.hidbpf4j.cli.guest.UhidPlayer;
import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevices;
import io.github.hidbpf4j.live.bridge.Bridge;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * {@code hostile RECORDING OBJECT SEED COUNT OPTIONS}: the daemon bridges a mouse while other
 * devices with the ids of its fix attack: COUNT of them have random descriptors, and send reports
 * of any length; some flood; some appear and disappear as fast as the kernel allows. The daemon
 * must survive in bounded memory, the mouse must lose nothing, and no clone may be left.
 */
final class HostileCommand implements GuestCommand {
  private static final String OBJECT = "hostile.bpf.o";
  private static final long LIMIT_MILLIS = 60_000;
  private static final int FLOOD = 20_000;
  private static final int REPLUGS = 200;
  private static final int MOST_REPORT = 4_096;
  private static final int MOST_DESCRIPTOR = 4_096;

  /** By how much the daemon's memory may grow: its options limit its heap and code. */
  private static final long MOST_GROWTH_KILOBYTES = 80_000;

  @Override
  public int run(GuestTask task) throws IOException, InterruptedException {
    List<String> arguments = task.arguments();
    RecordedDevice recorded =
        Recording.parse(arguments.getFirst(), task.file(arguments.getFirst())).devices().getFirst();
    DaemonUnderTest.install(OBJECT, task.file(arguments.get(1)));
    Random random = new Random(Long.parseLong(arguments.get(2)));
    int count = Integer.parseInt(arguments.get(3));
    List<String> options = List.of(arguments.get(4).split(" "));
    try (ForcedGenericDriver _ = new ForcedGenericDriver();
        DaemonUnderTest daemon = DaemonUnderTest.start(options);
        Victim victim = new Victim(recorded, daemon)) {
      ProcessFigures before = daemon.figures();
      task.print("before: " + before);
      descriptors(recorded, random, count, victim);
      task.print(
          "%d devices with descriptors made by chance: %s".formatted(count, daemon.figures()));
      flood(recorded, random, daemon, victim);
      task.print("a flood of %d reports: %s".formatted(FLOOD, daemon.figures()));
      replugs(recorded, random, victim);
      task.print("%d replugs without a pause: %s".formatted(REPLUGS, daemon.figures()));
      victim.awaitAlone();
      ProcessFigures after = daemon.figures();
      task.print("after: " + after);
      task.print(victim.end());
      check(daemon, before, after);
    } finally {
      DaemonUnderTest.uninstall(OBJECT);
    }
    return 0;
  }

  private static void check(DaemonUnderTest daemon, ProcessFigures before, ProcessFigures after)
      throws IOException {
    ScenarioFailure.unless(daemon.answers(), "the daemon does not answer: " + daemon.output());
    ScenarioFailure.unless(
        after.rssKilobytes() - before.rssKilobytes() < MOST_GROWTH_KILOBYTES,
        "the daemon grew from " + before + " to " + after);
    ScenarioFailure.unless(
        after.threads() <= before.threads() + 2 && after.files() <= before.files() + 2,
        "something is left: %s, before %s".formatted(after, before));
    ScenarioFailure.unless(
        daemon.output().chars().allMatch(c -> c == '\n' || c >= ' ' && c != 0x7f),
        "control characters of a device's name reached the log");
  }

  private static HidDeviceInfo info(RecordedDevice recorded, int number) {
    HidDeviceInfo own = HidDeviceInfo.of(recorded);
    return new HidDeviceInfo(
        "\u001b]0;evil\u0007\n" + number,
        "hostile-%d/input0".formatted(number),
        "",
        own.bus(),
        own.vendor(),
        own.product(),
        own.version(),
        own.country());
  }

  // ---- the attacks

  private static void descriptors(RecordedDevice recorded, Random random, int count, Victim victim)
      throws InterruptedException {
    for (int i = 0; i < count; i++) {
      try (UhidPlayer player =
          UhidPlayer.open(info(recorded, i), descriptor(recorded.descriptor(), random, i), null)) {
        // Time for the daemon to examine it; every fourth time, to bridge it, and for it to send.
        for (int step = 0; step < (i % 4 == 0 ? 400 : 40); step++) {
          player.input(report(random));
          victim.move();
        }
      } catch (HidException e) {
        // The kernel rejects it.
        victim.move();
      }
    }
  }

  private static byte[] report(Random random) {
    byte[] report =
        new byte[random.nextInt(8) == 0 ? random.nextInt(MOST_REPORT) : 1 + random.nextInt(8)];
    random.nextBytes(report);
    return report;
  }

  /**
   * A descriptor: the real one with some bytes changed, removed or inserted; random items; or the
   * largest one.
   */
  private static byte[] descriptor(byte[] real, Random random, int number) {
    byte[] made;
    switch (number % 4) {
      case 0, 1 -> {
        made = real.clone();
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
          made[random.nextInt(made.length)] = (byte) random.nextInt(256);
        }
      }
      case 2 -> {
        byte[] items = new byte[1 + random.nextInt(MOST_DESCRIPTOR)];
        random.nextBytes(items);
        made = real.clone();
        int at = random.nextInt(made.length);
        made = Arrays.copyOf(made, Math.min(MOST_DESCRIPTOR, made.length + items.length));
        System.arraycopy(items, 0, made, at, Math.min(items.length, made.length - at));
      }
      default -> {
        // As many fields, usages and ids as fit: Report ID 1, 2, ..., with Usage and Input each.
        made = new byte[MOST_DESCRIPTOR];
        System.arraycopy(
            new byte[] {5, 1, 9, 2, (byte) 0xa1, 1, 0x15, 0, 0x25, 1, 0x75, 8}, 0, made, 0, 12);
        int at = 12;
        for (int id = 1; at + 9 < MOST_DESCRIPTOR; id++) {
          byte[] field = {
            (byte) 0x85,
            (byte) (1 + id % 255),
            9,
            (byte) random.nextInt(256),
            (byte) 0x95,
            (byte) random.nextInt(64),
            (byte) 0x81,
            2
          };
          System.arraycopy(field, 0, made, at, field.length);
          at += field.length;
        }
        made[at++] = (byte) 0xc0;
        made = Arrays.copyOf(made, at);
      }
    }
    return made;
  }

  /** A device that is bridged, and sends as fast as it can. */
  private static void flood(
      RecordedDevice recorded, Random random, DaemonUnderTest daemon, Victim victim)
      throws IOException, InterruptedException {
    DeviceWatch watch = new DeviceWatch(victim.devices);
    try (UhidPlayer player = UhidPlayer.open(info(recorded, 0), recorded.descriptor(), null)) {
      SystemHidDevice device =
          watch.appeared("the flood", d -> d.phys().startsWith("hostile-"), LIMIT_MILLIS);
      while (!daemon.isAttached(device.id())) {
        victim.move();
      }
      for (int i = 0; i < FLOOD; i++) {
        player.input(report(random));
        if (i % 20 == 0) {
          victim.move();
        }
      }
    }
  }

  /** Plugs a device in and out; now and then it stays until the daemon has started on it. */
  private static void replugs(RecordedDevice recorded, Random random, Victim victim)
      throws InterruptedException {
    for (int i = 0; i < REPLUGS; i++) {
      try (UhidPlayer player = UhidPlayer.open(info(recorded, i), recorded.descriptor(), null)) {
        player.input(report(random));
        int stays = i % 20 == 0 ? 200 : random.nextInt(3);
        for (int step = 0; step < stays; step++) {
          victim.move();
        }
      }
    }
  }

  /** A mouse that is in use meanwhile, at 200 reports a second. */
  private static final class Victim implements AutoCloseable {
    private static final long STEP_MILLIS = 5;

    private final SystemHidDevices devices = new SystemHidDevices(HostFiles.SYSTEM);
    private final UhidPlayer player;
    private final NumberedMouse mouse;
    private final NumberedReader reader;
    private final NumberCheck check = new NumberCheck("the mouse's clone", 0);

    Victim(RecordedDevice recorded, DaemonUnderTest daemon)
        throws IOException, InterruptedException {
      HidDeviceInfo info = HidDeviceInfo.of(recorded);
      DeviceWatch watch = new DeviceWatch(devices);
      player = UhidPlayer.open(info, recorded.descriptor(), null);
      mouse = new NumberedMouse(player, 0);
      SystemHidDevice device =
          watch.appeared(
              "the mouse", d -> d.isMadeByProcess() && d.phys().equals(info.phys()), LIMIT_MILLIS);
      daemon.awaitAttached(device.id());
      reader =
          new NumberedReader(
              watch.appeared("the clone", d -> d.isClone(Bridge.PHYS_PREFIX), LIMIT_MILLIS));
    }

    void move() throws InterruptedException {
      int _ = mouse.next();
      Thread.sleep(STEP_MILLIS);
      reader.read((number, _) -> check.add(number));
    }

    /** Waits until there is no other clone than its own. */
    void awaitAlone() throws InterruptedException {
      for (long waited = 0; clones() > 1; waited += STEP_MILLIS) {
        ScenarioFailure.unless(waited < LIMIT_MILLIS, clones() + " clones are left");
        move();
      }
    }

    private long clones() {
      return devices.all().stream().filter(d -> d.isClone(Bridge.PHYS_PREFIX)).count();
    }

    String end() throws InterruptedException {
      for (int i = 0; i < 200; i++) {
        move();
      }
      for (int i = 0; i < 100 && check.last() != mouse.last(); i++) {
        Thread.sleep(STEP_MILLIS);
        reader.read((number, _) -> check.add(number));
      }
      ScenarioFailure.unless(
          check.last() == mouse.last() && check.lost() == 0,
          "the mouse lost %d reports".formatted(check.lost()));
      return "the mouse meanwhile: %d reports came, none lost, none twice".formatted(check.came());
    }

    @Override
    public void close() {
      reader.close();
      player.close();
    }
  }
}
