package io.github.hidbpf4j.bpf.verifier.walk;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.operand.NullChecks;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarAlu;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;

/** Sums and differences of pointers and numbers ({@code adjust_ptr_min_max_vals}). */
final class PointerArithmetic {
  private static final String[] SYMBOLS = {
    "+=", "-=", "*=", "/=", "|=", "&=", "<<=", ">>=", "neg", "%=", "^=", "=", "s>>=", "endian"
  };

  private final VerifierEnv env;

  PointerArithmetic(VerifierEnv env) {
    this.env = env;
  }

  /** The operator in the log ({@code bpf_alu_string}). */
  static String symbol(int operation) {
    return SYMBOLS[operation >> 4];
  }

  /**
   * Computes {@code dst}.
   *
   * @param pointer {@code dst}, or the other register of {@code scalar += pointer}
   * @param offset a number; not the same object as {@code dst}
   */
  void adjust(
      Instruction insn,
      int operation,
      RegisterState dst,
      RegisterState pointer,
      RegisterState offset) {
    int number = insn.dst();
    boolean known = offset.isConst();
    if (known && (offset.smin() != offset.smax() || offset.umin() != offset.umax())
        || offset.smin() > offset.smax()
        || Long.compareUnsigned(offset.umin(), offset.umax()) > 0) {
      dst.setUnknownImprecise();
      return;
    }
    if (insn.instructionClass() != Opcode.ALU64) {
      if (operation == Opcode.SUB) {
        dst.setUnknownImprecise();
        return;
      }
      throw env.reject(Errno.EACCES, "R%d 32-bit pointer arithmetic prohibited", number);
    }
    checkType(number, operation, pointer, offset, known);
    int type = pointer.type();
    boolean reversed = dst != pointer;
    if (reversed) {
      dst.copyValue(pointer);
    }
    checkOffset(offset, type, true);
    checkOffset(dst, type, false);
    switch (operation) {
      case Opcode.ADD -> add(dst, offset, known);
      case Opcode.SUB -> {
        if (reversed) {
          throw env.reject(Errno.EACCES, "R%d tried to subtract pointer from scalar", number);
        }
        if (type == RegisterType.PTR_TO_STACK) {
          throw env.reject(Errno.EACCES, "R%d subtraction from stack pointer prohibited", number);
        }
        subtract(dst, offset, known);
      }
      case Opcode.AND, Opcode.OR, Opcode.XOR ->
          throw env.reject(
              Errno.EACCES,
              "R%d bitwise operator %s on pointer prohibited",
              number,
              symbol(operation));
      default ->
          throw env.reject(
              Errno.EACCES,
              "R%d pointer arithmetic with %s operator prohibited",
              number,
              symbol(operation));
    }
    checkOffset(dst, type, false);
    dst.sync();
  }

  private void add(RegisterState dst, RegisterState offset, boolean known) {
    long fixed = dst.off() + offset.smin();
    if (known && fixed == (int) fixed) {
      dst.mark32Unbounded();
      dst.setOffset((int) fixed);
      return;
    }
    ScalarAlu.addOffset(dst, offset);
    if (dst.isPacketPointer()) {
      dst.setId(env.newId());
      dst.setRange(0);
    }
  }

  private void subtract(RegisterState dst, RegisterState offset, boolean known) {
    long fixed = dst.off() - offset.smin();
    if (known && fixed == (int) fixed) {
      dst.mark32Unbounded();
      dst.setOffset((int) fixed);
      return;
    }
    ScalarAlu.subtractOffset(dst, offset);
    if (dst.isPacketPointer()) {
      dst.setId(env.newId());
      if (offset.smin() < 0) {
        dst.setRange(0);
      }
    }
  }

  private void checkType(
      int number, int operation, RegisterState pointer, RegisterState offset, boolean known) {
    int type = pointer.type();
    if (RegisterType.mayBeNull(type)) {
      throw env.reject(
          Errno.EACCES,
          "R%d pointer arithmetic on %s prohibited, null-check it first",
          number,
          RegisterType.text(type));
    }
    boolean allowed =
        switch (RegisterType.base(type)) {
          case RegisterType.PTR_TO_CTX,
              RegisterType.PTR_TO_MAP_VALUE,
              RegisterType.PTR_TO_MAP_KEY,
              RegisterType.PTR_TO_STACK,
              RegisterType.PTR_TO_PACKET_META,
              RegisterType.PTR_TO_PACKET,
              RegisterType.PTR_TO_TP_BUFFER,
              RegisterType.PTR_TO_BTF_ID,
              RegisterType.PTR_TO_MEM,
              RegisterType.PTR_TO_BUF,
              RegisterType.PTR_TO_FUNC,
              RegisterType.CONST_PTR_TO_DYNPTR ->
              true;
          case RegisterType.PTR_TO_FLOW_KEYS -> known;
          case RegisterType.CONST_PTR_TO_MAP ->
              known && offset.smin() == 0 && operation == Opcode.ADD;
          default -> false;
        };
    if (!allowed) {
      throw env.reject(
          Errno.EACCES, "R%d pointer arithmetic on %s prohibited", number, RegisterType.text(type));
    }
  }

  /** {@code check_reg_sane_offset}. */
  private void checkOffset(RegisterState r, int type, boolean number) {
    String text = RegisterType.text(type);
    long max = NullChecks.MAX_VAR_OFF;
    if (!number && env.has(VerifierRule.OFFSETS_FOLDED)) {
      long min = r.isConst() ? r.off() + r.tnum().value() : r.foldedMin();
      if (min >= max || min <= -max) {
        throw bad(text + " pointer offset " + min + " is not allowed");
      }
      return;
    }
    long value = r.tnum().value();
    if (r.isConst() && (value >= max || value <= -max)) {
      throw bad("math between " + text + " pointer and " + value + " is not allowed");
    }
    if (r.off() >= max || r.off() <= -max) {
      throw bad(text + " pointer offset " + r.off() + " is not allowed");
    }
    if (r.smin() == Long.MIN_VALUE) {
      throw bad(
          "math between " + text + " pointer and register with unbounded min value is not allowed");
    }
    if (r.smin() >= max || r.smin() <= -max) {
      throw bad("value " + r.smin() + " makes " + text + " pointer be out of bounds");
    }
  }

  private Rejection bad(String message) {
    return env.reject(Errno.EINVAL, "%s", message);
  }
}
