package io.github.hidbpf4j.kernel;

/** To come. */
final class Kernel {}
