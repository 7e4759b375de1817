package io.github.hidbpf4j.bpf.vm.compiler;

import io.github.hidbpf4j.bpf.vm.code.Word;
import io.github.hidbpf4j.bpf.vm.code.Word.Condition;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/** Emits the comparison and the branch of a conditional jump. */
final class BranchEmitter {
  private static final MethodTypeDesc COMPARE_INTS =
      MethodTypeDesc.of(Names.INT, Names.INT, Names.INT);
  private static final MethodTypeDesc COMPARE_LONGS =
      MethodTypeDesc.of(Names.INT, Names.LONG, Names.LONG);

  private final CodeBuilder cb;
  private final RegisterLocals registers;

  BranchEmitter(CodeBuilder cb, RegisterLocals registers) {
    this.cb = cb;
    this.registers = registers;
  }

  /** Goes to the label if the condition holds. */
  void emit(int word, long immediate, Label target) {
    int op = Word.op(word);
    Condition condition = Word.condition(op);
    boolean register = Word.comparesRegisters(op);
    Ranges known = registers.known();
    int dst = Word.dst(word);
    int src = Word.src(word);
    boolean words = known.isWord(dst) && (register ? known.isWord(src) : immediate >= 0);
    boolean positive =
        known.isPositiveInt(dst) && (register ? known.isPositiveInt(src) : immediate >= 0);
    // Comparing as ints is equivalent to comparing as longs if signs do not matter.
    boolean signed = isSigned(condition);
    boolean narrow = !Word.isWide(op) || words && (!signed || positive);
    if (narrow) {
      registers.pushInt(dst);
      registers.pushIntOperand(word, immediate, register);
      compareInts(condition, positive || signed, target);
    } else {
      boolean positiveLongs =
          known.isPositive(dst) && (register ? known.isPositive(src) : immediate >= 0);
      registers.pushLong(dst);
      registers.pushLongOperand(word, immediate, register);
      compareLongs(condition, positiveLongs || signed, target);
    }
  }

  private static boolean isSigned(Condition condition) {
    return switch (condition) {
      case SGT, SGE, SLT, SLE -> true;
      default -> false;
    };
  }

  private void compareInts(Condition condition, boolean signed, Label target) {
    switch (condition) {
      case EQ -> cb.if_icmpeq(target);
      case NE -> cb.if_icmpne(target);
      case SET -> cb.iand().ifne(target);
      default -> {
        if (signed) {
          cb.branch(
              switch (condition) {
                case GT, SGT -> Opcode.IF_ICMPGT;
                case GE, SGE -> Opcode.IF_ICMPGE;
                case LT, SLT -> Opcode.IF_ICMPLT;
                default -> Opcode.IF_ICMPLE;
              },
              target);
        } else {
          cb.invokestatic(ConstantDescs.CD_Integer, "compareUnsigned", COMPARE_INTS);
          cb.branch(compareWithZero(condition), target);
        }
      }
    }
  }

  private void compareLongs(Condition condition, boolean signed, Label target) {
    if (condition == Condition.SET) {
      cb.land().lconst_0().lcmp().ifne(target);
      return;
    }
    if (signed || condition == Condition.EQ || condition == Condition.NE) {
      cb.lcmp();
    } else {
      cb.invokestatic(ConstantDescs.CD_Long, "compareUnsigned", COMPARE_LONGS);
    }
    cb.branch(compareWithZero(condition), target);
  }

  private static Opcode compareWithZero(Condition condition) {
    return switch (condition) {
      case EQ -> Opcode.IFEQ;
      case NE, SET -> Opcode.IFNE;
      case GT, SGT -> Opcode.IFGT;
      case GE, SGE -> Opcode.IFGE;
      case LT, SLT -> Opcode.IFLT;
      case LE, SLE -> Opcode.IFLE;
    };
  }
}
