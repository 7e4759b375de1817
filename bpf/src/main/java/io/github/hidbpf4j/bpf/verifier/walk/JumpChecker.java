package io.github.hidbpf4j.bpf.verifier.walk;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.operand.NullChecks;
import io.github.hidbpf4j.bpf.verifier.operand.Operands;
import io.github.hidbpf4j.bpf.verifier.operand.Registers;
import io.github.hidbpf4j.bpf.verifier.prune.History;
import io.github.hidbpf4j.bpf.verifier.prune.LinkedRegisters;
import io.github.hidbpf4j.bpf.verifier.prune.Precision;
import io.github.hidbpf4j.bpf.verifier.prune.StateTable;
import io.github.hidbpf4j.bpf.verifier.scalar.BranchOutcome;
import io.github.hidbpf4j.bpf.verifier.scalar.BranchRefinement;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarAlu;
import io.github.hidbpf4j.bpf.verifier.scalar.TriedBranches;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import org.jspecify.annotations.Nullable;

/**
 * Conditional jumps ({@code check_cond_jmp_op}): follows the one branch that can be taken, or
 * pushes the other and learns from the comparison on both.
 */
final class JumpChecker {
  private final VerifierEnv env;
  private final Registers registers;
  private final NullChecks nulls;
  private final Precision precision;
  private final History history;
  private final StateTable table;
  private final LinkedRegisters linked;
  private final boolean syncsLinks;
  private final TriedBranches tried;
  private final RegisterState immediateTrue;
  private final RegisterState immediateFalse;
  private final RegisterState saved;

  JumpChecker(VerifierEnv env, Operands operands, History history, StateTable table) {
    this.env = env;
    registers = operands.registers();
    nulls = operands.nulls();
    precision = operands.precision();
    this.history = history;
    linked = new LinkedRegisters(env);
    syncsLinks = env.has(VerifierRule.SYNCED_LINKS);
    this.table = table;
    tried = new TriedBranches(env.scalars);
    immediateTrue = new RegisterState(env.scalars);
    immediateFalse = new RegisterState(env.scalars);
    saved = new RegisterState(env.scalars);
  }

  /** Checks the jump; returns the slot before the next one. */
  int check(Instruction insn, int slot) {
    int operation = Opcode.operation(insn.opcode());
    if (operation > Opcode.JCOND) {
      throw env.reject(Errno.EINVAL, "invalid BPF_JMP/JMP32 opcode %x", operation);
    }
    if (operation == Opcode.JCOND) {
      return mayGoto(insn, slot);
    }
    VerifierState here = env.state();
    boolean fromRegister = Opcode.source(insn.opcode()) == Opcode.X;
    boolean jmp32 = insn.instructionClass() == Opcode.JMP32;
    registers.checkReadable(insn.dst());
    RegisterState dst = env.register(insn.dst());
    RegisterState src = source(insn, fromRegister);
    recordStackPointers(here, dst, fromRegister ? src : null);
    BranchOutcome outcome =
        dst == src && dst.isScalar() && env.has(VerifierRule.EQUAL_TO_ITSELF)
            ? BranchRefinement.outcomeWithItself(dst, operation, jmp32)
            : outcome(dst, src, operation, jmp32);
    boolean tries =
        outcome == BranchOutcome.UNKNOWN
            && dst.isScalar()
            && src.isScalar()
            && env.has(VerifierRule.DEAD_BRANCHES);
    if (tries) {
      outcome = tried.outcome(dst, src, operation, jmp32);
    }
    if (outcome != BranchOutcome.UNKNOWN) {
      if (dst.isScalar()) {
        precision.mark(insn.dst());
      }
      if (fromRegister && src.isScalar()) {
        precision.mark(insn.src());
      }
      printState();
      return outcome == BranchOutcome.TAKEN ? slot + insn.offset() : slot;
    }
    collectLinked(here, dst, src, fromRegister);
    VerifierState there = env.paths().pushBranch(slot + insn.offset() + 1, slot);
    RegisterState thereDst = there.register(insn.dst());
    RegisterState thereSrc = fromRegister ? there.register(insn.src()) : immediateTrue;
    if (tries) {
      require(tried.take(thereDst, thereSrc, dst, src, strict(), env::verbose));
    } else if (dst.isScalar() && src.isScalar()) {
      refine(thereDst, thereSrc, dst, src, operation, jmp32);
    }
    if (fromRegister && src.isScalar() && src.id() != 0) {
      syncLinked(here, src);
      syncLinked(there, thereSrc);
    }
    if (dst.isScalar() && dst.id() != 0) {
      syncLinked(here, dst);
      syncLinked(there, thereDst);
    }
    if (fromRegister && !jmp32) {
      equalPointers(operation, dst, src, thereDst, thereSrc);
    }
    boolean isNull =
        fromRegister ? env.has(VerifierRule.NULL_IN_REGISTER) && src.isNull() : insn.imm() == 0;
    if (!jmp32
        && isNull
        && (operation == Opcode.JEQ || operation == Opcode.JNE)
        && RegisterType.mayBeNull(dst.type())) {
      if (fromRegister) {
        precision.mark(insn.src());
      }
      nulls.markAll(here, insn.dst(), operation == Opcode.JNE);
      nulls.markAll(there, insn.dst(), operation == Opcode.JEQ);
    } else {
      Packets.learn(
          insn, dst, fromRegister ? src : null, here, there, env.has(VerifierRule.OFFSETS_FOLDED));
    }
    printState();
    return slot;
  }

  /** Records that backtracking need not trace the value of a stack pointer. */
  private void recordStackPointers(
      VerifierState here, RegisterState dst, @Nullable RegisterState src) {
    int flags = dst.type() == RegisterType.PTR_TO_STACK ? History.DST_IS_STACK : 0;
    if (src != null && src.type() == RegisterType.PTR_TO_STACK) {
      flags |= History.SRC_IS_STACK;
    }
    if (flags != 0) {
      history.push(env, here, flags, 0);
    }
  }

  private void printState() {
    if (env.log.showsInstructions()) {
      env.text.printChanges(env.frame(), env.slot());
    }
  }

  private RegisterState source(Instruction insn, boolean fromRegister) {
    if (fromRegister ? insn.imm() != 0 : insn.src() != 0) {
      throw env.reject(Errno.EINVAL, "BPF_JMP/JMP32 uses reserved fields");
    }
    if (fromRegister) {
      registers.checkReadable(insn.src());
      return env.register(insn.src());
    }
    immediateFalse.becomeScalar(insn.imm());
    immediateTrue.copy(immediateFalse);
    return immediateFalse;
  }

  private int mayGoto(Instruction insn, int slot) {
    if (insn.opcode() != (Opcode.JMP | Opcode.JCOND)
        || insn.src() != 0
        || insn.dst() != 0
        || insn.imm() != 0
        || insn.offset() == 0 && !env.has(VerifierRule.EMPTY_MAY_GOTO)) {
      throw env.has(VerifierRule.EMPTY_MAY_GOTO)
          ? env.reject(Errno.EINVAL, "invalid may_goto imm %d", insn.imm())
          : env.reject(Errno.EINVAL, "invalid may_goto off %d imm %d", insn.offset(), insn.imm());
    }
    VerifierState parent = env.state().parent();
    VerifierState previous = parent == null ? null : table.findPrevious(parent, slot);
    VerifierState queued = env.paths().pushBranch(slot + 1, slot);
    queued.countMayGoto();
    if (previous != null) {
      table.widen(previous, queued);
    }
    return slot + insn.offset();
  }

  /** {@code is_branch_taken}. */
  private static BranchOutcome outcome(
      RegisterState a, RegisterState b, int operation, boolean jmp32) {
    if (!jmp32 && Packets.isAny(a) && Packets.isAny(b)) {
      return switch (Packets.branchTaken(a, b, operation)) {
        case 1 -> BranchOutcome.TAKEN;
        case 0 -> BranchOutcome.NOT_TAKEN;
        default -> BranchOutcome.UNKNOWN;
      };
    }
    if (a.isScalar() && b.isScalar()) {
      return BranchRefinement.outcome(a, b, operation, jmp32);
    }
    if (jmp32) {
      return BranchOutcome.UNKNOWN;
    }
    boolean constant = b.isScalar() && b.isConst();
    RegisterState pointer = constant ? a : b;
    RegisterState number = constant ? b : a;
    if (!number.isScalar()
        || !number.isConst()
        || number.tnum().value() != 0
        || !NullChecks.isNotNull(pointer)) {
      return BranchOutcome.UNKNOWN;
    }
    return switch (operation) {
      case Opcode.JEQ -> BranchOutcome.NOT_TAKEN;
      case Opcode.JNE -> BranchOutcome.TAKEN;
      default -> BranchOutcome.UNKNOWN;
    };
  }

  private void collectLinked(
      VerifierState here, RegisterState dst, RegisterState src, boolean fromRegister) {
    linked.clear();
    if (fromRegister && src.isScalar() && src.id() != 0) {
      linked.collect(here, src.id());
    }
    if (dst.isScalar() && dst.id() != 0) {
      linked.collect(here, dst.id());
    }
    if (linked.count() > 1) {
      history.push(env, here, 0, linked.pack());
    }
  }

  /** {@code reg_set_min_max}. */
  private void refine(
      RegisterState trueA,
      RegisterState trueB,
      RegisterState falseA,
      RegisterState falseB,
      int operation,
      boolean jmp32) {
    require(
        BranchRefinement.setMinMax(
            trueA, trueB, falseA, falseB, operation, jmp32, strict(), env::verbose));
  }

  private boolean strict() {
    return (env.flags & VerifierEnv.F_TEST_REG_INVARIANTS) != 0;
  }

  private static void require(boolean sane) {
    if (!sane) {
      throw new Rejection(Errno.EFAULT, "REG INVARIANTS VIOLATION");
    }
  }

  /** {@code sync_linked_regs}: applies the refinement of one to all registers linked with it. */
  private void syncLinked(VerifierState state, RegisterState known) {
    for (int i = 0; i < linked.count(); i++) {
      RegisterState r = linked.register(state, i);
      if (!r.isScalar()
          || r == known
          || (r.id() & ~RegisterState.ADD_CONST) != (known.id() & ~RegisterState.ADD_CONST)
          || ((r.id() ^ known.id()) & RegisterState.ADD_CONST) == RegisterState.ADD_CONST) {
        continue;
      }
      boolean delta = ((r.id() | known.id()) & RegisterState.ADD_CONST) != 0;
      if (!delta || r.off() == known.off()) {
        r.copyValue(known);
        continue;
      }
      int widths = r.id() | known.id();
      saved.setKnown((long) r.off() - known.off());
      r.copyValueKeepingLink(known);
      ScalarAlu.addUnsynced(r, saved);
      if (syncsLinks) {
        if ((widths & RegisterState.ADD_CONST32) != 0) {
          r.zeroExtend32();
        }
        r.sync();
      }
    }
  }

  /** Marks a pointer as non-NULL because it equals a non-NULL one. */
  private void equalPointers(
      int operation,
      RegisterState dst,
      RegisterState src,
      RegisterState thereDst,
      RegisterState thereSrc) {
    if (dst.isScalar()
        || src.isScalar()
        || dst.baseType() == RegisterType.PTR_TO_BTF_ID
        || src.baseType() == RegisterType.PTR_TO_BTF_ID
        || operation != Opcode.JEQ && operation != Opcode.JNE) {
      return;
    }
    boolean equalThere = operation == Opcode.JEQ;
    boolean dstNotNull = NullChecks.isNotNull(dst);
    boolean srcNotNull = NullChecks.isNotNull(src);
    if (dstNotNull && RegisterType.mayBeNull(src.type())) {
      nulls.markNotNull(equalThere ? thereSrc : src);
    }
    if (srcNotNull && RegisterType.mayBeNull(dst.type())) {
      nulls.markNotNull(equalThere ? thereDst : dst);
    }
  }
}
