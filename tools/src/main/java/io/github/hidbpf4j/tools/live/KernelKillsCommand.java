package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.cli.guest.DeviceWatch;
import io.github.hidbpf4j.cli.guest.ForcedGenericDriver;
import io.github.hidbpf4j.cli.guest.UhidPlayer;
import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * {@code kernel-kills RECORDING OBJECT N}: N times, alternating with and without pins, a process
 * that repeatedly attaches and detaches the object is killed at a random moment. Without pins,
 * nothing may be left. With pins, a folder with the object's own name must be complete and the
 * object attached; any other folder must be that of an unfinished object; once they are removed,
 * nothing may be left. In the end the device must have its own descriptor.
 */
final class KernelKillsCommand implements GuestCommand {
  private static final Path OBJECT = Path.of("/tmp/killed.bpf.o");
  private static final long SEED = 16;

  @Override
  public int run(GuestTask task) throws IOException, InterruptedException {
    List<String> arguments = task.arguments();
    Recording recording = Recording.parse(arguments.getFirst(), task.file(arguments.getFirst()));
    byte[] bytes = task.file(arguments.get(1));
    Files.write(OBJECT, bytes);
    long maps =
        BpfObject.open(arguments.get(1), bytes).maps().stream()
            .filter(map -> map.structOps() != null)
            .count();
    RecordedDevice recorded = recording.devices().getFirst();
    HidDeviceInfo info = HidDeviceInfo.of(recorded);
    DeviceWatch watch = new DeviceWatch(new SystemHidDevices(HostFiles.SYSTEM));
    Libbpf libbpf = Libbpf.open();
    Random random = new Random(SEED);
    try (ForcedGenericDriver _ = new ForcedGenericDriver();
        UhidPlayer _ = UhidPlayer.open(info, recorded.descriptor(), null)) {
      SystemHidDevice device = KernelCommand.find(watch, info);
      KernelState before = KernelState.settled(libbpf);
      for (boolean pinned : new boolean[] {false, true}) {
        KernelLeftovers leftovers =
            new KernelLeftovers(libbpf, device.id(), before, pinned ? maps : -1);
        for (int i = 0; i < Integer.parseInt(arguments.get(2)) / 2; i++) {
          kill(device.id(), random, pinned);
          KernelLeftovers.State _ = leftovers.look();
          leftovers.remove();
        }
        task.print("%s: %s".formatted(pinned ? "with pins" : "without pins", leftovers.tally()));
      }
      device = KernelCommand.find(watch, info);
      ScenarioFailure.unless(
          Arrays.equals(device.descriptor(), recorded.descriptor()),
          "in the end, the descriptor is not the device's own");
    }
    return 0;
  }

  /** Kills a process at a random moment of one of its cycles. */
  private static void kill(String id, Random random, boolean pinned)
      throws IOException, InterruptedException {
    try (RunningCommand keeper =
        RunningCommand.program(
            GuestJava.command(
                KernelKeeper.class,
                List.of(),
                List.of(id, OBJECT.toString(), pinned ? "pinned" : "unpinned")))) {
      keeper.awaitLine("turn ");
      String said = keeper.output();
      long micros = Long.parseLong(said.substring(said.indexOf("turn ") + 5).split("\\s", 2)[0]);
      long until = System.nanoTime() + random.nextLong(2 * micros) * 1_000;
      while (System.nanoTime() < until) {
        Thread.onSpinWait();
      }
      ScenarioFailure.unless(keeper.isAlive(), "the process has ended: " + keeper.output());
      int _ = keeper.end(true);
    }
  }
}
