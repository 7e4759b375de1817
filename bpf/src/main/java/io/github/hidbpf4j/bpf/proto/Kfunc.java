package io.github.hidbpf4j.bpf.proto;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The row of a function that programs call by BTF id. Its argument types are those of the
 * FUNC_PROTO in the kernel BTF. A {@link KfuncSet} says which programs of which kernel may call it.
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

  /** Creates the row of a function. */
  public static Kfunc of(String name, FunctionProperty... properties) {
    return new Kfunc(name, properties);
  }

  /**
   * Its flags in Linux 6.12, or in the first later release that has it, unless a {@link KfuncSet}
   * says otherwise.
   */
  public Set<KfuncFlag> flags() {
    return flags;
  }

  /** Its flags in a release, given those of {@link #flags} or of a set. */
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

  /** The special treatment by the verifier. */
  public SpecialKfunc special() {
    return special;
  }
}
