/**
 * BPF objects in the kernel that runs, loaded by the system's {@code libbpf.so.1}. Knows libbpf's
 * interface, not what programs mean: what is in an object, which programs are for which device, and
 * what to do with them is its users' business. Start with {@link
 * io.github.hidbpf4j.linux.libbpf.Libbpf#open()}.
 */
@NullMarked
package io.github.hidbpf4j.linux.libbpf;

import org.jspecify.annotations.NullMarked;
