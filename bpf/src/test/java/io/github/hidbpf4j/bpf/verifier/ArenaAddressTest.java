package io.github.hidbpf4j.bpf.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.ProgramType;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses in an arena of one page, which lies before what comes after it. */
class ArenaAddressTest {
  private static final int PSEUDO_MAP_VALUE = 2;
  private static final int MOV64_K = 0xb7;
  private static final int EXIT = 0x95;

  @ParameterizedTest
  @CsvSource({"0,", "4096,", "4097, ERANGE", "8388768, ERANGE", "536870912, EINVAL"})
  void endWithIt(int offset, Errno expected) {
    List<Instruction> program =
        List.of(
            new Instruction(Opcode.LD_IMM64, 1, PSEUDO_MAP_VALUE, (short) 0, 0),
            new Instruction(0, 0, 0, (short) 0, offset),
            new Instruction(MOV64_K, 0, 0, (short) 0, 0),
            new Instruction(EXIT, 0, 0, (short) 0, 0));
    PathVerification.Result result =
        PathVerification.verify(
            new LinkedProgram(
                "test.bpf.o",
                "prog",
                "tc",
                ProgramType.SCHED_CLS,
                false,
                new AttachTarget.None(),
                "GPL",
                program,
                List.of(),
                List.of(),
                List.of(TestPrograms.map(MapType.ARENA, false, new byte[0])),
                null,
                TestPrograms.KERNEL_BTF),
            TestPrograms.KERNEL,
            0,
            1);
    assertThat(result.errno()).as(result.reason()).isEqualTo(expected);
  }
}
