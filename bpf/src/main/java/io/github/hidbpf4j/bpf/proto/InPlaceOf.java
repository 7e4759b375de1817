package io.github.hidbpf4j.bpf.proto;

/**
 * States that a function replaces an older one with another prototype.
 *
 * @param older the function that kernels with this one no longer have
 */
public record InPlaceOf(KernelFunction older) implements FunctionProperty {}
