/**
 * The nodes in {@code /dev} of HID devices, as interfaces with Linux's behaviour. Tests implement
 * them by fakes.
 */
@NullMarked
package io.github.hidbpf4j.linux.node;

import org.jspecify.annotations.NullMarked;
