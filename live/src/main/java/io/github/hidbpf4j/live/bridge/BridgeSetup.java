package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.kernel.replay.ReplaySetup;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What to apply to a device.
 *
 * @param profile the kernel that the programs are run as on
 * @param fixes the objects, in order
 * @param properties udev properties for the programs
 * @param optional optional programs and maps to load as well
 * @param force whether to attach objects whose metadata or probe rejects the device, and to bridge
 *     devices for which the fix cannot do everything that it would do in the kernel
 * @param sinks receive everything that happens, on the threads on which it happens; empty for the
 *     fastest path
 */
public record BridgeSetup(
    ApiProfile profile,
    List<FixSet> fixes,
    Map<String, String> properties,
    Set<String> optional,
    boolean force,
    List<EventSink> sinks) {
  /** Copies. */
  public BridgeSetup {
    fixes = List.copyOf(fixes);
    properties = Map.copyOf(properties);
    optional = Set.copyOf(optional);
    sinks = List.copyOf(sinks);
  }

  /** A setup of fixes alone: no properties, nothing optional, no force, no sinks. */
  public static BridgeSetup of(ApiProfile profile, List<FixSet> fixes) {
    return new BridgeSetup(profile, fixes, Map.of(), Set.of(), false, List.of());
  }

  /** The same setup with these sinks. */
  public BridgeSetup withSinks(List<EventSink> others) {
    return new BridgeSetup(profile, fixes, properties, optional, force, others);
  }

  ReplaySetup forDevice(LiveDevice device) {
    return ReplaySetup.builder(profile, KernelTypes.of(profile).btf(), device.recorded())
        .fixes(fixes)
        .properties(properties)
        .optional(optional)
        .force(force)
        .realTime(true)
        .build();
  }
}
