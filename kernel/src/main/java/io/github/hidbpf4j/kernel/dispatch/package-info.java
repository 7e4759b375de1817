/**
 * The HID-BPF core: which programs are attached to a device, how events, descriptors and requests
 * pass through them, and what they see ({@code drivers/hid/bpf/hid_bpf_dispatch.c} and {@code
 * hid_bpf_struct_ops.c} of Linux 6.12). Start with {@link
 * io.github.hidbpf4j.kernel.dispatch.HidBpfDispatch}.
 */
@NullMarked
package io.github.hidbpf4j.kernel.dispatch;

import org.jspecify.annotations.NullMarked;
