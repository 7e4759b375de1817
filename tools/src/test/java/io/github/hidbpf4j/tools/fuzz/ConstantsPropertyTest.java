package io.github.hidbpf4j.tools.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.verifier.UnsoundVerifier;
import io.github.hidbpf4j.cli.KernelNames;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Engines agree with the verifier on every constant that linking and loading put into a program:
 * programs branch on them, with traps where, according to the verifier, no run goes.
 */
class ConstantsPropertyTest {
  private static final int PROGRAMS = 1500;

  @ParameterizedTest
  @ValueSource(strings = {"6.12", "6.18", "7.3"})
  void runsLieInTheStatesOfTheVerifier(String kernel) {
    Fuzzer fuzzer = Fuzzer.ofVerifier(KernelNames.profile(kernel)).on(ProgramGenerator::constants);
    check(fuzzer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.12", "7.3"})
  void enginesDoTheSame(String kernel) {
    Fuzzer fuzzer = Fuzzer.ofEngines(KernelNames.profile(kernel)).on(ProgramGenerator::constants);
    check(fuzzer);
  }

  private static void check(Fuzzer fuzzer) {
    for (long seed = 20_261_129; fuzzer.programs() < PROGRAMS; seed++) {
      assertThat(fuzzer.check(seed)).isNull();
    }
    assertThat(fuzzer.accepted())
        .as(fuzzer.summary() + fuzzer.refusals(10))
        .isGreaterThan(PROGRAMS * 9 / 10);
    assertThat(fuzzer.blind()).isZero();
  }

  /** Constants that a compiler gets wrong. */
  enum Fault {
    /** Kernel symbols are at 0. */
    NO_SYMBOLS {
      @Override
      boolean concerns(Instruction insn) {
        return insn.src() == Opcode.PSEUDO_BTF_ID;
      }
    },
    /** Map values are at 0. */
    NO_VALUES {
      @Override
      boolean concerns(Instruction insn) {
        return insn.src() == Opcode.PSEUDO_MAP_VALUE;
      }
    };

    abstract boolean concerns(Instruction insn);

    private Instruction compiled(Instruction insn) {
      return insn.opcode() == Opcode.LD_IMM64 && concerns(insn)
          ? new Instruction(insn.opcode(), insn.dst(), 0, (short) 0, 0)
          : insn;
    }

    VerifiedProgram program(VerifiedProgram p) {
      return UnsoundVerifier.changed(p, this::compiled);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTrapShowsWhoRunsIntoIt(Fault fault) {
    Fuzzer fuzzer =
        Fuzzer.ofEngines(KernelNames.profile("6.12"), fault::program)
            .on(ProgramGenerator::constants);
    String found = null;
    for (long seed = 1; seed < 200 && found == null; seed++) {
      found = fuzzer.check(seed);
    }
    assertThat(found).as("after %d programs", fuzzer.programs()).contains(" DIFFERENT: ");
  }
}
