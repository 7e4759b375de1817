/**
 * Devices, their bus, hidraw files, the input lock, and the hooks that a HID-BPF subsystem
 * implements: the HID core of Linux 6.12 in user space, with the same results.
 *
 * <p>Start with {@link io.github.hidbpf4j.hid.device.HidBus}: {@link
 * io.github.hidbpf4j.hid.device.UhidDevice} puts a virtual device on it, a {@link
 * io.github.hidbpf4j.hid.device.HidTransport} implementation of your own any other. Input goes
 * {@link io.github.hidbpf4j.hid.device.HidDevice#inputReport inputReport} → {@link
 * io.github.hidbpf4j.hid.device.HidHooks} → {@link io.github.hidbpf4j.hid.device.HidrawFile};
 * requests go the other way. {@link io.github.hidbpf4j.hid.device.HidObserver} sees all of it.
 *
 * <p>All waiting is done through the bus's scheduler; nothing here starts a thread or reads a
 * clock.
 */
@NullMarked
package io.github.hidbpf4j.hid.device;

import org.jspecify.annotations.NullMarked;
