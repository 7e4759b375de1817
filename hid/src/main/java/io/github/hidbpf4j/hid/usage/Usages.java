package io.github.hidbpf4j.hid.usage;

/** To come. */
public final class Usages {}
