package io.github.hidbpf4j.hid.report;

/** To come. */
public final class Report {}
