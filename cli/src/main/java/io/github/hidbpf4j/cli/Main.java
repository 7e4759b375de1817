package io.github.hidbpf4j.cli;

/** To come. */
public final class Main {}
