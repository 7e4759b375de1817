package io.github.hidbpf4j.bpf.object;

/** Object. */
public final class BpfObject {}
