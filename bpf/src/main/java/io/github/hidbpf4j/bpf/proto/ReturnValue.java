package io.github.hidbpf4j.bpf.proto;

import io.github.hidbpf4j.bpf.proto.Argument.TypeFlags;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a helper returns.
 *
 * @param type kind of value
 * @param flags its modifiers, in the kernel's order
 * @param btfType name of the kernel struct, if the prototype names one; else null
 */
public record ReturnValue(ReturnType type, Set<TypeFlag> flags, @Nullable String btfType) {
  /** Copies. */
  public ReturnValue {
    flags = TypeFlags.copy(flags);
  }

  /** A return value of this type with these modifiers. */
  public static ReturnValue of(ReturnType type, TypeFlag... flags) {
    return new ReturnValue(type, TypeFlags.of(flags), null);
  }

  /** A copy with more modifiers. */
  public ReturnValue with(TypeFlag... more) {
    return new ReturnValue(type, TypeFlags.join(flags, more), btfType);
  }

  /** A copy that may be NULL. */
  public ReturnValue orNull() {
    return with(TypeFlag.MAYBE_NULL);
  }

  /** A copy for this kernel struct. */
  public ReturnValue ofType(String struct) {
    return new ReturnValue(type, flags, struct);
  }

  /** As the kernel would write it: {@code RET_PTR_TO_MAP_VALUE | MAYBE_NULL}. */
  @Override
  public String toString() {
    return TypeFlags.describe("RET_" + type, flags, btfType);
  }
}
