package io.github.hidbpf4j.bpf.proto;

import java.util.Set;

/**
 * A change to the flags of a kfunc since its first release.
 *
 * @param since first release with the change
 * @param added flags that it gained
 * @param dropped flags that it lost
 */
record FlagChange(KernelRelease since, Set<KfuncFlag> added, Set<KfuncFlag> dropped)
    implements FunctionProperty {
  /** Copies. */
  public FlagChange {
    added = Set.copyOf(added);
    dropped = Set.copyOf(dropped);
  }

  /** Flags added from a release on. */
  static FlagChange adds(KernelRelease since, KfuncFlag... flags) {
    return new FlagChange(since, Set.of(flags), Set.of());
  }

  /** Flags dropped from a release on. */
  static FlagChange drops(KernelRelease since, KfuncFlag... flags) {
    return new FlagChange(since, Set.of(), Set.of(flags));
  }
}
