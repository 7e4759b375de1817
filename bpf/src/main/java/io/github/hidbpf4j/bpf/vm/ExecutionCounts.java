package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;

/**
 * Execution counts of the instructions of one loaded program, for any engine.
 *
 * <p>Slots are those of {@code program().source()}, as in the linked object: rewriting by verifier
 * and engines does not move instructions. An instruction that the verifier removed as unreachable
 * has count 0 ({@link VerifiedProgram#isReachable} distinguishes it from one that was merely never
 * reached); so has a side of a conditional jump that leads to one. A jump with such a side has
 * become unconditional: the count of its other side is that of the jump. {@code may_goto} has no
 * counted sides: it is not a condition of the program.
 *
 * <p>An instruction is counted when it starts, even if it ends the run. In real time, counts may be
 * slightly low if threads run a program concurrently, but never drop to 0.
 */
public final class ExecutionCounts {
  private final VerifiedProgram program;
  private final long[] executed;
  private final long[] jumped;
  private final long[] fellThrough;

  /** Creates counts from arrays indexed by slot, which are not copied. */
  ExecutionCounts(VerifiedProgram program, long[] executed, long[] jumped, long[] fellThrough) {
    this.program = program;
    this.executed = executed;
    this.jumped = jumped;
    this.fellThrough = fellThrough;
  }

  /** The loaded program; the same object may be loaded more than once. */
  public VerifiedProgram program() {
    return program;
  }

  /** How often an instruction, named by its first slot, was executed; 0 for a second slot. */
  public long executed(int slot) {
    return executed[slot];
  }

  /** Whether an instruction is a conditional jump, in the object. */
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

  /** Whether a conditional jump may jump: some path reaches its target. */
  public boolean mayJump(int slot) {
    Instruction i = program.source().instructions().get(slot);
    return program.isReachable(slot) && program.isReachable(slot + 1 + i.offset());
  }

  /** Whether a conditional jump may fall through: some path reaches the next instruction. */
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
