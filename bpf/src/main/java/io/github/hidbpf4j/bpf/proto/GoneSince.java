package io.github.hidbpf4j.bpf.proto;

import org.jspecify.annotations.Nullable;

/**
 * The first release that no longer has a function.
 *
 * @param release that release
 * @param back the release that has it again, or null
 */
public record GoneSince(KernelRelease release, @Nullable KernelRelease back)
    implements FunctionProperty {
  /** Removed in a release of Linux 6. */
  static GoneSince goneSince6(int minor) {
    return new GoneSince(KernelRelease.linux6(minor), null);
  }

  /** Removed in a release of Linux 7. */
  static GoneSince goneSince7(int minor) {
    return new GoneSince(KernelRelease.linux7(minor), null);
  }

  /** Removed in one release and back in another. */
  static GoneSince until(KernelRelease release, KernelRelease back) {
    return new GoneSince(release, back);
  }

  /** Whether a release lacks it. */
  boolean holds(KernelRelease linux) {
    return linux.isAtLeast(release) && (back == null || !linux.isAtLeast(back));
  }
}
