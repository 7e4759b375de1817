package io.github.hidbpf4j.linux.sysfs;

import java.nio.file.Path;
import java.util.List;

/**
 * An input device that belongs to a HID device.
 *
 * @param id its name in sysfs, {@code input12}
 * @param name its name
 * @param phys where it is connected
 * @param events its event nodes, {@code /dev/input/event5}: one, or none while it appears or goes
 * @param inhibited whether it was switched off
 */
public record SystemInput(
    String id, String name, String phys, List<Path> events, boolean inhibited) {}
