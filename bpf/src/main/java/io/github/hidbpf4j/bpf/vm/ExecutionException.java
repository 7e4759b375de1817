package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.memory.MemoryFault;
import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import org.jspecify.annotations.Nullable;

/**
 * A fault while a program ran: access to memory that is not live, call stack too deep, budget used
 * up, an error in a helper. It ends the run. The message is one line: program, source line, slot,
 * cause.
 */
public final class ExecutionException extends BpfException {
  private static final long serialVersionUID = 1L;
  private final transient VerifiedProgram program;
  private final int slot;

  ExecutionException(VerifiedProgram program, int slot, BpfException cause) {
    super(Location.of(program, slot) + ": " + cause.getMessage(), cause);
    this.program = program;
    this.slot = slot;
  }

  /** The program whose instruction failed. */
  public VerifiedProgram program() {
    return program;
  }

  /** Slot of the instruction that failed. */
  public int slot() {
    return slot;
  }

  /** Source line of the instruction, or null when unknown. */
  public @Nullable LineInfo line() {
    return program.source().lineAt(slot);
  }

  /** The invalid memory access, or null when the fault is of another kind. */
  public @Nullable MemoryFault memoryFault() {
    return getCause() instanceof MemoryFault fault ? fault : null;
  }
}
