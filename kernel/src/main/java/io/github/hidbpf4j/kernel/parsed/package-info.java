/**
 * The parsed report descriptor that udev-hid-bpf puts into the variable {@code
 * HID_REPORT_DESCRIPTOR} of an object before its probe. Start with {@link
 * io.github.hidbpf4j.kernel.parsed.DescriptorVariable}.
 */
@NullMarked
package io.github.hidbpf4j.kernel.parsed;

import org.jspecify.annotations.NullMarked;
