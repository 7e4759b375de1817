/**
 * A guest: QEMU with a kernel and our file system. How it is started, what it is asked, and how it
 * ends, be it badly.
 */
@NullMarked
package io.github.hidbpf4j.guest.machine;

import org.jspecify.annotations.NullMarked;
