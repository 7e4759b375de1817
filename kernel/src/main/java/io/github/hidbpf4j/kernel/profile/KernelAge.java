package io.github.hidbpf4j.kernel.profile;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.GenericKfuncs;
import io.github.hidbpf4j.bpf.proto.KernelRelease;
import io.github.hidbpf4j.bpf.proto.Kfunc;
import io.github.hidbpf4j.bpf.proto.KfuncSet;

/** Which generic kfuncs of Linux 6.12 an older kernel has. */
enum KernelAge {
  /** Linux 6.10. */
  LINUX_6_10(10),
  /** Linux 6.8: the base of the proposed patches. */
  LINUX_6_8(8),
  /** Linux 6.3. */
  LINUX_6_3(3);

  private final KernelRelease release;

  KernelAge(int minor) {
    release = KernelRelease.linux6(minor);
  }

  /** Whether this kernel has a function of Linux 6.12. */
  boolean has(Kfunc kfunc) {
    return kfunc.since().compareTo(release) <= 0;
  }

  /** Leaves out of the profile what this kernel lacks. */
  ApiProfile.Builder apply(ApiProfile.Builder builder) {
    for (KfuncSet set : GenericKfuncs.ALL) {
      builder.kfuncs(set.without(kfunc -> !has(kfunc)));
    }
    return builder;
  }
}
