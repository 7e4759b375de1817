/** The nodes of HID devices, opened: hidraw, uhid, evdev. */
@NullMarked
package io.github.hidbpf4j.linux.device;

import org.jspecify.annotations.NullMarked;
