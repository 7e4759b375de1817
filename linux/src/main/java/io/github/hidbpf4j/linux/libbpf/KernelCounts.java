package io.github.hidbpf4j.linux.libbpf;

/**
 * How much of BPF there is in the kernel, whoever has put it there; -1 for what this process may
 * not see.
 *
 * @param types objects of BTF: those of the kernel and its modules, and of what is loaded
 */
public record KernelCounts(int programs, int maps, int links, int types) {}
