package io.github.hidbpf4j.tools.hunt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.asm.Assembler;
import io.github.hidbpf4j.bpf.asm.SymbolNames;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.proto.HelperNames;
import io.github.hidbpf4j.bpf.verifier.Verifier;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnRunsTest {
  static final List<MapSpec> MAPS =
      List.of(
          map("array", MapType.ARRAY, 0, 12, 2, null),
          map("hash", MapType.HASH, 0, 8, 4, null),
          map(
              "rodata",
              MapType.ARRAY,
              MapSpec.F_RDONLY_PROG,
              8,
              1,
              new byte[] {7, 0, 0, 0, 0, 0, 0, 0}));

  private static final Btf KERNEL = KernelTypes.forProfile("6.12").btf();

  private static final SymbolNames NAMES =
      new SymbolNames() {
        @Override
        public OptionalInt helperId(String name) {
          return HelperNames.number(name);
        }
      };

  private static MapSpec map(
      String name, MapType type, int flags, int valueSize, int entries, byte @Nullable [] data) {
    return new MapSpec(
        name,
        type,
        4,
        valueSize,
        entries,
        flags,
        null,
        0,
        0,
        0,
        0,
        false,
        null,
        data,
        data != null,
        List.of(),
        null,
        "");
  }

  private static LinkedProgram program(ProgramType type, String text) {
    var code = new Assembler(NAMES).assemble(text.replace(" / ", "\n"));
    return new LinkedProgram(
        "test",
        "main",
        "test",
        type,
        type == ProgramType.SYSCALL,
        new AttachTarget.None(),
        "GPL",
        code,
        List.of(new Subprogram("main", 0, code.size(), 0, true)),
        List.of(),
        MAPS,
        null,
        KERNEL);
  }

  private static String run(ProgramType type, String text, long seed) {
    LinkedProgram program = program(type, text);
    assertThat(OwnRuns.isRunnable(program)).isTrue();
    RunInput input = RunInput.of(seed, 64, type != ProgramType.SYSCALL, MAPS);
    return OwnRuns.run(Verifier.verify(program, Profiles.forName("6.12").orElseThrow()), input);
  }

  private static String returned(int number) {
    return RunAnswer.PART + "returned " + Integer.toHexString(number) + RunAnswer.PART;
  }

  @Test
  void tellsWhatIsReturnedAndWhatContextAndMapsHold() {
    String text =
        run(
            ProgramType.SYSCALL,
            "*(u32 *)(r1 +4) = 17 / *(u32 *)(r10 -4) = 0 / r1 = map[id:0] / r2 = r10 / r2 += -4"
                + " / call bpf_map_lookup_elem / if r0 == 0 goto pc+1 / *(u32 *)(r0 +0) = 35"
                + " / r0 = -2 / exit",
            1);
    assertThat(text).startsWith("error 0").contains(returned(-2));
    List<String> parts = List.of(text.split(RunAnswer.PART));
    assertThat(parts).hasSize(5);
    assertThat(parts.get(2).substring("data ".length() + 8)).startsWith("11000000");
    assertThat(parts.get(3)).startsWith("map 0 00000000=").contains("23000000");
    assertThat(parts.get(4)).startsWith("map 1");
  }

  @Test
  void packetProgramsHaveAPacket() {
    assertThat(run(ProgramType.SCHED_CLS, "r0 = *(u32 *)(r1 +0) / exit", 1)).contains(returned(64));
    String text = run(ProgramType.SOCKET_FILTER, "r0 = *(u32 *)(r1 +0) / exit", 1);
    assertThat(text).contains(returned(50));
    assertThat(text).as("a header that it did not see").contains("data " + "00".repeat(14));
    assertThat(text.split(RunAnswer.PART)[2]).hasSize("data ".length() + 2 * 64);
  }

  /** Neither addresses nor chance, nor what is in memory that nobody wrote, is a rule. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r0 = r1 / exit                                  ~ depends on addresses
          r0 = *(u64 *)(r10 -8) / exit                    ~ may read stack
          call bpf_get_prandom_u32 / exit                 ~ calls
          call bpf_ktime_get_ns / r0 = 0 / exit           ~ calls
          """)
  void whatIsNoRuleIsLeftOut(String text, String why) {
    assertThatThrownBy(() -> run(ProgramType.SYSCALL, text, 1))
        .isInstanceOf(OwnRuns.NoRuleException.class)
        .hasMessageStartingWith(why);
  }

  @Test
  void differencesAreNamedByTheirPart() {
    String one = run(ProgramType.SYSCALL, "r0 = 1 / exit", 1);
    assertThat(RunAnswer.difference(one, one)).isNull();
    assertThat(RunAnswer.difference(one, run(ProgramType.SYSCALL, "r0 = 2 / exit", 1)))
        .isEqualTo("returned");
    assertThat(
            RunAnswer.difference(
                one, run(ProgramType.SYSCALL, "*(u8 *)(r1 +63) = 1 / r0 = 1 / exit", 1)))
        .isEqualTo("data");
    assertThat(RunAnswer.difference(one, "-not loaded: error 22")).isEqualTo("error");
  }
}
