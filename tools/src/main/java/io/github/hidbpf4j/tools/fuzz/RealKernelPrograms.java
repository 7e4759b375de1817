package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Generates random programs with the BTF ids of a real kernel, so that it can load them. */
public final class RealKernelPrograms {
  private static final Instruction NOTHING =
      new Instruction(Opcode.JMP | Opcode.JA, 0, 0, (short) 0, 0);

  private final ApiProfile profile;
  private final Btf kernel;
  private final Map<Integer, Integer> functions = new HashMap<>();

  /** Creates programs for a profile and a kernel with these types. */
  public RealKernelPrograms(ApiProfile profile, Btf kernel) {
    this.profile = profile;
    this.kernel = kernel;
    for (String name : FuzzWorld.KFUNCS) {
      Optional<Integer> real = kernel.find(name, BtfType.Func.class);
      FuzzWorld.KERNEL_BTF
          .find(name, BtfType.Func.class)
          .ifPresent(own -> real.ifPresent(id -> functions.put(own, id)));
    }
  }

  /** The program of a seed; empty if it reads variables that the kernel lacks. */
  public Optional<LinkedProgram> program(long seed) {
    GeneratedProgram made = ProgramGenerator.generate(seed, profile);
    List<Instruction> code = new ArrayList<>();
    for (Instruction insn : made.program().instructions()) {
      if (insn.opcode() == Opcode.LD_IMM64 && insn.src() == Opcode.PSEUDO_BTF_ID) {
        return Optional.empty();
      }
      if (insn.opcode() == (Opcode.JMP | Opcode.CALL) && insn.src() == Opcode.PSEUDO_KFUNC_CALL) {
        Integer real = functions.get(insn.imm());
        if (real == null) {
          return Optional.empty();
        }
        code.add(insn.withImm(real));
      } else {
        code.add(insn);
      }
    }
    return Optional.of(linked(made.program().name(), code));
  }

  /** An empty program of the same type as all others. */
  public LinkedProgram any() {
    return linked(
        "any",
        List.of(
            new Instruction(Opcode.ALU64 | Opcode.MOV | Opcode.K, 0, 0, (short) 0, 0),
            new Instruction(Opcode.JMP | Opcode.EXIT, 0, 0, (short) 0, 0)));
  }

  private LinkedProgram linked(String name, List<Instruction> code) {
    LinkedProgram own = GeneratedProgram.linked(name, code);
    return new LinkedProgram(
        own.object(),
        own.name(),
        own.section(),
        own.type(),
        own.sleepable(),
        own.target(),
        own.license(),
        own.instructions(),
        own.subprograms(),
        own.lines(),
        own.maps(),
        own.btf(),
        kernel);
  }

  /** Variants of the program without some of its instructions. */
  public List<LinkedProgram> smaller(LinkedProgram program) {
    List<Instruction> code = program.instructions();
    List<LinkedProgram> smaller = new ArrayList<>();
    for (int length = Math.max(1, code.size() / 4); length > 0; length /= 2) {
      for (int from = 0; from < code.size(); from += length) {
        List<Instruction> fewer =
            Shrinker.without(code, from, Math.min(code.size(), from + length));
        if (!fewer.equals(code)) {
          smaller.add(linked(program.name(), fewer));
        }
      }
    }
    return smaller;
  }

  /** Assembler text without instructions that have no effect. */
  public static String text(LinkedProgram program) {
    List<Instruction> code = program.instructions();
    boolean compacts = code.contains(NOTHING) && Shrinker.jumpsWithin(code);
    return GeneratedProgram.text(compacts ? Shrinker.compacted(code, -1) : code);
  }
}
