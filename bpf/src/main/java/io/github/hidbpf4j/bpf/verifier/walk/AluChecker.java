package io.github.hidbpf4j.bpf.verifier.walk;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.operand.Registers;
import io.github.hidbpf4j.bpf.verifier.prune.Precision;
import io.github.hidbpf4j.bpf.verifier.scalar.LaterAlu;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarAlu;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarCoercion;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import org.jspecify.annotations.Nullable;

/** Arithmetic instructions ({@code check_alu_op}, {@code adjust_reg_min_max_vals}). */
final class AluChecker {
  private final VerifierEnv env;
  private final Registers registers;
  private final Precision precision;
  private final PointerArithmetic pointers;
  private final LinkDistances links;
  private final RegisterState operand;

  AluChecker(VerifierEnv env, Registers registers, Precision precision) {
    this.env = env;
    this.registers = registers;
    this.precision = precision;
    this.pointers = new PointerArithmetic(env);
    this.links = new LinkDistances(env);
    operand = new RegisterState(env.scalars);
  }

  void check(Instruction insn) {
    int operation = Opcode.operation(insn.opcode());
    switch (operation) {
      case Opcode.END, Opcode.NEG -> {
        checkEndOrNeg(insn, operation);
        registers.checkReadable(insn.dst());
        unary(insn, operation);
      }
      case Opcode.MOV -> move(insn);
      default -> {
        if (operation > Opcode.END) {
          throw env.reject(Errno.EINVAL, "invalid BPF_ALU opcode %x", operation);
        }
        binary(insn, operation);
      }
    }
    registers.checkBounds(env.register(insn.dst()), "alu");
  }

  private Rejection reserved(String name) {
    return env.reject(Errno.EINVAL, "%s uses reserved fields", name);
  }

  private void checkEndOrNeg(Instruction insn, int operation) {
    boolean register = Opcode.source(insn.opcode()) == Opcode.X;
    if (operation == Opcode.NEG) {
      if (register || insn.src() != 0 || insn.offset() != 0 || insn.imm() != 0) {
        throw reserved("BPF_NEG");
      }
      return;
    }
    int bits = insn.imm();
    if (insn.src() != 0
        || insn.offset() != 0
        || bits != 16 && bits != 32 && bits != 64
        || insn.instructionClass() == Opcode.ALU64 && register) {
      throw reserved("BPF_END");
    }
  }

  private void unary(Instruction insn, int operation) {
    RegisterState dst = env.register(insn.dst());
    boolean negates = operation == Opcode.NEG;
    boolean computed =
        env.has(negates ? VerifierRule.NEGATION_COMPUTED : VerifierRule.BYTE_SWAPS_COMPUTED);
    if (!computed || !dst.isScalar()) {
      registers.checkWritable(insn.dst());
      return;
    }
    registers.checkWritableUnmarked(insn.dst());
    boolean wide = insn.instructionClass() == Opcode.ALU64;
    if (negates) {
      dst.unlink();
      LaterAlu.negate(!wide, dst);
      return;
    }
    boolean swaps = wide || Opcode.source(insn.opcode()) == Opcode.X;
    if (swaps || insn.imm() != Long.SIZE) {
      dst.unlink();
    }
    LaterAlu.swapBytes(swaps, insn.imm(), dst);
  }

  private void move(Instruction insn) {
    boolean wide = insn.instructionClass() == Opcode.ALU64;
    if (Opcode.source(insn.opcode()) != Opcode.X) {
      if (insn.src() != 0 || insn.offset() != 0) {
        throw reserved("BPF_MOV");
      }
      registers.checkWritableUnmarked(insn.dst());
      env.markKnown(insn.dst(), wide ? insn.imm() : insn.imm() & 0xffff_ffffL);
      return;
    }
    checkMoveFields(insn, wide);
    registers.checkReadable(insn.src());
    registers.checkWritableUnmarked(insn.dst());
    RegisterState src = env.register(insn.src());
    RegisterState dst = env.register(insn.dst());
    if (wide && insn.imm() != 0) {
      if (insn.imm() == 1) {
        dst.becomeArenaPointer();
      } else {
        dst.setUnknownImprecise();
      }
    } else if (wide && insn.offset() == 0) {
      registers.assignId(src);
      copy(src, dst, true);
    } else if (!src.isScalar()) {
      dst.setUnknownImprecise();
    } else if (insn.offset() == 0) {
      copyNarrow(src, dst, src.width() <= Integer.SIZE);
    } else {
      int bits = insn.offset();
      copyNarrow(src, dst, Long.compareUnsigned(src.umax(), 1L << bits - 1) < 0);
      if (wide) {
        ScalarCoercion.signExtend(dst, bits / 8);
      } else {
        ScalarCoercion.signExtend32(dst, bits / 8);
      }
    }
    if (!wide) {
      dst.zeroExtend32();
      dst.sync();
    }
  }

  private void checkMoveFields(Instruction insn, boolean wide) {
    int off = insn.offset();
    if (wide && off == Opcode.ADDR_SPACE_CAST) {
      if (insn.imm() != 1 && insn.imm() != 1 << 16) {
        throw env.reject(
            Errno.EINVAL, "addr_space_cast insn can only convert between address space 1 and 0");
      }
      if (env.program.maps().stream().noneMatch(m -> m.type() == MapType.ARENA)) {
        throw env.reject(
            Errno.EINVAL,
            "addr_space_cast insn can only be used in a program that has an associated arena");
      }
      return;
    }
    if (off != 0 && off != 8 && off != 16 && !(wide && off == 32) || insn.imm() != 0) {
      throw reserved("BPF_MOV");
    }
  }

  /** Copies a register, keeping the link only if the value is unchanged. */
  private void copyNarrow(RegisterState src, RegisterState dst, boolean keepsValue) {
    if (keepsValue) {
      registers.assignId(src);
    }
    copy(src, dst, keepsValue);
  }

  private static void copy(RegisterState src, RegisterState dst, boolean keepId) {
    if (dst != src) {
      dst.copyValue(src);
    }
    if (!keepId) {
      dst.unlink();
    }
    dst.markWritten();
  }

  private void binary(Instruction insn, int operation) {
    boolean fromRegister = Opcode.source(insn.opcode()) == Opcode.X;
    boolean divides = operation == Opcode.MOD || operation == Opcode.DIV;
    int off = insn.offset();
    if ((fromRegister ? insn.imm() != 0 : insn.src() != 0)
        || off != 0 && off != 1
        || off == 1 && !divides) {
      throw reserved("BPF_ALU");
    }
    if (fromRegister) {
      registers.checkReadable(insn.src());
    }
    registers.checkReadable(insn.dst());
    if (!fromRegister) {
      if (divides && insn.imm() == 0) {
        throw env.reject(Errno.EINVAL, "div by zero");
      }
      int width = insn.instructionClass() == Opcode.ALU64 ? Long.SIZE : Integer.SIZE;
      boolean shifts =
          operation == Opcode.LSH || operation == Opcode.RSH || operation == Opcode.ARSH;
      if (shifts && (insn.imm() < 0 || insn.imm() >= width)) {
        throw env.reject(Errno.EINVAL, "invalid shift %d", insn.imm());
      }
    }
    registers.checkWritableUnmarked(insn.dst());
    adjust(insn, operation, fromRegister ? env.register(insn.src()) : null);
  }

  /** {@code adjust_reg_min_max_vals}. */
  private void adjust(Instruction insn, int operation, @Nullable RegisterState source) {
    RegisterState dst = env.register(insn.dst());
    boolean alu32 = insn.instructionClass() == Opcode.ALU;
    if (dst.type() == RegisterType.PTR_TO_ARENA) {
      return;
    }
    if (source != null && source.type() == RegisterType.PTR_TO_ARENA) {
      dst.copyValue(source);
      return;
    }
    RegisterState src = source;
    if (src == null) {
      operand.becomeScalar(insn.imm());
      src = operand;
      if (!dst.isScalar()) {
        pointers.adjust(insn, operation, dst, dst, src);
        return;
      }
    } else if (!src.isScalar()) {
      if (!dst.isScalar()) {
        if (operation == Opcode.SUB) {
          dst.setUnknownImprecise();
          return;
        }
        throw env.reject(
            Errno.EACCES,
            "R%d pointer %s pointer prohibited",
            insn.dst(),
            PointerArithmetic.symbol(operation));
      }
      precision.mark(insn.dst());
      operand.copy(dst);
      pointers.adjust(insn, operation, dst, src, operand);
      return;
    } else if (!dst.isScalar()) {
      precision.mark(insn.src());
      pointers.adjust(insn, operation, dst, dst, src);
      return;
    } else if (dst.isPrecise()) {
      precision.mark(insn.src());
    }
    boolean twice = source != null && insn.src() == insn.dst();
    boolean linked = dst.id() != 0 && !twice && links.mayLink(operation, alu32, dst, src);
    int distance = linked ? links.distance(operation, src) : 0;
    scalars(insn, operation, alu32, dst, src);
    if (linked && (dst.id() & RegisterState.ADD_CONST) == 0 && dst.id() != 0) {
      dst.linkAtDistance(distance, alu32 ? RegisterState.ADD_CONST32 : RegisterState.ADD_CONST64);
    } else {
      dst.unlink();
    }
  }

  /** {@code adjust_scalar_min_max_vals}. */
  private void scalars(
      Instruction insn, int operation, boolean alu32, RegisterState dst, RegisterState src) {
    boolean divides = operation == Opcode.DIV || operation == Opcode.MOD;
    if (divides && ScalarAlu.isOneValue(alu32, src) && env.has(VerifierRule.DIVISION_COMPUTED)) {
      LaterAlu.divide(operation, alu32, insn.offset() == 1, dst, src);
      return;
    }
    if (!ScalarAlu.isSafeToComputeRange(operation, alu32, src)) {
      dst.setUnknownImprecise();
      return;
    }
    if (operation == Opcode.MUL && env.has(VerifierRule.PRODUCTS_OF_ANY_SIGN)) {
      LaterAlu.multiply(alu32, dst, src, env.has(VerifierRule.PRODUCT_BITS_JOINED));
      return;
    }
    int fork = ScalarAlu.forkWidth(operation, dst, src);
    if (fork != 0) {
      VerifierState other = env.paths().pushBranch(env.slot(), env.slot());
      RegisterState otherDst = other.register(insn.dst());
      if (fork == Integer.SIZE) {
        otherDst.markKnown32(0);
        dst.markKnown32(-1);
      } else {
        otherDst.setKnown(0);
        dst.setKnown(-1);
      }
    }
    env.alu.apply(operation, alu32, dst, src);
  }
}
