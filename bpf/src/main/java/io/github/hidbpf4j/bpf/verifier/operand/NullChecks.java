package io.github.hidbpf4j.bpf.verifier.operand;

import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import io.github.hidbpf4j.bpf.verifier.type.SpecialFields;

/**
 * Derives from comparisons with NULL what is known about pointers ({@code mark_ptr_or_null_regs}).
 */
public final class NullChecks {
  /** Offsets from here on may wrap to anything (BPF_MAX_VAR_OFF). */
  public static final long MAX_VAR_OFF = 1 << 29;

  private final VerifierEnv env;
  private final SpecialFields fields;

  NullChecks(VerifierEnv env, SpecialFields fields) {
    this.env = env;
    this.fields = fields;
  }

  /** Marks a pointer as not NULL ({@code mark_ptr_not_null_reg}). */
  public void markNotNull(RegisterState register) {
    if (register.baseType() != RegisterType.PTR_TO_MAP_VALUE) {
      register.removeFlags(RegisterType.PTR_MAYBE_NULL);
      return;
    }
    MapSpec map = register.requireMap();
    MapSpec inner = map.inner();
    if (inner != null) {
      boolean told = fields.of(inner).hasCallback();
      register.refineToInnerMap(inner, told ? register.id() : register.mapUid());
    } else if (map.type() == MapType.XSKMAP) {
      register.refineType(RegisterType.PTR_TO_XDP_SOCK);
    } else if (map.type() == MapType.SOCKMAP || map.type() == MapType.SOCKHASH) {
      register.refineType(RegisterType.PTR_TO_SOCKET);
    } else {
      register.refineType(RegisterType.PTR_TO_MAP_VALUE);
    }
  }

  /** Whether the pointer can't be NULL ({@code reg_not_null}). */
  public static boolean isNotNull(RegisterState register) {
    if (RegisterType.mayBeNull(register.type())
        || register.smin() <= -MAX_VAR_OFF
        || register.smax() >= MAX_VAR_OFF) {
      return false;
    }
    return switch (register.baseType()) {
      case RegisterType.PTR_TO_SOCKET,
          RegisterType.PTR_TO_TCP_SOCK,
          RegisterType.PTR_TO_XDP_SOCK,
          RegisterType.PTR_TO_BUF,
          RegisterType.PTR_TO_MAP_VALUE,
          RegisterType.PTR_TO_MAP_KEY,
          RegisterType.PTR_TO_SOCK_COMMON,
          RegisterType.CONST_PTR_TO_MAP ->
          true;
      case RegisterType.PTR_TO_MEM -> (register.type() & RegisterType.PTR_UNTRUSTED) == 0;
      case RegisterType.PTR_TO_BTF_ID -> Registers.isTrusted(register);
      default -> false;
    };
  }

  /** Marks all pointers with the id of this register as NULL or as not NULL. */
  public void markAll(VerifierState state, int register, boolean isNull) {
    RegisterState checked = state.register(register);
    int id = checked.id();
    int reference = checked.refObjId();
    if (reference != 0 && reference == id && isNull) {
      if (env.has(VerifierRule.REFERENCES_OF_STATE)) {
        boolean _ = state.frame().removeReferenceInOrder(id);
      } else {
        boolean _ = state.frame().removeReference(id);
      }
    }
    state.forEachRegister(r -> mark(r, id, isNull));
  }

  private void mark(RegisterState register, int id, boolean isNull) {
    if (!RegisterType.mayBeNull(register.type()) || register.id() != id) {
      return;
    }
    boolean allocated = RegisterType.isAllocatedObject(register.type());
    if (!register.tnum().equalsConst(0) || register.off() != 0 && !allocated) {
      return;
    }
    if (isNull) {
      register.refineToNull();
      return;
    }
    markNotNull(register);
    if (!env.has(VerifierRule.REFERENCES_BY_ID) && !fields.of(register).hasLock()) {
      register.setId(0);
    }
  }
}
