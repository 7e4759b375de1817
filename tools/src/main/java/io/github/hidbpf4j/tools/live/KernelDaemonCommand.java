package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.cli.guest.DeviceWatch;
import io.github.hidbpf4j.cli.guest.ForcedGenericDriver;
import io.github.hidbpf4j.cli.guest.NodeReader;
import io.github.hidbpf4j.cli.guest.UhidPlayer;
import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.linux.device.OpenEvdev;
import io.github.hidbpf4j.linux.device.OpenHidraw;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevices;
import io.github.hidbpf4j.live.kernel.KernelOps;
import io.github.hidbpf4j.live.kernel.KernelPins;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * {@code kernel-daemon RECORDING OBJECT}: {@code hidbpf daemon} with a fix that the kernel runs.
 * When a device is plugged in it gets the fix, and {@code status} says so; when it is unplugged,
 * nothing is left; when it is plugged in again, it gets the fix again. SIGTERM detaches it; SIGKILL
 * leaves it on the device, and the next daemon takes it over, or, if the device is gone, removes
 * its pins.
 */
final class KernelDaemonCommand implements GuestCommand {
  private static final long LIMIT_MILLIS = 20_000;
  private static final long STEP_MILLIS = 20;

  /** What the example's mouse sends, and what the fix makes of it. */
  private static final byte[] REPORT = {0x40, 0, 0, 1};

  private static final byte[] FIXED = {0, 0, 0, 0, 1};

  @Override
  public int run(GuestTask task) throws IOException, InterruptedException {
    List<String> arguments = task.arguments();
    Recording recording = Recording.parse(arguments.getFirst(), task.file(arguments.getFirst()));
    String name = arguments.get(1);
    DaemonUnderTest.install(name, task.file(name));
    Libbpf libbpf = Libbpf.open();
    Turn turn = new Turn(task, libbpf, recording.devices().getFirst(), KernelState.settled(libbpf));
    try (ForcedGenericDriver _ = new ForcedGenericDriver()) {
      turn.hotplug("kernel");
      turn.killed("auto");
    } finally {
      DaemonUnderTest.uninstall(name);
    }
    return 0;
  }

  private record Turn(GuestTask task, Libbpf libbpf, RecordedDevice recorded, KernelState before) {
    /** Devices are plugged in and out while a daemon runs. */
    void hotplug(String mode) throws IOException, InterruptedException {
      try (DaemonUnderTest daemon = DaemonUnderTest.start(List.of(), mode)) {
        for (int i = 0; i < 3; i++) {
          DeviceWatch watch = watch();
          SystemHidDevice device;
          try (UhidPlayer player = plug()) {
            device = find(watch);
            daemon.awaitAttached(device.id());
            requireFixed(device.id(), player, "pin /sys/fs/bpf/hidbpf4j/");
          }
          watch.gone(device, LIMIT_MILLIS);
          before.await(libbpf, "unplugging");
        }
        task.print(mode + ": three times plugged in, fixed, unplugged: nothing is left");
        status(daemon, plug());
        DeviceWatch watch = watch();
        try (UhidPlayer _ = plug()) {
          SystemHidDevice device = find(watch);
          daemon.awaitAttached(device.id());
          daemon.kill(false);
          int code = daemon.await();
          ScenarioFailure.unless(code == 0, "the daemon ended with %d".formatted(code));
          before.await(libbpf, "SIGTERM");
          requireOwn(device.id());
          task.print(mode + ": SIGTERM takes it off a device that stays");
        }
      }
    }

    /** Checks what {@code hidbpf status} prints, with the daemon and without. */
    private void status(DaemonUnderTest daemon, UhidPlayer player)
        throws IOException, InterruptedException {
      try (player) {
        SystemHidDevice device =
            new SystemHidDevices(HostFiles.SYSTEM)
                .all().stream().filter(this::isIt).findFirst().orElseThrow();
        daemon.awaitAttached(device.id());
        try (RunningCommand status = RunningCommand.start("status")) {
          int code = status.await();
          ScenarioFailure.unless(
              code == 0
                  && status.output().contains(device.id())
                  && status.output().contains("in the kernel")
                  && status.output().contains("a4tech")
                  && status.output().contains("pin /sys/fs/bpf/hidbpf4j/"),
              "status: code %d: %s".formatted(code, status.output()));
          status.output().lines().forEach(line -> say("status: " + line));
        }
      }
      before.await(libbpf, "unplugging");
    }

    private void say(String line) {
      try {
        task.print(line);
      } catch (IOException e) {
        throw new HidException("the host does not listen", e);
      }
    }

    /** The daemon is killed, and another one is started. */
    void killed(String mode) throws IOException, InterruptedException {
      DeviceWatch watch = watch();
      SystemHidDevice device;
      try (UhidPlayer player = plug()) {
        device = find(watch);
        try (DaemonUnderTest daemon = DaemonUnderTest.start(List.of(), mode)) {
          daemon.awaitAttached(device.id());
          ScenarioFailure.unless(
              daemon.output().contains("fixes run in the kernel"), daemon.output());
          daemon.kill(true);
          int _ = daemon.await();
        }
        requireFixed(device.id(), player, "pin /sys/fs/bpf/hidbpf4j/");
        task.print(mode + ": SIGKILL leaves it on the device");
        try (DaemonUnderTest daemon = DaemonUnderTest.start(List.of(), mode)) {
          daemon.awaitAttached(device.id());
          requireFixed(device.id(), player, "pin /sys/fs/bpf/hidbpf4j/");
          task.print(mode + ": the next daemon has it instead");
          daemon.kill(true);
          int _ = daemon.await();
        }
      }
      watch.gone(device, LIMIT_MILLIS);
      KernelPins pins = new KernelPins(HostFiles.SYSTEM);
      ScenarioFailure.unless(!pins.all().isEmpty(), "no pin is left of a daemon that was killed");
      try (DaemonUnderTest daemon = DaemonUnderTest.start(List.of(), mode)) {
        before.await(libbpf, "a daemon that finds pins of a device that is gone");
        daemon.kill(false);
        int _ = daemon.await();
      }
      task.print(mode + ": the next daemon removes pins of a device that is gone");
    }

    private static DeviceWatch watch() {
      return new DeviceWatch(new SystemHidDevices(HostFiles.SYSTEM));
    }

    private UhidPlayer plug() throws IOException {
      return UhidPlayer.open(HidDeviceInfo.of(recorded), recorded.descriptor(), null);
    }

    private boolean isIt(SystemHidDevice device) {
      return device.isMadeByProcess() && device.phys().equals(HidDeviceInfo.of(recorded).phys());
    }

    private SystemHidDevice find(DeviceWatch watch) throws InterruptedException {
      return watch.appeared("the device", this::isIt, LIMIT_MILLIS);
    }

    /**
     * Checks that the device's reports are fixed by one object in the kernel, which this holder
     * keeps.
     */
    private void requireFixed(String id, UhidPlayer player, String holder)
        throws IOException, InterruptedException {
      List<KernelOps> seen =
          KernelOps.all(libbpf, HostFiles.SYSTEM)
              .orElseThrow(() -> new HidException("links cannot be seen"));
      ScenarioFailure.unless(
          seen.size() == 1
              && seen.getFirst().isOn(id)
              && seen.getFirst().holders().stream().anyMatch(each -> each.startsWith(holder)),
          "%s: attached is %s".formatted(id, seen));
      SystemHidDevice device =
          watch()
              .settled(
                  new SystemHidDevices(HostFiles.SYSTEM).device(id).orElseThrow(), LIMIT_MILLIS);
      try (NodeReader reader =
          new NodeReader(
              device.eventNodes().stream().map(OpenEvdev::open).toList(),
              OpenHidraw.open(Objects.requireNonNull(device.hidraw())))) {
        boolean _ = player.play(REPORT);
        List<byte[]> came = List.of();
        for (long waited = 0; came.isEmpty(); waited += STEP_MILLIS) {
          ScenarioFailure.unless(waited < LIMIT_MILLIS, "no report came");
          Thread.sleep(STEP_MILLIS);
          came = reader.reports();
        }
        ScenarioFailure.unless(
            Arrays.equals(came.getFirst(), FIXED),
            "reports are not fixed: " + HexFormat.ofDelimiter(" ").formatHex(came.getFirst()));
      }
    }

    private void requireOwn(String id) throws InterruptedException {
      SystemHidDevice device =
          watch()
              .settled(
                  new SystemHidDevices(HostFiles.SYSTEM).device(id).orElseThrow(), LIMIT_MILLIS);
      ScenarioFailure.unless(
          Arrays.equals(device.descriptor(), recorded.descriptor()),
          "the descriptor is not the device's own");
    }
  }
}
