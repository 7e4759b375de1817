/** The kernel's HID-BPF subsystem in user space. */
@NullMarked
package io.github.hidbpf4j.kernel;

import org.jspecify.annotations.NullMarked;
