package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.cli.guest.RunningBridge;
import io.github.hidbpf4j.kernel.ObjectProfile;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.live.bridge.Bridge;
import io.github.hidbpf4j.live.bridge.BridgeSetup;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.device.LiveDevices;
import io.github.hidbpf4j.live.device.RealNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A process with a bridge, to be killed: {@code DEVICE OBJECT}. Says {@code running} when the clone
 * has taken over.
 */
public final class BridgeKeeper {
  private BridgeKeeper() {}

  /** Starts it. */
  public static void main(String[] args) throws IOException, InterruptedException {
    LiveDevices devices = new LiveDevices(HostFiles.SYSTEM);
    LiveDevice device = devices.device(args[0]).orElseThrow();
    BpfObject object = BpfObject.open(args[1], Files.readAllBytes(Path.of(args[1])));
    BridgeSetup setup = BridgeSetup.of(ObjectProfile.of(object), List.of(FixSet.of(object)));
    try (Bridge bridge = Bridge.open(device, setup, new RealNodes(devices))) {
      RunningBridge.await(bridge);
      System.out.println("running");
      while (!bridge.awaitEnd(Long.MAX_VALUE)) {
        // Interrupted.
      }
    }
  }
}
