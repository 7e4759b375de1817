package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;

/**
 * How often the instructions of one loaded program have been executed, whichever engine did it.
 *
 * <p>Slots are those of {@code program().source()}, as the object was linked: engines keep places
 * when they and the verifier rewrite instructions. An instruction that the verifier found no path
 * to, and so took out, was executed 0 times ({@link VerifiedProgram#isReachable} tells it from one
 * that was merely never reached); so is a side of a conditional jump that leads to one. A jump with
 * such a side has become unconditional: its other side counts as often as it was executed. {@code
 * may_goto} has no sides that count: it is no condition of the program.
 *
 * <p>An instruction counts when it begins, also where it ends the run. In real time counts may be a
 * few too low where threads run a program at once; that something was reached never gets lost.
 */
public final class ExecutionCounts {
  private final VerifiedProgram program;
  private final long[] executed;
  private final long[] jumped;
  private final long[] fellThrough;

  /** Takes the arrays, which are by slot. */
  ExecutionCounts(VerifiedProgram program, long[] executed, long[] jumped, long[] fellThrough) {
    this.program = program;
    this.executed = executed;
    this.jumped = jumped;
    this.fellThrough = fellThrough;
  }

  /** The program, one of those loaded: the same object may have been loaded again. */
  public VerifiedProgram program() {
    return program;
  }

  /** How often an instruction, named by its first slot, was executed; 0 for a second slot. */
  public long executed(int slot) {
    return executed[slot];
  }

  /** Whether an instruction is a conditional jump, as the object has it. */
  public boolean isBranch(int slot) {
    return isBranch(program.source().instructions().get(slot));
  }

  static boolean isBranch(Instruction i) {
    int operation = Opcode.operation(i.opcode());
    return Opcode.isJumpClass(i.opcode())
        && operation != Opcode.JA
        && operation != Opcode.CALL
        && operation != Opcode.EXIT
        && operation != Opcode.JCOND;
  }

  /** Whether a conditional jump may jump: there is a path for it where it leads to. */
  public boolean mayJump(int slot) {
    Instruction i = program.source().instructions().get(slot);
    return program.isReachable(slot) && program.isReachable(slot + 1 + i.offset());
  }

  /** Whether a conditional jump may not jump: there is a path for it after it. */
  public boolean mayFallThrough(int slot) {
    return program.isReachable(slot) && program.isReachable(slot + 1);
  }

  /** How often a conditional jump jumped. */
  public long jumped(int slot) {
    return jumped[slot];
  }

  /** How often a conditional jump did not jump. */
  public long fellThrough(int slot) {
    return fellThrough[slot];
  }
}
