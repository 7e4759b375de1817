/**
 * Guests: QEMU with a kernel and our file system. Starting them, running commands in them, and
 * diagnosing how they end.
 */
@NullMarked
package io.github.hidbpf4j.guest.machine;

import org.jspecify.annotations.NullMarked;
