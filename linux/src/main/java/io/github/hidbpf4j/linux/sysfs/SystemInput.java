package io.github.hidbpf4j.linux.sysfs;

import java.nio.file.Path;
import java.util.List;

/**
 * An input device that belongs to a HID device.
 *
 * @param id its name in sysfs, {@code input12}
 * @param name what it is called
 * @param phys where it is connected
 * @param events its event nodes, {@code /dev/input/event5}: one, or none while it comes or goes
 * @param inhibited whether somebody has switched it off
 */
public record SystemInput(
    String id, String name, String phys, List<Path> events, boolean inhibited) {}
