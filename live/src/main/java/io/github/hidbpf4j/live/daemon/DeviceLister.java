package io.github.hidbpf4j.live.daemon;

import io.github.hidbpf4j.live.bridge.LiveDevice;
import java.util.List;

/** Lists the HID devices that are there now. */
@FunctionalInterface
public interface DeviceLister {
  /** All of them, clones included. */
  List<LiveDevice> list();
}
