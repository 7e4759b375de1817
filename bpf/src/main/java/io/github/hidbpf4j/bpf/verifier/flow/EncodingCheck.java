package io.github.hidbpf4j.bpf.verifier.flow;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Disassembler;
import io.github.hidbpf4j.bpf.asm.Encoding;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.LaterFeature;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.type.TypeChecker;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks opcodes, reserved fields of loads, and the targets of 64-bit immediates ({@code
 * resolve_pseudo_ldimm64}).
 */
public final class EncodingCheck {
  private static final int INDIRECT_JUMP = Opcode.JMP | Opcode.JA | Opcode.X;
  private static final int MAX_USED_MAPS = 64;
  private static final long PAGE_SIZE = 4096;
  private static final long MAX_VAR_OFF = 1 << 29;

  private final VerifierEnv env;
  private final TypeChecker types;

  /** Creates it for one verification. */
  public EncodingCheck(VerifierEnv env, TypeChecker types) {
    this.env = env;
    this.types = types;
  }

  private void checkRegister(int register) {
    if (register >= FrameState.REGISTERS) {
      throw env.reject(Errno.EINVAL, "R%d is invalid", register);
    }
  }

  /** Checks all slots. */
  public void check() {
    boolean registersFirst = env.has(VerifierRule.REGISTERS_CHECKED_FIRST);
    Instruction[] insns = env.instructions;
    Set<Integer> used = new HashSet<>();
    for (int i = 0; i < insns.length; i++) {
      env.moveTo(i);
      Instruction insn = insns[i];
      if (env.has(VerifierRule.STACK_ARGUMENTS) && Encoding.isStackArgument(insn)) {
        throw unsupported(LaterFeature.STACK_ARGUMENT, i);
      }
      if (registersFirst) {
        checkRegister(insn.dst());
        checkRegister(insn.src());
      }
      if (insn.instructionClass() == Opcode.LDX
          && (Opcode.mode(insn.opcode()) != Opcode.MEM && Opcode.mode(insn.opcode()) != Opcode.MEMSX
              || insn.imm() != 0)) {
        throw reject("BPF_LDX uses reserved fields");
      }
      if (insn.opcode() == Opcode.LD_IMM64) {
        immediate(i, used);
        i++;
      } else if (insn.opcode() == INDIRECT_JUMP && env.has(VerifierRule.INDIRECT_JUMPS)) {
        if (insn.src() != 0 || insn.offset() != 0 || insn.imm() != 0) {
          throw reject("BPF_JA|BPF_X uses reserved fields");
        }
        throw unsupported(LaterFeature.INDIRECT_JUMP, i);
      } else if (!isKnown(insn.opcode(), env.has(VerifierRule.ORDERED_ACCESSES))) {
        throw reject("unknown opcode %02x".formatted(insn.opcode()));
      } else if (registersFirst) {
        String fault = ReservedFields.fault(insn);
        if (fault != null) {
          throw reject(fault);
        }
      }
    }
  }

  /** Refuses a feature that the profile's kernel has and this verifier does not model. */
  private Rejection unsupported(LaterFeature what, int slot) {
    return env.reject(
        Errno.EOPNOTSUPP,
        "%s: %s not supported here",
        new Disassembler(Disassembler.Form.ASSEMBLY).text(List.of(env.instructions), slot),
        what.text());
  }

  private Rejection reject(String message) {
    return env.reject(Errno.EINVAL, "%s", message);
  }

  private void immediate(int slot, Set<Integer> used) {
    Instruction[] insns = env.instructions;
    Instruction second = slot + 1 < insns.length ? insns[slot + 1] : null;
    if (second == null
        || second.opcode() != 0
        || second.dst() != 0
        || second.src() != 0
        || second.offset() != 0) {
      throw reject("invalid bpf_ld_imm64 insn");
    }
    Instruction insn = insns[slot];
    if (insn.offset() != 0 && env.has(VerifierRule.REGISTERS_CHECKED_FIRST)) {
      throw reject("BPF_LD_IMM64 uses reserved fields");
    }
    switch (insn.src()) {
      case 0, Opcode.PSEUDO_FUNC -> {}
      case Opcode.PSEUDO_BTF_ID -> env.facts[slot].setVariable(types.kernelVariable(slot));
      case Opcode.PSEUDO_MAP_IDX, Opcode.PSEUDO_MAP_IDX_VALUE ->
          throw env.reject(Errno.EPROTO, "fd_idx without fd_array is invalid");
      case Opcode.PSEUDO_MAP_FD -> {
        if (second.imm() != 0) {
          throw reject("unrecognized bpf_ld_imm64 insn");
        }
        use(insn.imm(), used);
      }
      case Opcode.PSEUDO_MAP_VALUE -> {
        use(insn.imm(), used);
        value(env.program.maps().get(insn.imm()), second.imm());
      }
      default -> throw reject("unrecognized bpf_ld_imm64 insn");
    }
  }

  private void use(int map, Set<Integer> used) {
    if (map < 0 || map >= env.program.maps().size()) {
      throw env.reject(Errno.EBADF, "fd %d is not pointing to valid bpf_map", map);
    }
    if (used.add(map) && used.size() > MAX_USED_MAPS) {
      throw env.reject(
          Errno.E2BIG,
          "The total number of maps per program has reached the limit of %d",
          MAX_USED_MAPS);
    }
    MapSpec spec = env.program.maps().get(map);
    types.checkUsedMap(spec);
    for (int other : used) {
      MapType type = env.program.maps().get(other).type();
      if (other == map || type != spec.type()) {
        continue;
      }
      if (type == MapType.CGROUP_STORAGE || type == MapType.PERCPU_CGROUP_STORAGE) {
        throw env.reject(Errno.EBUSY, "only one cgroup storage of each type is allowed");
      }
      if (type == MapType.ARENA) {
        throw env.reject(Errno.EBUSY, "Only one arena per program");
      }
    }
  }

  private void value(MapSpec map, int offset) {
    long off = Integer.toUnsignedLong(offset);
    if (off >= MAX_VAR_OFF && !env.has(VerifierRule.VALUES_BY_MAP)) {
      throw reject("direct value offset of " + off + " is not allowed");
    }
    if (map.type() != MapType.ARRAY && map.type() != MapType.ARENA) {
      throw reject("no direct value access support for this map type");
    }
    Errno errno = null;
    if (map.type() == MapType.ARENA) {
      errno = off > map.maxEntries() * PAGE_SIZE ? Errno.ERANGE : null;
    } else if (map.maxEntries() != 1) {
      errno = Errno.ENOTSUPP;
    } else if (off >= map.valueSize()) {
      errno = Errno.EINVAL;
    }
    if (errno != null) {
      throw env.reject(
          errno, "invalid access to map value pointer, value_size=%d off=%d", map.valueSize(), off);
    }
  }

  /** {@code bpf_opcode_in_insntable}. */
  static boolean isKnown(int code, boolean orderedAccesses) {
    int operation = Opcode.operation(code);
    boolean register = Opcode.source(code) == Opcode.X;
    return switch (code & 7) {
      case Opcode.ALU, Opcode.ALU64 ->
          operation <= Opcode.END
              && !(operation == Opcode.NEG && register)
              && !(operation == Opcode.END && register && (code & 7) == Opcode.ALU64);
      case Opcode.JMP ->
          switch (operation) {
            case Opcode.CALL, Opcode.EXIT, Opcode.JA, Opcode.JCOND -> !register;
            default -> operation <= Opcode.JSLE;
          };
      case Opcode.JMP32 ->
          switch (operation) {
            case Opcode.JA -> !register;
            case Opcode.CALL, Opcode.EXIT -> false;
            default -> operation <= Opcode.JSLE;
          };
      case Opcode.LDX ->
          Opcode.mode(code) == Opcode.MEM
              || Opcode.mode(code) == Opcode.MEMSX && Opcode.size(code) != Opcode.DW;
      case Opcode.ST -> Opcode.mode(code) == Opcode.MEM;
      case Opcode.STX ->
          Opcode.mode(code) == Opcode.MEM
              || Opcode.mode(code) == Opcode.ATOMIC
                  && (orderedAccesses
                      || Opcode.size(code) == Opcode.W
                      || Opcode.size(code) == Opcode.DW);
      default ->
          (Opcode.mode(code) == Opcode.ABS || Opcode.mode(code) == Opcode.IND)
              && Opcode.size(code) != Opcode.DW;
    };
  }
}
