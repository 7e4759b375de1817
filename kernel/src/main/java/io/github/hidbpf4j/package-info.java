/**
 * The entry point of the library: shows what a HID-BPF fix does. Start with {@link
 * io.github.hidbpf4j.HidBpf}. Addresses of a program's memory are never exposed.
 */
@NullMarked
package io.github.hidbpf4j;

import org.jspecify.annotations.NullMarked;
