/**
 * Fixes in the running kernel, if it has HID-BPF: loaded by the system's libbpf, attached to a
 * device, and removed again. Start with {@link
 * io.github.hidbpf4j.live.kernel.KernelAttachment#open}.
 */
@NullMarked
package io.github.hidbpf4j.live.kernel;

import org.jspecify.annotations.NullMarked;
