package io.github.hidbpf4j.bpf.proto;

/** To come. */
public final class ApiProfile {}
