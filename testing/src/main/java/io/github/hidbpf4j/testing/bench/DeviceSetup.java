package io.github.hidbpf4j.testing.bench;

import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A device on a bench and what is attached to it.
 *
 * @param name its name; "" for an only device
 * @param device its descriptor, name and ids
 * @param fixes objects and directories of them, in the order in which they are attached
 * @param model how it answers; null to answer every GET_REPORT with an error
 * @param properties udev properties for the programs
 * @param force whether to attach objects that are not for it, too
 * @param optional optional maps and programs of the objects to load, too
 */
public record DeviceSetup(
    String name,
    RecordedDevice device,
    List<FixSet> fixes,
    @Nullable DeviceModel model,
    Map<String, String> properties,
    boolean force,
    Set<String> optional) {
  /** Copies. */
  public DeviceSetup {
    fixes = List.copyOf(fixes);
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    optional = Set.copyOf(optional);
  }

  /** A device with these fixes and no model. */
  public static DeviceSetup of(RecordedDevice device, List<FixSet> fixes) {
    return new DeviceSetup("", device, fixes, null, Map.of(), false, Set.of());
  }
}
