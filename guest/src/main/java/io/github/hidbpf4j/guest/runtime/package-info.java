/**
 * The file system that a guest boots into: a Java runtime, our classes, the kernel's modules. The
 * same input results in the same bytes.
 */
@NullMarked
package io.github.hidbpf4j.guest.runtime;

import org.jspecify.annotations.NullMarked;
