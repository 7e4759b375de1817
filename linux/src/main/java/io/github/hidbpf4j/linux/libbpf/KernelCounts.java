package io.github.hidbpf4j.linux.libbpf;

/**
 * How much of BPF there is in the kernel, whoever has put it there; -1 for what this process may
 * not see.
 */
public record KernelCounts(int programs, int maps, int links) {}
