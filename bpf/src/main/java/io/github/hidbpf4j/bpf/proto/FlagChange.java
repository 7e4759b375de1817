package io.github.hidbpf4j.bpf.proto;

import java.util.Set;

/**
 * Flags of a kfunc that differ from those it came with.
 *
 * @param since first release that has the change
 * @param added flags that it gained
 * @param dropped flags that it lost
 */
public record FlagChange(KernelRelease since, Set<KfuncFlag> added, Set<KfuncFlag> dropped)
    implements FunctionProperty {
  /** Copies. */
  public FlagChange {
    added = Set.copyOf(added);
    dropped = Set.copyOf(dropped);
  }

  /** Flags more from a release on. */
  static FlagChange adds(KernelRelease since, KfuncFlag... flags) {
    return new FlagChange(since, Set.of(flags), Set.of());
  }

  /** Flags fewer from a release on. */
  static FlagChange drops(KernelRelease since, KfuncFlag... flags) {
    return new FlagChange(since, Set.of(), Set.of(flags));
  }
}
