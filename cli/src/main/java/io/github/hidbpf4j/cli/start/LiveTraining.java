package io.github.hidbpf4j.cli.start;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.cli.Main;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.kernel.ObjectProfile;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.live.bridge.BridgeSetup;
import io.github.hidbpf4j.live.bridge.BridgeTraining;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.daemon.ControlClient;
import io.github.hidbpf4j.live.device.LiveDevices;
import io.github.hidbpf4j.live.device.RealNodes;
import io.github.hidbpf4j.live.kernel.KernelTraining;
import io.github.hidbpf4j.time.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs what the daemon and {@code attach} do, without a device. */
final class LiveTraining {
  private static final long MOST_MILLIS = 60_000;

  /** Name of a device. */
  private static final String NOBODY = "0003:0000:0000.FFFFFF";

  private LiveTraining() {}

  static void bridge(Path objectFile, Path recording) throws IOException {
    RecordedDevice device =
        Recording.parse(recording.toString(), Files.readAllBytes(recording)).devices().getFirst();
    BpfObject object = BpfObject.open(objectFile.toString(), Files.readAllBytes(objectFile));
    LiveDevice live =
        new LiveDevice(
            "0003:0000:0000.0001",
            HidDeviceInfo.of(device),
            "hid-generic",
            device.descriptor(),
            null,
            List.of(),
            false);
    BridgeSetup setup = BridgeSetup.of(ObjectProfile.of(object), List.of(FixSet.of(object)));
    BridgeTraining.run(live, setup, new RealNodes(new LiveDevices(HostFiles.SYSTEM)));
    KernelTraining.run(object);
    // No device has that name.
    int _ =
        Main.execute(
            new String[] {"attach", "--mode", "kernel", "--keep", objectFile.toString(), NOBODY});
  }

  /** Runs a daemon without fixes, which touches no device; ends the process, as a signal does. */
  static void daemon() throws IOException {
    Path folder = Files.createTempDirectory("hidbpf-training");
    Path run = folder.resolve("run");
    AtomicBoolean over = new AtomicBoolean();
    String[] command = {
      "daemon",
      "--mode",
      "bridge",
      "--folder",
      folder.resolve("fixes").toString(),
      "--run",
      run.toString()
    };
    Workers.start(
        "training",
        () -> {
          // If it cannot run, the cache contains less.
          int _ = Main.execute(command);
          over.set(true);
        });
    if (ControlClient.awaitThere(run, over::get, MOST_MILLIS)) {
      int _ = Main.execute(new String[] {"status", "--run", run.toString()});
      int _ = Main.execute(new String[] {"detach", NOBODY, "--run", run.toString()});
    }
    Runtime.getRuntime().exit(0);
  }
}
