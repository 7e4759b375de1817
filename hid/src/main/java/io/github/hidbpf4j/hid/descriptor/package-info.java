/**
 * Report descriptors: items, parser with the rules and limits of Linux's HID core, printer. Start
 * with {@link io.github.hidbpf4j.hid.descriptor.ReportDescriptor}.
 */
@NullMarked
package io.github.hidbpf4j.hid.descriptor;

import org.jspecify.annotations.NullMarked;
