package io.github.hidbpf4j.bpf.verifier.log;

import io.github.hidbpf4j.bpf.asm.Disassembler;
import io.github.hidbpf4j.bpf.asm.Disassembler.Form;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.asm.SymbolNames;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.KernelAddress;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.HelperNames;
import org.jspecify.annotations.Nullable;

/** Instructions in the form of the log, with the names of helpers and kernel functions. */
public final class InstructionText {
  private final LinkedProgram program;
  private final Disassembler disassembler;
  private final boolean knowsOrderedAccesses;

  /** Creates the texts for a program. */
  public InstructionText(LinkedProgram program) {
    this(program, true);
  }

  /** Creates the texts for a kernel that may not know load-acquire and store-release. */
  InstructionText(LinkedProgram program, boolean knowsOrderedAccesses) {
    this.program = program;
    this.knowsOrderedAccesses = knowsOrderedAccesses;
    this.disassembler = new Disassembler(Form.KERNEL, new Names(program.kernelBtf()));
  }

  /** {@code (95) exit}. */
  public String text(int slot) {
    Instruction insn = program.instructions().get(slot);
    if (insn.opcode() == Opcode.LD_IMM64 && insn.src() == Opcode.PSEUDO_FUNC) {
      // the distance to the callback, as a plain number
      long upper =
          slot + 1 < program.instructions().size() ? program.instructions().get(slot + 1).imm() : 0;
      long value = upper << 32 | insn.imm() & 0xffff_ffffL;
      return "(18) r" + insn.dst() + " = 0x" + Long.toHexString(value);
    }
    if (!knowsOrderedAccesses
        && insn.instructionClass() == Opcode.STX
        && Opcode.mode(insn.opcode()) == Opcode.ATOMIC
        && Opcode.isOrderedAccess(insn.imm())) {
      return "BUG_%02x".formatted(insn.opcode());
    }
    return disassembler.text(program.instructions(), slot);
  }

  private record Names(@Nullable Btf kernel) implements SymbolNames {
    @Override
    public @Nullable String helper(int id) {
      return id >= 0 && id < HelperNames.count() ? HelperNames.of(id) : null;
    }

    @Override
    public @Nullable String kfunc(int btfId) {
      return kernel != null
              && btfId > 0
              && btfId <= kernel.size()
              && kernel.type(btfId) instanceof BtfType.Func f
          ? f.name()
          : null;
    }

    @Override
    public long kernelAddress(int btfId) {
      return kernel == null ? 0 : KernelAddress.of(kernel, btfId);
    }
  }
}
