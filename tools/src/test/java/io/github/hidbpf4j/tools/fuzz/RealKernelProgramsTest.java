package io.github.hidbpf4j.tools.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.util.List;
import org.junit.jupiter.api.Test;

class RealKernelProgramsTest {
  private static final Instruction NOTHING = jump(0);
  private static final Instruction EXIT =
      new Instruction(Opcode.JMP | Opcode.EXIT, 0, 0, (short) 0, 0);

  private final LinkedProgram any =
      new RealKernelPrograms(
              Profiles.forName("6.12").orElseThrow(), KernelTypes.forProfile("6.12").btf())
          .any();

  /**
   * Instructions without effect are left out, unless that would require moving jumps to nowhere.
   */
  @Test
  void programsWhoseJumpsLeaveThemAreShownAsTheyAre() {
    assertThat(RealKernelPrograms.text(with(List.of(NOTHING, jump(1), NOTHING, EXIT))))
        .isEqualTo("0: goto pc+0\n1: exit\n");
    assertThat(RealKernelPrograms.text(with(List.of(NOTHING, jump(70), EXIT))))
        .isEqualTo("0: goto pc+0\n1: goto pc+70\n2: exit\n");
    assertThat(RealKernelPrograms.text(with(List.of(NOTHING, jump(-7), EXIT))))
        .contains("goto pc-7");
  }

  private static Instruction jump(int distance) {
    return new Instruction(Opcode.JMP | Opcode.JA, 0, 0, (short) distance, 0);
  }

  private LinkedProgram with(List<Instruction> code) {
    return new LinkedProgram(
        any.object(),
        any.name(),
        any.section(),
        any.type(),
        any.sleepable(),
        any.target(),
        any.license(),
        code,
        any.subprograms(),
        any.lines(),
        any.maps(),
        any.btf(),
        any.kernelBtf());
  }
}
