/**
 * Kernels that run in QEMU with a file system of our own: what that consists of, how they are
 * started, and how they end.
 */
@NullMarked
package io.github.hidbpf4j.guest;

import org.jspecify.annotations.NullMarked;
