package io.github.hidbpf4j.tools.hunt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.tools.fuzz.RealKernelPrograms;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a kernel lacks is found by programs that only call it. */
class MissingHelpersTest {
  private static final int COMM = 16;
  private static final int PID = 14;

  private final ApiProfile profile = Profiles.forName("6.12").orElseThrow();
  private final GuestKernel.Types types =
      new GuestKernel.Types(KernelTypes.forProfile("6.12").btf(), Integer.MAX_VALUE);
  private final LinkedProgram program = new RealKernelPrograms(profile, types.btf()).any();
  private final RawProgram raw = new RawProgramMaker(types).make(program);

  @Test
  void helpersThatTheKernelRefusesAreMissing() {
    List<Batch> asked = new ArrayList<>();
    MissingHelpers missing =
        MissingHelpers.ask(
            profile,
            List.of(
                new MissingHelpers.Sample(program, raw), new MissingHelpers.Sample(program, raw)),
            batch -> {
              asked.add(batch);
              return batch.entries().stream().map(MissingHelpersTest::answer).toList();
            });
    assertThat(asked).singleElement().satisfies(b -> assertThat(b.bases()).hasSize(1));
    assertThat(missing.in(raw, List.of(call(PID), call(COMM)))).isEqualTo("bpf_get_current_comm");
    assertThat(missing.in(raw, List.of(call(PID)))).isNull();
    assertThat(missing.in(raw, List.of(kfunc(COMM)))).isNull();
    assertThat(missing.lines())
        .containsExactly(
            "built without bpf_get_current_comm for programs of type/attach type 31/0");
  }

  @Test
  void aKernelThatWasNotAskedLacksNothing() {
    assertThat(MissingHelpers.none().in(raw, List.of(call(COMM)))).isNull();
  }

  private static GuestKernel.Reply answer(Batch.Entry entry) {
    boolean lacks = entry.instructions()[4] == COMM;
    return new GuestKernel.Reply.Verdict(
        new Answer(
            22,
            1,
            lacks
                ? "program of this type cannot use helper bpf_get_current_comm#16"
                : "R1 type=ctx expected=fp"));
  }

  private static Instruction call(int helper) {
    return new Instruction(Opcode.JMP | Opcode.CALL, 0, Opcode.CALL_HELPER, (short) 0, helper);
  }

  private static Instruction kfunc(int id) {
    return new Instruction(Opcode.JMP | Opcode.CALL, 0, Opcode.PSEUDO_KFUNC_CALL, (short) 0, id);
  }
}
