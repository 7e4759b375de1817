package io.github.hidbpf4j.bpf.verifier.type;

import io.github.hidbpf4j.bpf.proto.TypeFlag;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import java.util.Set;

/**
 * Maps modifiers of prototypes to those of register types, which are the same in the same order.
 */
public final class RegisterFlags {
  private RegisterFlags() {}

  /** The {@link RegisterType} modifier for one of a prototype. */
  public static int of(TypeFlag flag) {
    return RegisterType.PTR_MAYBE_NULL << flag.ordinal();
  }

  /** The {@link RegisterType} modifiers for several. */
  public static int of(Set<TypeFlag> flags) {
    int all = 0;
    for (TypeFlag flag : flags) {
      all |= of(flag);
    }
    return all;
  }
}
