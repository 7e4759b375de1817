package io.github.hidbpf4j.bpf.verifier;

/** To come. */
public final class Verifier {}
