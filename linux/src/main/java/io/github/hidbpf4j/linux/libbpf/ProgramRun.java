package io.github.hidbpf4j.linux.libbpf;

/**
 * A program has run in the kernel.
 *
 * @param returned what it returned
 * @param context its argument's memory afterwards
 */
public record ProgramRun(int returned, byte[] context) {}
