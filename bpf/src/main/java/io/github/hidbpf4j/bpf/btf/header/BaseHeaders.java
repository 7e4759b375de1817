package io.github.hidbpf4j.bpf.btf.header;

import java.util.List;

/**
 * The headers that every kernel's types start from: integers, BPF constants, objects that programs
 * own, kernel structs, generic kfuncs. They evaluate the macro {@code LINUX}, the kernel version as
 * a number (612 for 6.12), and the macros of the proposals {@code RFC_212}, {@code RFC_V2} to
 * {@code RFC_V6} of sleepable timer callbacks, and {@code WQ_BH}.
 */
public final class BaseHeaders {
  private static final String DIRECTORY = "/io/github/hidbpf4j/bpf/kernel/";
  private static final List<HeaderSource> SOURCES =
      List.of(
          read("integers.h"), read("bpf.h"), read("objects.h"), read("kernel.h"), read("kfuncs.h"));

  private BaseHeaders() {}

  /** The headers, in the order in which to parse them. */
  public static List<HeaderSource> sources() {
    return SOURCES;
  }

  private static HeaderSource read(String name) {
    return HeaderSource.resource(name, BaseHeaders.class.getResourceAsStream(DIRECTORY + name));
  }
}
