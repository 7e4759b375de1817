/**
 * Devices, the bus they sit on, hidraw-like listeners, the input lock, and the hooks that a HID-BPF
 * subsystem implements.
 */
@NullMarked
package io.github.hidbpf4j.hid.device;

import org.jspecify.annotations.NullMarked;
