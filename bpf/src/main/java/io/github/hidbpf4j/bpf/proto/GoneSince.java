package io.github.hidbpf4j.bpf.proto;

/**
 * The first release that no longer has a function.
 *
 * @param release that release
 */
public record GoneSince(KernelRelease release) implements FunctionProperty {
  /** Gone with a release of Linux 7. */
  static GoneSince goneSince7(int minor) {
    return new GoneSince(KernelRelease.linux7(minor));
  }
}
