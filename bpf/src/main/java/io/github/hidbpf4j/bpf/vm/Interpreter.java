package io.github.hidbpf4j.bpf.vm;

/** Engine. */
public final class Interpreter {}
