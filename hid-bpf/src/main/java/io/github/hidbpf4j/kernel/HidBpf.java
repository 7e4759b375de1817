package io.github.hidbpf4j.kernel;

/** To come. */
public final class HidBpf {}
