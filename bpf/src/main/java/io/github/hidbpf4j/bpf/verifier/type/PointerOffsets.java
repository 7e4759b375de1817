package io.github.hidbpf4j.bpf.verifier.type;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarText;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;

/** Checks offsets of pointers that must point to the start of their target, or near it. */
public final class PointerOffsets {
  private PointerOffsets() {}

  /**
   * {@code __check_ptr_off_reg}: no variable offset, no negative one.
   *
   * @param fixedAllowed whether a fixed offset is
   */
  public static void check(
      VerifierEnv env, RegisterState pointer, int register, boolean fixedAllowed) {
    String type = RegisterType.text(pointer.type());
    if (env.has(VerifierRule.OFFSETS_FOLDED)) {
      checkFolded(env, pointer, register, fixedAllowed, type);
      return;
    }
    if (pointer.off() < 0) {
      throw env.reject(
          Errno.EACCES,
          "negative offset %s ptr R%d off=%d disallowed",
          type,
          register,
          pointer.off());
    }
    if (!fixedAllowed && pointer.off() != 0) {
      throw env.reject(
          Errno.EACCES,
          "dereference of modified %s ptr R%d off=%d disallowed",
          type,
          register,
          pointer.off());
    }
    if (!pointer.tnum().equalsConst(0)) {
      throw env.reject(
          Errno.EACCES,
          "variable %s access var_off=%s disallowed",
          type,
          ScalarText.appendTnum(new StringBuilder(), pointer.tnum()));
    }
  }

  /** Same, if the fixed offset is part of the variable one. */
  private static void checkFolded(
      VerifierEnv env, RegisterState pointer, int register, boolean fixedAllowed, String type) {
    if (!pointer.isConst()) {
      throw env.reject(
          Errno.EACCES,
          "variable %s access var_off=%s disallowed",
          type,
          env.texts.offset(pointer));
    }
    long off = pointer.off() + pointer.tnum().value();
    if (off < 0) {
      throw env.reject(
          Errno.EACCES, "negative offset %s ptr R%d off=%d disallowed", type, register, off);
    }
    if (!fixedAllowed && off != 0) {
      throw env.reject(
          Errno.EACCES,
          "dereference of modified %s ptr R%d off=%d disallowed",
          type,
          register,
          off);
    }
  }
}
