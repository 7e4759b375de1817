/**
 * A kernel that runs in QEMU with a file system of our own: what it is made of, how it is started,
 * and how it ends.
 */
@NullMarked
package io.github.hidbpf4j.guest;

import org.jspecify.annotations.NullMarked;
