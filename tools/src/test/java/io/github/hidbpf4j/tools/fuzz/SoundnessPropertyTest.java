package io.github.hidbpf4j.tools.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.asm.Assembler;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.UnsoundVerifier;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarAlu;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarValue;
import io.github.hidbpf4j.cli.KernelNames;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verifier foresees what runs do; {@code scripts/verifier-fuzz} tests this for longer. */
class SoundnessPropertyTest {
  @ParameterizedTest
  @CsvSource({"6.12, 10000", "6.16, 2000", "6.18, 4000", "7.1, 2000", "7.3, 4000"})
  void runsOfAcceptedProgramsLieInTheStatesOfTheVerifier(String kernel, int programs) {
    Fuzzer fuzzer = Fuzzer.ofVerifier(KernelNames.profile(kernel));
    for (long seed = 20_261_122; fuzzer.programs() < programs; seed++) {
      assertThat(fuzzer.check(seed)).isNull();
    }
    assertThat(fuzzer.blind()).as(fuzzer.summary()).isLessThan(programs / 1000);
    assertThat(fuzzer.accepted()).as(fuzzer.summary()).isGreaterThan(programs * 3 / 10);
    assertThat(
            Stream.of(
                Feature.LOOP, Feature.CALL, Feature.SPILL, Feature.MAP_VALUE, Feature.CALLBACK))
        .as(fuzzer.summary())
        .allSatisfy(f -> assertThat(fuzzer.accepted(f)).isGreaterThan(fuzzer.accepted() / 10));
  }

  /** Arithmetic with a fault in one operation. */
  enum Fault {
    /** Assumes that the maximum of a mask is one less. */
    MASK {
      @Override
      void spoil(int operation, boolean alu32, ScalarValue result) {
        if (operation == Opcode.AND && result.umax() > 0 && !result.isConst()) {
          result.setUnsigned(0, result.umax() - 1);
        }
      }
    },
    /** Forgets that sums of 32 bits wrap. */
    NARROW_SUM {
      @Override
      void spoil(int operation, boolean alu32, ScalarValue result) {
        if (operation == Opcode.ADD && alu32 && result.u32Max() == -1) {
          result.setSigned32(0, Integer.MAX_VALUE);
          result.sync();
        }
      }
    },
    /** Assumes that a right shift leaves one bit fewer than it does. */
    SHIFT {
      @Override
      void spoil(int operation, boolean alu32, ScalarValue result) {
        if (operation == Opcode.RSH && !result.isConst() && result.umax() > 0) {
          result.setUnsigned(0, result.umax() >>> 1);
          result.sync();
        }
      }
    },
    /** Assumes that products are never negative. */
    PRODUCT {
      @Override
      void spoil(int operation, boolean alu32, ScalarValue result) {
        if (operation == Opcode.MUL && result.smin() < 0 && result.smax() > 0) {
          result.setSigned(0, result.smax());
        }
      }
    };

    abstract void spoil(int operation, boolean alu32, ScalarValue result);

    ScalarAlu alu() {
      return new ScalarAlu() {
        @Override
        public boolean apply(int operation, boolean alu32, ScalarValue dst, ScalarValue src) {
          boolean known = super.apply(operation, alu32, dst, src);
          if (known) {
            spoil(operation, alu32, dst);
          }
          return known;
        }
      };
    }
  }

  private static Fuzzer fuzzer(Fault fault) {
    return Fuzzer.ofVerifier(
        KernelNames.profile("6.12"),
        (program, profile, flags, observer) ->
            UnsoundVerifier.verify(program, profile, flags, observer, fault.alu()));
  }

  @ParameterizedTest
  @EnumSource
  void aPlantedBoundsBugIsFound(Fault fault) {
    Fuzzer fuzzer = fuzzer(fault);
    String found = null;
    for (long seed = 1; seed < 3000 && found == null; seed++) {
      found = fuzzer.check(seed);
    }
    assertThat(found).as("after %d programs", fuzzer.programs()).startsWith("seed ");
    assertThat(found).containsPattern(" OUTSIDE: | FAULT: ");
  }

  /** The report of a fault is a program that can be parsed. */
  @Test
  void theReportShowsAProgram() {
    Fuzzer fuzzer = fuzzer(Fault.MASK);
    String found = null;
    for (long seed = 1; found == null; seed++) {
      found = fuzzer.check(seed);
    }
    String text = found.substring(found.indexOf('\n') + 1);
    assertThat(new Assembler(GeneratedProgram.NAMES).assemble(text)).hasSizeLessThan(60);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 77, 20_261_122})
  void theSameSeedGivesTheSameProgram(long seed) {
    ApiProfile profile = KernelNames.profile("7.3");
    assertThat(ProgramGenerator.generate(seed, profile).program().instructions())
        .isEqualTo(ProgramGenerator.generate(seed, profile).program().instructions());
  }
}
