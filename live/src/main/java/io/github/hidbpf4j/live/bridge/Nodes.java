package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.linux.node.DeviceNode;
import io.github.hidbpf4j.linux.node.EvdevNode;
import io.github.hidbpf4j.linux.node.HidrawNode;
import io.github.hidbpf4j.linux.node.UhidNode;
import java.nio.file.Path;

/** Opens nodes. Each fails with a message for the user when a node cannot be opened. */
public interface Nodes {
  /** A hidraw node. */
  HidrawNode hidraw(Path path);

  /** An event node. */
  EvdevNode evdev(Path path);

  /** {@code /dev/uhid}. */
  UhidNode uhid();

  /**
   * Whether a device is still there and has the same nodes: their numbers are given anew at once,
   * so a node that was opened may be another device's.
   */
  boolean isStill(LiveDevice device);

  /** A node that always gives reports of zeros: {@code /dev/zero}. */
  DeviceNode zeros();

  /** A node that takes everything: {@code /dev/null}. */
  UhidNode nothing();
}
