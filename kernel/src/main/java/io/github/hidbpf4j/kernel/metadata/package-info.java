/**
 * Metadata that udev-hid-bpf's conventions encode in an object and its file name: the devices it
 * supports, its place among fixes for the same device. Start with {@link
 * io.github.hidbpf4j.kernel.metadata.DeviceMatch}.
 */
@NullMarked
package io.github.hidbpf4j.kernel.metadata;

import org.jspecify.annotations.NullMarked;
