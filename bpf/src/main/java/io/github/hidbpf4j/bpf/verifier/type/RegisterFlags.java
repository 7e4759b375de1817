package io.github.hidbpf4j.bpf.verifier.type;

import io.github.hidbpf4j.bpf.proto.TypeFlag;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import java.util.Set;

/** Modifiers of prototypes as modifiers of register types: the same in the same order. */
public final class RegisterFlags {
  private RegisterFlags() {}

  /** The {@link RegisterType} modifier for a prototype's. */
  public static int of(TypeFlag flag) {
    return RegisterType.PTR_MAYBE_NULL << flag.ordinal();
  }

  /** All of them. */
  public static int of(Set<TypeFlag> flags) {
    int all = 0;
    for (TypeFlag flag : flags) {
      all |= of(flag);
    }
    return all;
  }
}
