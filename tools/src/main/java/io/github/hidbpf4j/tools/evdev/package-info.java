/**
 * {@code scripts/kernel-evdev}: compares the input layer with what real kernels did with devices
 * and reports.
 */
@NullMarked
package io.github.hidbpf4j.tools.evdev;

import org.jspecify.annotations.NullMarked;
