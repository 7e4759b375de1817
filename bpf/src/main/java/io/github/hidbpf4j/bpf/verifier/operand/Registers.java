package io.github.hidbpf4j.bpf.verifier.operand;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.scalar.BoundsSanity;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;

/** Reads and writes of registers ({@code check_reg_arg}), and ids of scalars. */
public final class Registers {
  private static final int TRUSTED_FLAGS =
      RegisterType.MEM_ALLOC | RegisterType.PTR_TRUSTED | RegisterType.NON_OWN_REF;

  private final VerifierEnv env;

  Registers(VerifierEnv env) {
    this.env = env;
  }

  private RegisterState use(int register) {
    if (register >= FrameState.REGISTERS) {
      throw env.reject(Errno.EINVAL, "R%d is invalid", register);
    }
    env.text.touchRegister(register);
    return env.register(register);
  }

  /** Checks that a register is readable: logs {@code R%d !read_ok} (SRC_OP). */
  public void checkReadable(int register) {
    RegisterState r = use(register);
    if (r.type() == RegisterType.NOT_INIT) {
      throw env.reject(Errno.EACCES, "R%d !read_ok", register);
    }
    if (register != FrameState.FRAME_POINTER) {
      env.markRead(r);
    }
  }

  /** Marks a register written, keeping its contents (DST_OP_NO_MARK). */
  public void checkWritableUnmarked(int register) {
    RegisterState r = use(register);
    if (register == FrameState.FRAME_POINTER) {
      throw env.reject(Errno.EACCES, "frame pointer is read only");
    }
    r.markWritten();
  }

  /** Marks a register written, with an unknown number (DST_OP). */
  public void checkWritable(int register) {
    checkWritableUnmarked(register);
    env.markUnknown(register);
  }

  /** Clears R0 to R5 and marks them written ({@code clear_caller_saved_regs}). */
  public void clearCallerSaved() {
    for (int r = 0; r < FrameState.CALLER_SAVED; r++) {
      env.register(r).setNotInitialized();
      checkWritableUnmarked(r);
    }
  }

  /** Gives a copied scalar an id, which both share ({@code assign_scalar_id_before_mov}). */
  public void assignId(RegisterState source) {
    if (!source.isScalar()) {
      return;
    }
    if ((source.id() & RegisterState.ADD_CONST) != 0) {
      source.unlink();
    }
    if (source.id() == 0 && !source.isConst()) {
      source.setId(env.newId());
    }
  }

  /**
   * Checks that bounds do not contradict each other ({@code reg_bounds_sanity_check}).
   *
   * @param context what set them, for the log message
   */
  public void checkBounds(RegisterState register, String context) {
    boolean strict = (env.flags & VerifierEnv.F_TEST_REG_INVARIANTS) != 0;
    if (!BoundsSanity.check(register, context, strict, env::verbose)) {
      throw new Rejection(Errno.EFAULT, "REG INVARIANTS VIOLATION (" + context + ")");
    }
  }

  /** Whether the pointer is trusted ({@code is_trusted_reg}). */
  public static boolean isTrusted(RegisterState register) {
    if (register.refObjId() != 0) {
      return true;
    }
    int flags = RegisterType.flags(register.type());
    boolean unsafe = (flags & ~TRUSTED_FLAGS) != 0;
    return switch (register.baseType()) {
      case RegisterType.PTR_TO_SOCKET,
          RegisterType.PTR_TO_SOCK_COMMON,
          RegisterType.PTR_TO_TCP_SOCK,
          RegisterType.CONST_PTR_TO_MAP ->
          !unsafe;
      default -> (flags & TRUSTED_FLAGS) != 0 && !unsafe;
    };
  }
}
