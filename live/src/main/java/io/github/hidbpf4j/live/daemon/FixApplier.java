package io.github.hidbpf4j.live.daemon;

import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.live.bridge.AppliedFixes;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import java.util.List;

/**
 * Puts fixes on a device: what the daemon does not decide, such as whether the kernel runs them.
 */
@FunctionalInterface
public interface FixApplier {
  /**
   * Puts them on; a bridge takes about a second.
   *
   * @throws io.github.hidbpf4j.live.bridge.BridgeException when it cannot be done by a bridge
   * @throws io.github.hidbpf4j.live.kernel.KernelException when it cannot be done in the kernel
   * @throws io.github.hidbpf4j.hid.HidException when a node cannot be opened, or libbpf is missing
   * @throws io.github.hidbpf4j.bpf.BpfException when an object is refused
   */
  AppliedFixes apply(LiveDevice device, List<FixSet> fixes);

  /** Whether devices without a hidraw node are left alone. */
  default boolean needsHidraw() {
    return true;
  }
}
