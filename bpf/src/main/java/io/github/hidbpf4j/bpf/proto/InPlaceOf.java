package io.github.hidbpf4j.bpf.proto;

/**
 * The function that a later kernel has in place of an older one with another prototype.
 *
 * @param older the function that is gone where this one is
 */
public record InPlaceOf(KernelFunction older) implements FunctionProperty {}
