package io.github.hidbpf4j.cli.guest.play;

import io.github.hidbpf4j.linux.device.OpenHidraw;
import io.github.hidbpf4j.linux.node.DeviceNode;
import io.github.hidbpf4j.linux.node.EvdevNode;
import io.github.hidbpf4j.linux.node.HidrawNode;
import io.github.hidbpf4j.linux.node.UhidNode;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.bridge.Nodes;
import java.nio.file.Path;

/**
 * Nodes for bridges of a process that has already had some: its code is compiled, so a new bridge
 * need not be warmed up with thousands of reports, which would take seconds in a guest.
 */
record WarmNodes(Nodes real) implements Nodes {
  @Override
  public HidrawNode hidraw(Path path) {
    return real.hidraw(path);
  }

  @Override
  public EvdevNode evdev(Path path) {
    return real.evdev(path);
  }

  @Override
  public UhidNode uhid() {
    return real.uhid();
  }

  @Override
  public boolean isStill(LiveDevice device) {
    return real.isStill(device);
  }

  /** Returns a node that has no reports for the warm-up. */
  @Override
  public DeviceNode zeros() {
    return OpenHidraw.open(Path.of("/dev/null"));
  }

  @Override
  public UhidNode nothing() {
    return real.nothing();
  }
}
