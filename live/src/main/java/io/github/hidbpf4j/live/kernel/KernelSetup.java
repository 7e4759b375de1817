package io.github.hidbpf4j.live.kernel;

import io.github.hidbpf4j.kernel.metadata.FixSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What to attach to a device in the kernel.
 *
 * @param fixes the objects, in order
 * @param properties udev properties for the programs
 * @param optional optional programs and maps to load as well
 * @param force whether to attach objects whose metadata or probe rejects the device
 * @param pinned whether they stay when this process ends
 */
public record KernelSetup(
    List<FixSet> fixes,
    Map<String, String> properties,
    Set<String> optional,
    boolean force,
    boolean pinned) {
  /** Copies. */
  public KernelSetup {
    fixes = List.copyOf(fixes);
    properties = Map.copyOf(properties);
    optional = Set.copyOf(optional);
  }

  /** A setup of fixes alone. */
  public static KernelSetup of(List<FixSet> fixes, boolean pinned) {
    return new KernelSetup(fixes, Map.of(), Set.of(), false, pinned);
  }
}
