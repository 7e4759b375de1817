/**
 * The sources of guests' kernels: packages, folders, boot images; and kernel modules, in loading
 * order. Nothing is executed here.
 */
@NullMarked
package io.github.hidbpf4j.guest.image;

import org.jspecify.annotations.NullMarked;
