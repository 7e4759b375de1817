package io.github.hidbpf4j.hid.descriptor;

/** Descriptor. */
public final class ReportDescriptor {}
