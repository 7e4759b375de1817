package io.github.hidbpf4j.bpf.verifier.walk;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.verifier.env.KernelVariable;
import io.github.hidbpf4j.bpf.verifier.env.SubprogramFacts;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.operand.Registers;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;

/** 64-bit immediates: numbers, maps, variables, functions ({@code check_ld_imm}). */
final class ImmediateChecker {
  private final VerifierEnv env;
  private final Registers registers;

  ImmediateChecker(VerifierEnv env, Registers registers) {
    this.env = env;
    this.registers = registers;
  }

  void check(Instruction insn, int slot) {
    if (Opcode.size(insn.opcode()) != Opcode.DW) {
      throw env.reject(Errno.EINVAL, "invalid BPF_LD_IMM insn");
    }
    if (insn.offset() != 0) {
      throw env.reject(Errno.EINVAL, "BPF_LD_IMM64 uses reserved fields");
    }
    registers.checkWritable(insn.dst());
    RegisterState dst = env.register(insn.dst());
    int high = env.instructions[slot + 1].imm();
    if (insn.src() == 0) {
      env.markKnown(insn.dst(), (long) high << 32 | insn.imm() & 0xffff_ffffL);
      return;
    }
    switch (insn.src()) {
      case Opcode.PSEUDO_BTF_ID -> variable(env.facts[slot].requireVariable(), dst);
      case Opcode.PSEUDO_FUNC -> function(slot + insn.imm() + 1, dst);
      case Opcode.PSEUDO_MAP_FD, Opcode.PSEUDO_MAP_IDX -> {
        dst.becomeMapPointer(RegisterType.CONST_PTR_TO_MAP, env.program.maps().get(insn.imm()), 0);
      }
      case Opcode.PSEUDO_MAP_VALUE, Opcode.PSEUDO_MAP_IDX_VALUE -> {
        MapSpec map = env.program.maps().get(insn.imm());
        if (map.type() == MapType.ARENA) {
          dst.setUnknownImprecise();
          return;
        }
        dst.becomeMapPointer(RegisterType.PTR_TO_MAP_VALUE, map, 0);
        dst.setOffset(high);
      }
      default -> throw env.reject(Errno.EINVAL, "unrecognized bpf_ld_imm64 insn");
    }
  }

  private static void variable(KernelVariable variable, RegisterState dst) {
    if (variable.btf() == null) {
      dst.becomeMemoryPointer(variable.type(), variable.size());
    } else {
      dst.becomeStructPointer(variable.type(), variable.btf(), variable.btfId());
    }
  }

  private void function(int start, RegisterState dst) {
    int number = env.findSubprogram(start);
    if (!env.hasFunctionInfo() || number < 0) {
      throw env.reject(Errno.EINVAL, "missing btf func_info");
    }
    SubprogramFacts function = env.subprograms().get(number);
    if (function.isGlobal() || number == 0 && env.program.subprograms().getFirst().global()) {
      throw env.reject(Errno.EINVAL, "callback function not static");
    }
    if (number == 0) {
      throw env.reject(Errno.EINVAL, "callback function cannot be the main program");
    }
    dst.becomeFunctionPointer(number);
  }
}
