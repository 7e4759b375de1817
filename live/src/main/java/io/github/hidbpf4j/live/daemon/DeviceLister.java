package io.github.hidbpf4j.live.daemon;

import io.github.hidbpf4j.live.bridge.LiveDevice;
import java.util.List;

/** Lists the HID devices that exist now. */
@FunctionalInterface
public interface DeviceLister {
  /** All devices, including clones. */
  List<LiveDevice> list();
}
