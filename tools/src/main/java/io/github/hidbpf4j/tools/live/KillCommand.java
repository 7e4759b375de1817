package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.cli.guest.DeviceWatch;
import io.github.hidbpf4j.cli.guest.ForcedGenericDriver;
import io.github.hidbpf4j.cli.guest.NodePacket;
import io.github.hidbpf4j.cli.guest.NodeReader;
import io.github.hidbpf4j.cli.guest.UhidPlayer;
import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.input.InputEvent;
import io.github.hidbpf4j.hid.input.InputEventCodes;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.linux.device.OpenEvdev;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevices;
import io.github.hidbpf4j.live.bridge.Bridge;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code kill RECORDING OBJECT N}: N times, in turn by SIGKILL and SIGTERM, a process that bridges
 * a mouse is killed while the mouse is moved and its button pressed. Each report moves it by its
 * number, in two digits to the base of 100, so that every event can be told: none may come twice,
 * the original has to deliver again, the clone to be gone, and no button to stay down.
 */
final class KillCommand implements GuestCommand {
  private static final Path OBJECT = Path.of("/tmp/killed.bpf.o");
  private static final long LIMIT_MILLIS = 30_000;
  private static final int REL_X = 0;
  private static final int REL_Y = 1;
  private static final int BASE = 100;
  private static final int NUMBERS = BASE * BASE;

  /** Reports of the original that are enough to know that it is back. */
  private static final int BACK_REPORTS = 50;

  /** Reports that may be lost while a process dies: it takes as long as freeing its memory does. */
  private static final int MOST_LOST = 2_000;

  private static final int TRAFFIC_REPORTS = 300;

  @Override
  public int run(GuestTask task) throws IOException, InterruptedException {
    List<String> arguments = task.arguments();
    byte[] recording = task.file(arguments.getFirst());
    Files.write(OBJECT, task.file(arguments.get(1)));
    int times = Integer.parseInt(arguments.get(2));
    RecordedDevice recorded = Recording.parse(arguments.getFirst(), recording).devices().getFirst();
    HidDeviceInfo info = HidDeviceInfo.of(recorded);
    SystemHidDevices devices = new SystemHidDevices(HostFiles.SYSTEM);
    DeviceWatch watch = new DeviceWatch(devices);
    try (ForcedGenericDriver _ = new ForcedGenericDriver();
        UhidPlayer player = UhidPlayer.open(info, recorded.descriptor(), null)) {
      SystemHidDevice original =
          watch.appeared(
              "the device", d -> d.isMadeByProcess() && d.phys().equals(info.phys()), LIMIT_MILLIS);
      Mouse mouse = new Mouse(player);
      for (int i = 0; i < times; i++) {
        cycle(task, i, original, devices, mouse);
      }
    }
    return 0;
  }

  /** Sends one report after the other. */
  private static final class Mouse {
    private final UhidPlayer player;
    private int number;

    Mouse(UhidPlayer player) {
      this.player = player;
    }

    /** The next one, whose button is down in every other ten; gives its number. */
    int next() {
      number = (number + 1) % NUMBERS;
      int button = number / 10 % 2;
      int x = number % BASE + 1;
      int y = number / BASE + 1;
      boolean _ = player.play(new byte[] {(byte) button, (byte) x, (byte) y, 0});
      return number;
    }

    void rest() {
      boolean _ = player.play(new byte[] {0, 0, 0, 0});
    }
  }

  /** This process's own command, for its AOT cache, with another main class. */
  static List<String> keeper(Class<?> main, String... arguments) throws IOException {
    List<String> own = List.of(Files.readString(Path.of("/proc/self/cmdline")).split("\0"));
    int classPath = own.indexOf("-cp");
    List<String> command = new ArrayList<>(own.subList(0, classPath + 2));
    command.set(0, System.getProperty("java.home") + "/bin/java");
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  private static void cycle(
      GuestTask task, int cycle, SystemHidDevice original, SystemHidDevices devices, Mouse mouse)
      throws IOException, InterruptedException {
    DeviceWatch watch = new DeviceWatch(devices);
    Process process =
        new ProcessBuilder(keeper(BridgeKeeper.class, original.id(), OBJECT.toString()))
            .redirectErrorStream(true)
            .start();
    try (BufferedReader said =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        NodeReader others =
            new NodeReader(original.eventNodes().stream().map(OpenEvdev::open).toList(), null)) {
      String line = said.readLine();
      ScenarioFailure.unless(
          "running".equals(line), "cycle %d: the process said: %s".formatted(cycle, line));
      SystemHidDevice clone =
          watch.appeared("the clone", d -> d.isClone(Bridge.PHYS_PREFIX), LIMIT_MILLIS);
      List<Integer> before = new ArrayList<>();
      try (NodeReader reader =
          new NodeReader(clone.eventNodes().stream().map(OpenEvdev::open).toList(), null)) {
        for (int i = 0; i < TRAFFIC_REPORTS; i++) {
          int _ = mouse.next();
          Thread.sleep(1);
          before.addAll(numbers(reader));
        }
        ScenarioFailure.unless(
            numbers(others).isEmpty(), "cycle %d: the original was not silent".formatted(cycle));
        boolean hard = cycle % 2 == 0;
        if (hard) {
          process.destroyForcibly();
        } else {
          process.destroy();
        }
        List<Integer> after = new ArrayList<>();
        int sent = 0;
        while (after.size() < BACK_REPORTS && sent < 5_000) {
          int _ = mouse.next();
          sent++;
          Thread.sleep(1);
          before.addAll(numbers(reader));
          after.addAll(numbers(others));
        }
        mouse.rest();
        ScenarioFailure.unless(
            !after.isEmpty(), "cycle %d: the original stayed silent".formatted(cycle));
        watch.gone(clone, LIMIT_MILLIS);
        int lost = between(before.getLast(), after.getFirst()) - 1;
        ScenarioFailure.unless(
            lost >= 0 && lost < MOST_LOST,
            "cycle %d: the clone ended with %d, the original began with %d"
                .formatted(cycle, before.getLast(), after.getFirst()));
        int lostByClone = lost(cycle, "clone", before);
        int lostByOriginal = lost(cycle, "original", after);
        ScenarioFailure.unless(
            lostByOriginal == 0, "cycle %d: %d lost".formatted(cycle, lostByOriginal));
        checkReleased(cycle, original);
        task.print(
            "%s: %d to the clone (%d lost on the way), back after %d more, %d lost between"
                .formatted(
                    hard ? "SIGKILL" : "SIGTERM",
                    before.size(),
                    lostByClone,
                    sent - after.size(),
                    lost));
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private static int between(int from, int to) {
    return Math.floorMod(to - from, NUMBERS);
  }

  /**
   * Numbers go up, and none comes twice.
   *
   * @return how many were left out: reports that were lost
   */
  private static int lost(int cycle, String whose, List<Integer> numbers) {
    int lost = 0;
    for (int i = 1; i < numbers.size(); i++) {
      int step = between(numbers.get(i - 1), numbers.get(i));
      ScenarioFailure.unless(
          step > 0 && step < MOST_LOST,
          "cycle %d: the %s got %d after %d"
              .formatted(cycle, whose, numbers.get(i), numbers.get(i - 1)));
      lost += step - 1;
    }
    return lost;
  }

  private static void checkReleased(int cycle, SystemHidDevice original)
      throws InterruptedException {
    // The report at rest was sent last.
    Thread.sleep(20);
    for (Path node : original.eventNodes()) {
      try (OpenEvdev evdev = OpenEvdev.open(node)) {
        ScenarioFailure.unless(
            !evdev.isAnyKeyDown(), "cycle %d: a button is stuck".formatted(cycle));
      }
    }
  }

  private static List<Integer> numbers(NodeReader reader) {
    List<Integer> numbers = new ArrayList<>();
    for (NodePacket packet : reader.packets()) {
      int x = 0;
      int y = 0;
      for (InputEvent event : packet.events()) {
        if (event.type() == InputEventCodes.EV_REL) {
          x = event.code() == REL_X ? event.value() : x;
          y = event.code() == REL_Y ? event.value() : y;
        }
      }
      if (x > 0 && y > 0) {
        numbers.add((y - 1) * BASE + x - 1);
      }
    }
    return numbers;
  }
}
