package io.github.hidbpf4j.live.device;

import io.github.hidbpf4j.linux.device.OpenEvdev;
import io.github.hidbpf4j.linux.device.OpenHidraw;
import io.github.hidbpf4j.linux.device.OpenUhid;
import io.github.hidbpf4j.linux.node.DeviceNode;
import io.github.hidbpf4j.linux.node.EvdevNode;
import io.github.hidbpf4j.linux.node.HidrawNode;
import io.github.hidbpf4j.linux.node.UhidNode;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.bridge.Nodes;
import java.nio.file.Path;
import java.util.Objects;

/** The nodes of this machine. */
public final class RealNodes implements Nodes {
  private final LiveDevices devices;

  /** Creates it for these devices. */
  public RealNodes(LiveDevices devices) {
    this.devices = devices;
  }

  @Override
  public HidrawNode hidraw(Path path) {
    return OpenHidraw.open(path);
  }

  @Override
  public EvdevNode evdev(Path path) {
    return OpenEvdev.open(path);
  }

  @Override
  public UhidNode uhid() {
    return OpenUhid.open(OpenUhid.DEFAULT);
  }

  @Override
  public boolean isStill(LiveDevice device) {
    return devices
        .device(device.sysfsName())
        .filter(now -> Objects.equals(now.hidraw(), device.hidraw()))
        .filter(now -> now.inputs().equals(device.inputs()))
        .isPresent();
  }

  @Override
  public DeviceNode zeros() {
    return OpenHidraw.open(Path.of("/dev/zero"));
  }

  @Override
  public UhidNode nothing() {
    return OpenUhid.open(Path.of("/dev/null"));
  }
}
