package io.github.hidbpf4j.kernel.profile;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.GenericKfuncs;
import io.github.hidbpf4j.bpf.proto.KernelRelease;
import io.github.hidbpf4j.bpf.proto.Kfunc;
import io.github.hidbpf4j.bpf.proto.KfuncSet;

/** Which of the generic kfuncs a kernel has. */
final class KernelFunctions {
  private KernelFunctions() {}

  /** Whether a release has a function. */
  static boolean has(KernelRelease release, Kfunc kfunc) {
    return release.isAtLeast(kfunc.since());
  }

  /** Leaves out of the profile what this release lacks. */
  static ApiProfile.Builder only(KernelRelease release, ApiProfile.Builder builder) {
    for (KfuncSet set : GenericKfuncs.ALL) {
      builder.kfuncs(set.without(kfunc -> !has(release, kfunc)));
    }
    return builder;
  }
}
