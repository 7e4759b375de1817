package io.github.hidbpf4j.cli.guest.play;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.cli.guest.DeviceWatch;
import io.github.hidbpf4j.cli.guest.RunningBridge;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevices;
import io.github.hidbpf4j.live.bridge.Bridge;
import io.github.hidbpf4j.live.bridge.BridgeException;
import io.github.hidbpf4j.live.bridge.BridgeSetup;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.bridge.Nodes;
import io.github.hidbpf4j.live.device.LiveDevices;
import io.github.hidbpf4j.live.device.RealNodes;
import io.github.hidbpf4j.testing.play.PlayedDevice;
import java.util.List;
import java.util.Set;

/** Applies fixes by a bridge, on kernels without HID-BPF. Observed is the clone. */
final class BridgeMethod implements FixMethod {
  private static final long LIMIT_MILLIS = 20_000;

  /** The number of bridges after which new ones of a process are fast from the start. */
  private static final int WARM = 3;

  private int bridges;

  @Override
  public Applied apply(
      SystemHidDevice device, List<FixSet> fixes, PlayedDevice played, ApiProfile profile)
      throws InterruptedException {
    LiveDevices devices = new LiveDevices(HostFiles.SYSTEM);
    LiveDevice live =
        devices
            .device(device.id())
            .orElseThrow(() -> new HidException(device.id() + ": the device is gone"));
    BridgeSetup setup =
        new BridgeSetup(
            profile,
            fixes,
            played.properties(),
            Set.copyOf(played.optional()),
            played.force(),
            List.of());
    DeviceWatch watch = new DeviceWatch(new SystemHidDevices(HostFiles.SYSTEM));
    try {
      Nodes nodes = new RealNodes(devices);
      Bridge bridge = Bridge.open(live, setup, bridges++ < WARM ? nodes : new WarmNodes(nodes));
      SystemHidDevice clone =
          watch.appeared("the clone", d -> d.isClone(Bridge.PHYS_PREFIX), LIMIT_MILLIS);
      RunningBridge.await(bridge);
      return new Bridged(bridge, watch, clone);
    } catch (BridgeException e) {
      String why = String.valueOf(e.getMessage());
      return Unattached.of(device, fixes, why, "the bridge cannot do this: " + why);
    }
  }

  private record Bridged(Bridge bridge, DeviceWatch watch, SystemHidDevice device)
      implements Applied {
    @Override
    public List<Fate> fates() {
      return FixMethod.fates(bridge.start().attachments());
    }

    @Override
    public void detach() throws InterruptedException {
      remove();
    }

    /** Closing a bridge twice does nothing. */
    @Override
    public void remove() throws InterruptedException {
      bridge.close();
      watch.gone(device, LIMIT_MILLIS);
    }
  }
}
