package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.linux.node.DeviceNode;
import io.github.hidbpf4j.linux.node.EvdevNode;
import io.github.hidbpf4j.linux.node.HidrawNode;
import io.github.hidbpf4j.linux.node.UhidNode;
import java.nio.file.Path;

/** Opens nodes. Each method fails with a message for the user if a node cannot be opened. */
public interface Nodes {
  /** Opens a hidraw node. */
  HidrawNode hidraw(Path path);

  /** Opens an event node. */
  EvdevNode evdev(Path path);

  /** Opens {@code /dev/uhid}. */
  UhidNode uhid();

  /**
   * Whether a device still exists and has the same nodes: their numbers are reused at once, so an
   * opened node may be another device's.
   */
  boolean isStill(LiveDevice device);

  /** Opens a node that always returns reports of zeros: {@code /dev/zero}. */
  DeviceNode zeros();

  /** Opens a node that accepts everything: {@code /dev/null}. */
  UhidNode nothing();
}
