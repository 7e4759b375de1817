package io.github.hidbpf4j.bpf.verifier;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.GenericKfuncs;
import io.github.hidbpf4j.bpf.proto.Helpers;
import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.bpf.proto.Trait;
import io.github.hidbpf4j.bpf.text.ProgramNames;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Refuses accepted programs that reach a helper or kfunc that cannot be run here: at load, not in
 * the middle of a run.
 */
final class RunnableCalls {
  private final LinkedProgram program;
  private final Implementations implementations;

  RunnableCalls(LinkedProgram program, Implementations implementations) {
    this.program = program;
    this.implementations = implementations;
  }

  void check(BitSet live) throws Refusal {
    for (int slot = live.nextSetBit(0); slot >= 0; slot = live.nextSetBit(slot + 1)) {
      Instruction insn = program.instructions().get(slot);
      if (insn.opcode() != (Opcode.JMP | Opcode.CALL)) {
        continue;
      }
      if (insn.src() == Opcode.CALL_HELPER && !implementations.helper(insn.imm())) {
        String name = new ProgramNames(program).helper(insn.imm());
        throw missing(
            slot,
            "helper " + (name == null ? "unknown" : name) + "#" + insn.imm(),
            Helpers.of(insn.imm()));
      }
      if (insn.src() == Opcode.PSEUDO_KFUNC_CALL) {
        Btf kernel = program.kernelBtf();
        String name =
            kernel != null && kernel.type(insn.imm()) instanceof BtfType.Func f ? f.name() : "";
        if (!implementations.kfunc(name)) {
          throw missing(slot, "kfunc " + name, GenericKfuncs.find(name));
        }
      }
    }
  }

  private static Refusal missing(int slot, String what, @Nullable KernelFunction row) {
    if (row != null && row.is(Trait.NEEDS_TASKS)) {
      return new Refusal(
          Errno.ENOTSUPP,
          slot,
          what + " is allowed here, but works on tasks, and a run here has none",
          "nothing is wrong with the program: hidbpf test --on-kernel runs it in a real kernel");
    }
    return new Refusal(
        Errno.ENOTSUPP,
        slot,
        what + " is allowed here, but hidbpf4j cannot run it yet",
        "nothing is wrong with the program");
  }
}
