/** The host side of {@code hidbpf test --on-kernel}: kernels in QEMU that tests are played on. */
@NullMarked
package io.github.hidbpf4j.cli.onkernel;

import org.jspecify.annotations.NullMarked;
