/**
 * BPF objects in the running kernel, loaded by the system's {@code libbpf.so.1}. This package knows
 * libbpf's interface, not the meaning of programs: its users decide which programs are for which
 * device, and what to do with them. Start with {@link
 * io.github.hidbpf4j.linux.libbpf.Libbpf#open()}.
 */
@NullMarked
package io.github.hidbpf4j.linux.libbpf;

import org.jspecify.annotations.NullMarked;
