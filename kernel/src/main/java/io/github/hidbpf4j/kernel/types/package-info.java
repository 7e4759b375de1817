/**
 * The kernel's types under each API profile: one set of headers, the source of the BTF that objects
 * are relocated against and the {@code vmlinux.h} that programs are compiled with. Start with
 * {@link io.github.hidbpf4j.kernel.types.KernelTypes}.
 */
@NullMarked
package io.github.hidbpf4j.kernel.types;

import org.jspecify.annotations.NullMarked;
