/** HID-BPF as the kernel has it, in user space. */
@NullMarked
package io.github.hidbpf4j.kernel;

import org.jspecify.annotations.NullMarked;
