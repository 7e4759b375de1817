package io.github.hidbpf4j.linux.libbpf;

/**
 * The result of running a program in the kernel.
 *
 * @param returned its return value
 * @param context the memory of its argument afterwards
 */
public record ProgramRun(int returned, byte[] context) {}
