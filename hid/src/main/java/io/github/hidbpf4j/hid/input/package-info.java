/**
 * The kernel's input layer, as far as HID devices reach it: the input devices that Linux creates
 * for a report descriptor, and the events it creates from each report ({@code hid-input}, {@code
 * hid-generic}, {@code hid-multitouch} and the filters of the input core). This package contains
 * the mapping of usages to codes, the state that events depend on, and the tables behind both. It
 * knows descriptors but no devices: the owner of a device passes its reports in.
 */
@NullMarked
package io.github.hidbpf4j.hid.input;

import org.jspecify.annotations.NullMarked;
