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
 * @param name what it is called; "" where there is one device
 * @param device its descriptor, name and ids
 * @param fixes objects and directories of them, in the order in which they are attached
 * @param model how it answers; null for one that answers every GET_REPORT with an error
 * @param properties udev properties for the programs
 * @param force whether objects are attached that are not for it
 * @param optional optional maps and programs of the objects that are loaded, too
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

  /** A device that answers nothing, with these fixes. */
  public static DeviceSetup of(RecordedDevice device, List<FixSet> fixes) {
    return new DeviceSetup("", device, fixes, null, Map.of(), false, Set.of());
  }
}
