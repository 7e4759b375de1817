package io.github.hidbpf4j.linux.host;

import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device, and its nodes.
 *
 * @param hidraw for reading and writing; null when it has none
 * @param events for reading
 */
public record DeviceAccess(
    SystemHidDevice device, @Nullable NodeAccess hidraw, List<NodeAccess> events) {
  /** Looks at the nodes of a device. */
  public static DeviceAccess look(SystemHidDevice device) {
    return new DeviceAccess(
        device,
        device.hidraw() == null ? null : NodeAccess.look(device.hidraw(), true),
        device.eventNodes().stream().map(node -> NodeAccess.look(node, false)).toList());
  }
}
