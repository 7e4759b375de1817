package io.github.hidbpf4j.kernel.profile;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.GenericKfuncs;
import io.github.hidbpf4j.bpf.proto.KernelRelease;

/** Which of the generic kfuncs a kernel has. */
final class KernelFunctions {
  private KernelFunctions() {}

  /** Puts those of a release in the place of Linux 6.12's. */
  static ApiProfile.Builder only(KernelRelease release, ApiProfile.Builder builder) {
    GenericKfuncs.of(release).forEach(builder::kfuncs);
    return builder;
  }
}
