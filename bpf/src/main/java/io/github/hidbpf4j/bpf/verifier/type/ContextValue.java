package io.github.hidbpf4j.bpf.verifier.type;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import org.jspecify.annotations.Nullable;

/**
 * The result of an allowed access to the context.
 *
 * @param type {@link RegisterType} of a loaded value
 * @param btf BTF of its struct, for pointers to structs
 * @param btfId id of that struct
 * @param returnValue whether it is the return value of an LSM hook
 */
record ContextValue(int type, @Nullable Btf btf, int btfId, boolean returnValue) {
  /** A number, or a write. */
  public static final ContextValue NUMBER =
      new ContextValue(RegisterType.SCALAR_VALUE, null, 0, false);

  static ContextValue of(int type) {
    return new ContextValue(type, null, 0, false);
  }

  static ContextValue struct(int type, Btf btf, int id) {
    return new ContextValue(type, btf, id, false);
  }
}
