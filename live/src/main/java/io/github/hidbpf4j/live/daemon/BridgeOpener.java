package io.github.hidbpf4j.live.daemon;

import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.live.bridge.Bridge;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import java.util.List;

/** Puts fixes on a device: what the daemon does not decide, such as the kernel to run as. */
@FunctionalInterface
public interface BridgeOpener {
  /**
   * Opens a bridge; takes about a second.
   *
   * @throws io.github.hidbpf4j.live.bridge.BridgeException when it cannot be done
   * @throws io.github.hidbpf4j.hid.HidException when a node cannot be opened
   * @throws io.github.hidbpf4j.bpf.BpfException when an object is refused
   */
  Bridge open(LiveDevice device, List<FixSet> fixes);
}
