package io.github.hidbpf4j.linux.host;

import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device, and whether its nodes can be used.
 *
 * @param hidraw access for reading and writing; null if it has none
 * @param events access for reading
 */
public record DeviceAccess(
    SystemHidDevice device, @Nullable NodeAccess hidraw, List<NodeAccess> events) {
  /** Examines the nodes of a device. */
  public static DeviceAccess look(SystemHidDevice device) {
    return new DeviceAccess(
        device,
        device.hidraw() == null ? null : NodeAccess.look(device.hidraw(), true),
        device.eventNodes().stream().map(node -> NodeAccess.look(node, false)).toList());
  }
}
