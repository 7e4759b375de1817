package io.github.hidbpf4j.linux.libbpf;

/**
 * How many BPF objects there are in the kernel, whoever loaded them; -1 for what this process may
 * not see.
 *
 * @param types BTF objects: those of the kernel and its modules, and of what is loaded
 */
public record KernelCounts(int programs, int maps, int links, int types) {}
