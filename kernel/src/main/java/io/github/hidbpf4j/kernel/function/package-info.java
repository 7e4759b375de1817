/**
 * The rows of the functions and hooks that HID-BPF adds to those of {@link
 * io.github.hidbpf4j.bpf.proto}, in a package below all its users.
 */
@NullMarked
package io.github.hidbpf4j.kernel.function;

import org.jspecify.annotations.NullMarked;
