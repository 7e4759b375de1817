package io.github.hidbpf4j.bpf.proto;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An argument of a helper.
 *
 * @param type what the register must hold
 * @param flags its modifiers, in the kernel's order
 * @param size bytes of the memory, with {@link TypeFlag#MEM_FIXED_SIZE}; else 0
 * @param btfType name of the kernel struct, if the prototype names one; else null
 */
public record Argument(ArgumentType type, Set<TypeFlag> flags, int size, @Nullable String btfType) {

  /** Checks and copies. */
  public Argument {
    flags = TypeFlags.copy(flags);
    if ((size != 0) != flags.contains(TypeFlag.MEM_FIXED_SIZE)) {
      throw new IllegalArgumentException("a fixed size goes with MEM_FIXED_SIZE");
    }
  }

  /** An argument of this type with these modifiers. */
  public static Argument of(ArgumentType type, TypeFlag... flags) {
    return new Argument(type, TypeFlags.of(flags), 0, null);
  }

  /** Whether it has this modifier. */
  public boolean has(TypeFlag flag) {
    return flags.contains(flag);
  }

  /** A copy with more modifiers. */
  public Argument with(TypeFlag... more) {
    return new Argument(type, TypeFlags.join(flags, more), size, btfType);
  }

  /** A copy that allows NULL. */
  public Argument orNull() {
    return with(TypeFlag.MAYBE_NULL);
  }

  /** A copy for memory of a fixed size in bytes. */
  public Argument ofSize(int bytes) {
    return new Argument(type, TypeFlags.join(flags, TypeFlag.MEM_FIXED_SIZE), bytes, btfType);
  }

  /** A copy for this kernel struct. */
  public Argument ofType(String struct) {
    return new Argument(type, flags, size, struct);
  }

  /** As the kernel would write it: {@code ARG_PTR_TO_MEM | MEM_RDONLY}. */
  @Override
  public String toString() {
    return TypeFlags.describe("ARG_" + type, flags, btfType) + (size == 0 ? "" : "[" + size + "]");
  }

  /** Sets of modifiers: immutable, in the kernel's order, fast to query. */
  static final class TypeFlags {
    private TypeFlags() {}

    static Set<TypeFlag> of(TypeFlag... flags) {
      return join(Set.of(), flags);
    }

    static Set<TypeFlag> join(Set<TypeFlag> some, TypeFlag... more) {
      EnumSet<TypeFlag> all = EnumSet.noneOf(TypeFlag.class);
      all.addAll(some);
      Collections.addAll(all, more);
      return Collections.unmodifiableSet(all);
    }

    static Set<TypeFlag> copy(Set<TypeFlag> flags) {
      return join(flags);
    }

    static String describe(String type, Set<TypeFlag> flags, @Nullable String struct) {
      StringBuilder text = new StringBuilder(type);
      flags.forEach(f -> text.append(" | ").append(f));
      return struct == null ? text.toString() : text.append(" ").append(struct).toString();
    }
  }
}
