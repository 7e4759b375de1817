package io.github.hidbpf4j.bpf.proto;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A function that programs call by its BTF id: its row. Argument types are the FUNC_PROTO of the
 * kernel BTF. Which programs of which kernel may call it a {@link KfuncSet} says.
 */
public final class Kfunc extends KernelFunction {
  private final Set<KfuncFlag> flags;
  private final SpecialKfunc special;
  private final List<FlagChange> changes;

  private Kfunc(String name, FunctionProperty... properties) {
    super(name, properties);
    EnumSet<KfuncFlag> some = EnumSet.noneOf(KfuncFlag.class);
    SpecialKfunc treatment = SpecialKfunc.NONE;
    List<FlagChange> later = new ArrayList<>();
    for (FunctionProperty property : properties) {
      if (property instanceof KfuncFlag flag) {
        some.add(flag);
      } else if (property instanceof SpecialKfunc s) {
        treatment = s;
      } else if (property instanceof FlagChange change) {
        later.add(change);
      }
    }
    flags = Collections.unmodifiableSet(some);
    special = treatment;
    changes = List.copyOf(later);
  }

  /** The row of a function. */
  public static Kfunc of(String name, FunctionProperty... properties) {
    return new Kfunc(name, properties);
  }

  /**
   * Flags as Linux 6.12 registers it, or the first later release that has it, where a {@link
   * KfuncSet} does not say otherwise.
   */
  public Set<KfuncFlag> flags() {
    return flags;
  }

  /** Flags under a release, given those of {@link #flags} or of a set. */
  Set<KfuncFlag> in(KernelRelease release, Set<KfuncFlag> registered) {
    EnumSet<KfuncFlag> some = EnumSet.noneOf(KfuncFlag.class);
    some.addAll(registered);
    for (FlagChange change : changes) {
      if (release.isAtLeast(change.since())) {
        some.addAll(change.added());
        some.removeAll(change.dropped());
      }
    }
    for (KfuncFlag flag : KfuncFlag.values()) {
      if (flag.isImplied(release)) {
        some.add(flag);
      }
    }
    return some;
  }

  /** What the verifier does for it alone. */
  public SpecialKfunc special() {
    return special;
  }
}
