/**
 * The front door: what a Java program needs to see what a HID-BPF fix does. Start with {@link
 * io.github.hidbpf4j.HidBpf}. Nothing here shows an address of a program's memory.
 */
@NullMarked
package io.github.hidbpf4j;

import org.jspecify.annotations.NullMarked;
