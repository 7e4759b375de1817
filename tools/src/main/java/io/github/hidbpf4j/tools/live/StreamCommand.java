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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code stream RECORDING bridge OBJECT COUNT RATE OPTIONS} or {@code stream RECORDING read|poll
 * PROGRAM COUNT RATE}: the recorded mouse sends COUNT reports, RATE a second, through the product's
 * bridge or the program in C. Each must arrive exactly once, in order, from the first one on.
 * Prints how long they took, from before the mouse sent one to the time stamp that the kernel put
 * into its events.
 */
final class StreamCommand implements GuestCommand {
  private static final long LIMIT_MILLIS = 30_000;

  /** After how many reports to read the clone's event nodes, which hold 512 events. */
  private static final int READ_EVERY = 16;

  /** How many reports at the start do not count for times. */
  private static final int WARM = 200;

  private static final Path LOG = Path.of("/tmp/gc.log");

  @Override
  public int run(GuestTask task) throws IOException, InterruptedException {
    List<String> arguments = task.arguments();
    RecordedDevice recorded =
        Recording.parse(arguments.getFirst(), task.file(arguments.getFirst())).devices().getFirst();
    String kind = arguments.get(1);
    Path file = Path.of("/tmp", arguments.get(2));
    Files.write(file, task.file(arguments.get(2)));
    int count = Integer.parseInt(arguments.get(3));
    int rate = Integer.parseInt(arguments.get(4));
    HidDeviceInfo info = HidDeviceInfo.of(recorded);
    DeviceWatch watch = new DeviceWatch(new SystemHidDevices(HostFiles.SYSTEM));
    try (ForcedGenericDriver _ = new ForcedGenericDriver();
        UhidPlayer player = UhidPlayer.open(info, recorded.descriptor(), null)) {
      SystemHidDevice device =
          watch.appeared(
              "the device", d -> d.isMadeByProcess() && d.phys().equals(info.phys()), LIMIT_MILLIS);
      try (ForwarderUnderTest forwarder = start(device, kind, file, arguments)) {
        stream(task, player, device, forwarder, count, rate, kind);
      }
    }
    return 0;
  }

  private static ForwarderUnderTest start(
      SystemHidDevice device, String kind, Path file, List<String> arguments)
      throws IOException, InterruptedException {
    switch (kind) {
      case "bridge" -> {
        List<String> options = List.of(arguments.get(5).split(" "));
        return ForwarderUnderTest.bridge(device, file, options);
      }
      case "read", "poll" -> {
        ScenarioFailure.unless(file.toFile().setExecutable(true), file + ": cannot be made to run");
        return ForwarderUnderTest.program(device, file, kind.equals("read"));
      }
      default -> throw new HidException(kind + ": expected bridge, read or poll");
    }
  }

  private static void stream(
      GuestTask task,
      UhidPlayer player,
      SystemHidDevice device,
      ForwarderUnderTest forwarder,
      int count,
      int rate,
      String kind)
      throws IOException, InterruptedException {
    NumberedMouse mouse = new NumberedMouse(player, 0);
    NumberCheck check = new NumberCheck("the clone", 0);
    Latencies latencies = new Latencies(count);
    long[] sentAt = new long[NumberedMouse.NUMBERS];
    NumberedReader.Sink sink =
        (number, micros) -> {
          check.add(number);
          if (check.came() > WARM) {
            latencies.add(Math.max(0, micros * 1_000 - sentAt[number]));
          }
        };
    int logged = log().size();
    try (NumberedReader reader = new NumberedReader(forwarder.cloned());
        NumberedReader others = new NumberedReader(device)) {
      long period = 1_000_000_000L / rate;
      long due = System.nanoTime();
      int late = 0;
      for (int i = 0; i < count; i++) {
        due += period;
        if (i % READ_EVERY == 0) {
          // Reads while the device would wait, so that nothing is delayed by it.
          reader.read(sink);
        }
        long now = System.nanoTime();
        if (now > due + period) {
          // The device would not have sent anything meanwhile, and does not send faster afterwards.
          late++;
          due = now;
        }
        while (now < due) {
          LockSupport.parkNanos(due - now);
          now = System.nanoTime();
        }
        int number = (mouse.last() + 1) % NumberedMouse.NUMBERS;
        sentAt[number] = System.nanoTime();
        int _ = mouse.next();
      }
      for (int waited = 0; waited < 200 && check.last() != mouse.last(); waited++) {
        Thread.sleep(10);
        reader.read(sink);
      }
      others.read((number, _) -> ScenarioFailure.unless(false, number + " of the original"));
      task.print(
          "%s, %d a second: %d sent (%d late), %d came, %d lost; µs: %s"
              .formatted(
                  kind, rate, count, late, check.came(), count - check.came(), latencies.line()));
      ProcessFigures figures = forwarder.figures();
      task.print("process: " + figures);
      String said = forwarder.end();
      if (kind.equals("bridge")) {
        said.lines()
            .filter(line -> line.startsWith("latency") || line.startsWith("bridge  "))
            .forEach(line -> print(task, line));
        List<String> log = log();
        print(task, "before the first report: " + GcLog.of(log.subList(0, logged)));
        print(task, "while reports came: " + GcLog.of(log.subList(logged, log.size())));
      }
      ScenarioFailure.unless(
          check.came() == count, "%d of %d reports came".formatted(check.came(), count));
    }
  }

  /** The JVM's log so far. */
  private static List<String> log() throws IOException {
    return Files.exists(LOG) ? Files.readAllLines(LOG) : List.of();
  }

  private static void print(GuestTask task, String line) {
    try {
      task.print(line);
    } catch (IOException e) {
      throw new HidException("the host is gone: " + e.getMessage());
    }
  }
}
