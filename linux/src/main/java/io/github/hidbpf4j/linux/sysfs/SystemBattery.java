package io.github.hidbpf4j.linux.sysfs;

/**
 * A battery that belongs to a HID device.
 *
 * @param id its name in sysfs, {@code hid-00:11:22:33:44:55-battery}
 * @param capacity percent, -1 if unknown
 */
public record SystemBattery(String id, int capacity) {}
