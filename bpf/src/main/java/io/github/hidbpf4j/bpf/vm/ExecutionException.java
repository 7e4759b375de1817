package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.asm.Disassembler;
import io.github.hidbpf4j.bpf.asm.Disassembler.Form;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.memory.MemoryFault;
import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.text.ProgramNames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fault in a run: access to memory that is not live, call stack too deep, budget exceeded, an
 * error in a helper. It ends the run. The message is one line: program, source line, slot,
 * instruction, cause.
 */
public final class ExecutionException extends BpfException {
  private static final long serialVersionUID = 1L;
  private final transient VerifiedProgram program;
  private final int slot;

  ExecutionException(VerifiedProgram program, int slot, BpfException cause) {
    super(Location.of(program, slot) + text(program, slot) + ": " + cause.getMessage(), cause);
    this.program = program;
    this.slot = slot;
  }

  private static String text(VerifiedProgram program, int slot) {
    List<Instruction> slots = program.instructions();
    if (slot >= slots.size()) {
      return "";
    }
    Disassembler text = new Disassembler(Form.ASSEMBLY, new ProgramNames(program.source()));
    return " (" + text.text(slots, slot) + ")";
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
