package io.github.hidbpf4j.tools.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.asm.Assembler;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.UnsoundVerifier;
import io.github.hidbpf4j.cli.KernelNames;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Verified programs do the same interpreted and compiled; {@code scripts/verifier-fuzz --engines}
 * does this for longer.
 */
class EnginePropertyTest {
  @ParameterizedTest
  @CsvSource({"6.12, 3000", "7.3, 2000"})
  void enginesDoTheSame(String kernel, int programs) {
    Fuzzer fuzzer = Fuzzer.ofEngines(KernelNames.profile(kernel));
    for (long seed = 20_261_123; fuzzer.programs() < programs; seed++) {
      assertThat(fuzzer.check(seed)).isNull();
    }
    assertThat(fuzzer.accepted()).as(fuzzer.summary()).isGreaterThan(programs * 3 / 10);
    assertThat(fuzzer.blind()).as(fuzzer.summary()).isLessThan(programs / 500);
    Set<Feature> all = EnumSet.allOf(Feature.class);
    if (!KernelNames.profile(kernel).has(VerifierRule.ORDERED_ACCESSES)) {
      all.remove(Feature.ORDERED);
    }
    for (Feature feature : all) {
      assertThat(fuzzer.accepted(feature)).as("%s, %s", feature, fuzzer.summary()).isPositive();
    }
  }

  /** A compiler with a fault: it treats one kind of instruction as another. */
  enum Fault {
    /** Shifts without regard to the sign. */
    SIGNED_SHIFT {
      @Override
      Instruction compiled(Instruction insn) {
        return isAlu(insn, Opcode.ARSH) ? operation(insn, Opcode.RSH) : insn;
      }
    },
    /** Compares signed numbers as unsigned ones. */
    SIGNED_COMPARISON {
      @Override
      Instruction compiled(Instruction insn) {
        return isJump(insn, Opcode.JSGT) ? operation(insn, Opcode.JGT) : insn;
      }
    },
    /** Does not clear the upper half. */
    NARROW_MOVE {
      @Override
      Instruction compiled(Instruction insn) {
        return insn.opcode() == (Opcode.ALU | Opcode.MOV | Opcode.X) && insn.offset() == 0
            ? withOpcode(insn, Opcode.ALU64 | Opcode.MOV | Opcode.X)
            : insn;
      }
    },
    /** Stores a half-word instead of a word. */
    NARROW_STORE {
      @Override
      Instruction compiled(Instruction insn) {
        return insn.opcode() == (Opcode.STX | Opcode.MEM | Opcode.DW)
            ? withOpcode(insn, Opcode.STX | Opcode.MEM | Opcode.W)
            : insn;
      }
    };

    abstract Instruction compiled(Instruction insn);

    static boolean isAlu(Instruction insn, int operation) {
      return ((insn.opcode() & 7) == Opcode.ALU || (insn.opcode() & 7) == Opcode.ALU64)
          && Opcode.operation(insn.opcode()) == operation;
    }

    static Instruction withOpcode(Instruction insn, int opcode) {
      return new Instruction(opcode, insn.dst(), insn.src(), insn.offset(), insn.imm());
    }

    static boolean isJump(Instruction insn, int operation) {
      return Opcode.isJumpClass(insn.opcode()) && Opcode.operation(insn.opcode()) == operation;
    }

    static Instruction operation(Instruction insn, int operation) {
      return withOpcode(insn, insn.opcode() & 0x0f | operation);
    }

    VerifiedProgram program(VerifiedProgram p) {
      return UnsoundVerifier.changed(p, this::compiled);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPlantedCompilerBugIsFoundAndShrunk(Fault fault) {
    Fuzzer fuzzer = Fuzzer.ofEngines(KernelNames.profile("6.12"), fault::program);
    String found = null;
    for (long seed = 1; seed < 3000 && found == null; seed++) {
      found = fuzzer.check(seed);
    }
    assertThat(found).as("after %d programs", fuzzer.programs()).startsWith("seed ");
    String report = Objects.requireNonNull(found);
    assertThat(report).contains(" DIFFERENT: ");
    String text = report.substring(report.indexOf('\n') + 1);
    assertThat(new Assembler(GeneratedProgram.NAMES).assemble(text))
        .as(report)
        .hasSizeLessThan(60)
        .anySatisfy(i -> assertThat(fault.compiled(i)).isNotEqualTo(i));
  }
}
