package io.github.hidbpf4j.live.daemon;

import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.live.bridge.AppliedFixes;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import java.util.List;

/**
 * Applies fixes to a device; decides what the daemon does not, such as whether the kernel runs
 * them.
 */
@FunctionalInterface
public interface FixApplier {
  /**
   * Applies fixes; a bridge takes about a second.
   *
   * @throws io.github.hidbpf4j.live.bridge.BridgeException if a bridge cannot do it
   * @throws io.github.hidbpf4j.live.kernel.KernelException if the kernel cannot do it
   * @throws io.github.hidbpf4j.hid.HidException if a node cannot be opened, or libbpf is missing
   * @throws io.github.hidbpf4j.bpf.BpfException if an object is rejected
   */
  AppliedFixes apply(LiveDevice device, List<FixSet> fixes);

  /** Whether devices without a hidraw node are skipped. */
  default boolean needsHidraw() {
    return true;
  }
}
