package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.asm.Disassembler;
import io.github.hidbpf4j.bpf.asm.Disassembler.Form;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.asm.SymbolNames;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.proto.HelperNames;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A random program: a syscall program that may sleep, with {@link FuzzWorld#CONTEXT_SIZE} bytes of
 * context and the maps of {@link FuzzWorld}.
 *
 * @param seed the seed that it was generated from
 * @param program the program
 * @param features the slots that have each feature
 */
record GeneratedProgram(long seed, LinkedProgram program, Map<Feature, BitSet> features) {

  /** Names of helpers. */
  static final SymbolNames NAMES =
      new SymbolNames() {
        @Override
        public @Nullable String helper(int id) {
          return HelperNames.exists(id) ? HelperNames.of(id) : null;
        }

        @Override
        public OptionalInt helperId(String name) {
          return HelperNames.number(name);
        }
      };

  static GeneratedProgram of(
      long seed, List<Instruction> slots, EnumMap<Feature, BitSet> features) {
    return new GeneratedProgram(seed, linked("fuzz_" + Long.toHexString(seed), slots), features);
  }

  /**
   * Links instructions with the types and maps of generated programs, and finds their functions.
   */
  static LinkedProgram linked(String name, List<Instruction> slots) {
    TreeSet<Integer> starts = new TreeSet<>();
    starts.add(0);
    for (int i = 0; i < slots.size(); i++) {
      Instruction insn = slots.get(i);
      boolean call =
          insn.opcode() == (Opcode.JMP | Opcode.CALL) && insn.src() == Opcode.PSEUDO_CALL;
      if (call || insn.opcode() == Opcode.LD_IMM64 && insn.src() == Opcode.PSEUDO_FUNC) {
        starts.add(i + 1 + insn.imm());
      }
    }
    List<Subprogram> functions = new ArrayList<>();
    for (int start : starts) {
      Integer next = starts.higher(start);
      functions.add(
          new Subprogram(
              start == 0 ? "main" : "f" + start,
              start,
              next == null ? slots.size() : next,
              FuzzWorld.FUNCTION,
              start == 0));
    }
    return new LinkedProgram(
        "fuzz",
        name,
        "syscall",
        ProgramType.SYSCALL,
        true,
        new AttachTarget.None(),
        "GPL",
        List.copyOf(slots),
        functions,
        List.of(),
        FuzzWorld.MAPS,
        FuzzWorld.PROGRAM_BTF,
        FuzzWorld.KERNEL_BTF);
  }

  /** The features of these slots. */
  public Set<Feature> featuresIn(BitSet live) {
    Set<Feature> found = EnumSet.noneOf(Feature.class);
    features.forEach(
        (feature, slots) -> {
          if (slots.intersects(live)) {
            found.add(feature);
          }
        });
    return found;
  }

  /** Assembler text, one instruction per line, that {@link #NAMES} and an assembler can parse. */
  public String text() {
    return text(program.instructions());
  }

  static String text(List<Instruction> slots) {
    return new Disassembler(Form.ASSEMBLY, NAMES).listing(slots);
  }
}
