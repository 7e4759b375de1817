package io.github.hidbpf4j.bpf.verifier.walk;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.verifier.call.ExitRules;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.operand.Registers;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import io.github.hidbpf4j.bpf.verifier.type.PointerOffsets;

/** Loads from packets by LD_ABS and LD_IND ({@code check_ld_abs}). */
final class LegacyPacketAccess {
  private static final int CONTEXT = 6;

  private final VerifierEnv env;
  private final Registers registers;
  private final ExitRules exits;
  private final FunctionExits functionExits;

  LegacyPacketAccess(
      VerifierEnv env, Registers registers, ExitRules exits, FunctionExits functionExits) {
    this.env = env;
    this.registers = registers;
    this.exits = exits;
    this.functionExits = functionExits;
  }

  /** Checks the load; returns the next slot. */
  int check(Instruction insn, int slot) {
    ProgramType type = env.program.type();
    if (type != ProgramType.SOCKET_FILTER
        && type != ProgramType.SCHED_CLS
        && type != ProgramType.SCHED_ACT
        && !bare()) {
      throw reject("BPF_LD_[ABS|IND] instructions not allowed for this program type");
    }
    VerifierState state = env.state();
    for (int f = state.currentFrame(); f > 0; f--) {
      if (state.frame(f).inCallback()) {
        throw reject("cannot use BPF_LD_[ABS|IND] within callback");
      }
    }
    boolean absolute = Opcode.mode(insn.opcode()) == Opcode.ABS;
    if (insn.dst() != 0
        || insn.offset() != 0
        || Opcode.size(insn.opcode()) == Opcode.DW
        || absolute && insn.src() != 0) {
      throw reject("BPF_LD_[ABS|IND] uses reserved fields");
    }
    registers.checkReadable(CONTEXT);
    exits.checkWayOut("BPF_LD_[ABS|IND]");
    // bare instructions: their memory is the packet
    int context = bare() ? RegisterType.PTR_TO_MEM : RegisterType.PTR_TO_CTX;
    if (env.register(CONTEXT).type() != context) {
      throw reject("at the time of BPF_LD_ABS|IND R6 != pointer to skb");
    }
    if (!absolute) {
      registers.checkReadable(insn.src());
    }
    PointerOffsets.check(env, env.register(CONTEXT), CONTEXT, false);
    registers.clearCallerSaved();
    env.markUnknown(0);
    if (state.currentFrame() > 0) {
      // a load beyond the packet leaves the function with R0 = 0
      env.text.touchRegister(0);
      env.paths().pushBranch(slot + 1, slot);
      env.markKnown(0, 0);
      return functionExits.leave();
    }
    return slot + 1;
  }

  private boolean bare() {
    return env.program.type() == ProgramType.UNSPEC;
  }

  private Rejection reject(String message) {
    return env.reject(Errno.EINVAL, "%s", message);
  }
}
