package io.github.hidbpf4j.bpf.proto;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * A function that programs call by its BTF id: its row. Argument types are the FUNC_PROTO of the
 * kernel BTF. Which programs of which kernel may call it a {@link KfuncSet} says.
 */
public final class Kfunc extends KernelFunction {
  private final Set<KfuncFlag> flags;
  private final SpecialKfunc special;

  private Kfunc(String name, FunctionProperty... properties) {
    super(name, properties);
    EnumSet<KfuncFlag> some = EnumSet.noneOf(KfuncFlag.class);
    SpecialKfunc treatment = SpecialKfunc.NONE;
    for (FunctionProperty property : properties) {
      if (property instanceof KfuncFlag flag) {
        some.add(flag);
      } else if (property instanceof SpecialKfunc s) {
        treatment = s;
      }
    }
    flags = Collections.unmodifiableSet(some);
    special = treatment;
  }

  /** The row of a function. */
  public static Kfunc of(String name, FunctionProperty... properties) {
    return new Kfunc(name, properties);
  }

  /** Flags as Linux 6.12 registers it, where a {@link KfuncSet} does not say otherwise. */
  public Set<KfuncFlag> flags() {
    return flags;
  }

  /** What the verifier does for it alone. */
  public SpecialKfunc special() {
    return special;
  }
}
