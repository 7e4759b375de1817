package io.github.hidbpf4j.bpf.verifier.type;

import io.github.hidbpf4j.bpf.btf.KernelTypeNames;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import org.jspecify.annotations.Nullable;

/** Trust in pointers: {@code is_trusted_reg}, {@code is_rcu_reg} of Linux 6.12. */
public final class Trust {
  private static final int TRUSTED_MODIFIERS =
      RegisterType.MEM_ALLOC | RegisterType.PTR_TRUSTED | RegisterType.NON_OWN_REF;

  private static final int[] STRUCTS = {
    RegisterType.PTR_TO_SOCKET,
    RegisterType.PTR_TO_SOCK_COMMON,
    RegisterType.PTR_TO_TCP_SOCK,
    RegisterType.CONST_PTR_TO_MAP
  };

  private Trust() {}

  /** Whether it is trusted: referenced, or trusted by type with nothing against it. */
  public static boolean isTrusted(RegisterState register) {
    if (register.refObjId() != 0) {
      return true;
    }
    if (hasUnsafeModifiers(register.type())) {
      return false;
    }
    return isAlwaysTrusted(register.baseType()) || (register.type() & TRUSTED_MODIFIERS) != 0;
  }

  /**
   * Whether pointers of this base type are kernel structs with types of their own ({@code
   * reg2btf_ids}).
   */
  public static boolean isAlwaysTrusted(int baseType) {
    return structOf(baseType) != null;
  }

  /** Name of the kernel struct behind such a type, or null ({@code reg2btf_ids}). */
  public static @Nullable String structOf(int baseType) {
    return switch (baseType) {
      case RegisterType.PTR_TO_SOCKET -> "sock";
      case RegisterType.PTR_TO_SOCK_COMMON -> "sock_common";
      case RegisterType.PTR_TO_TCP_SOCK -> "tcp_sock";
      case RegisterType.CONST_PTR_TO_MAP -> KernelTypeNames.MAP;
      default -> null;
    };
  }

  /** Base type of registers that point to this kernel struct as such; NOT_INIT for others. */
  public static int registerOf(String struct) {
    for (int base : STRUCTS) {
      if (struct.equals(structOf(base))) {
        return base;
      }
    }
    return RegisterType.NOT_INIT;
  }

  /** Whether some modifier removes trust ({@code bpf_type_has_unsafe_modifiers}). */
  public static boolean hasUnsafeModifiers(int type) {
    return (RegisterType.flags(type) & ~TRUSTED_MODIFIERS) != 0;
  }

  /** Whether RCU protects it. */
  public static boolean isRcu(RegisterState register) {
    return (register.type() & RegisterType.MEM_RCU) != 0;
  }

  /** The modifiers without those for trust ({@code clear_trusted_flags}). */
  static int withoutTrust(int flags) {
    return flags & ~(TRUSTED_MODIFIERS | RegisterType.MEM_RCU);
  }
}
