package io.github.hidbpf4j.tools.hunt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.cli.KernelNames;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CallSourceTest {
  private static final Path OBJECT = Path.of("../examples/sixaxis-reinit/sixaxis-reinit.bpf.o");

  private final ApiProfile profile = KernelNames.profile("6.12");
  private final Btf kernel = KernelTypes.forProfile("6.12").btf();

  private CallSource source() throws IOException {
    GuestKernel.Types types = new GuestKernel.Types(kernel, kernel.size());
    RawProgramMaker maker = new RawProgramMaker(types);
    List<MutantSource.Base> bases = new ArrayList<>();
    for (LinkedProgram program :
        BpfObject.open(OBJECT.toString(), Files.readAllBytes(OBJECT)).link(kernel).programs()) {
      bases.add(new MutantSource.Base(program.name(), program, maker.make(program)));
    }
    return new CallSource(5, bases, profile, types);
  }

  private static List<List<Instruction>> code(List<HuntCase> cases) {
    return cases.stream().map(hunted -> hunted.program().instructions()).toList();
  }

  @Test
  void sameNumberSamePrograms() throws IOException {
    assertThat(code(source().batch(3, 100))).isEqualTo(code(source().batch(3, 100))).hasSize(100);
    assertThat(code(source().batch(4, 100))).isNotEqualTo(code(source().batch(3, 100)));
  }

  /** Both verdicts occur, with calls of both kinds and with callbacks. */
  @Test
  void manyFunctionsAreCalled() throws IOException {
    OwnVerifier own = new OwnVerifier(profile);
    Set<String> called = new TreeSet<>();
    int accepted = 0;
    int withCallback = 0;
    List<HuntCase> cases = source().batch(1, 1_000);
    for (HuntCase hunted : cases) {
      OwnVerifier.Verdict verdict = own.verdict(hunted);
      assertThat(verdict.crash()).isNull();
      accepted += verdict.answer().isAccepted() ? 1 : 0;
      withCallback += hunted.program().subprograms().size() > 1 ? 1 : 0;
      for (Instruction insn : hunted.program().instructions()) {
        if (insn.opcode() == (Opcode.JMP | Opcode.CALL)) {
          called.add(insn.src() + " " + insn.imm());
        }
      }
    }
    assertThat(accepted).isBetween(50, 900);
    assertThat(withCallback).isPositive();
    assertThat(called).hasSizeGreaterThan(60);
    assertThat(called).anyMatch(call -> call.startsWith(Opcode.PSEUDO_KFUNC_CALL + " "));
  }

  @Test
  void shrinkingLeavesAProgram() throws IOException {
    for (HuntCase hunted : source().batch(2, 40)) {
      List<HuntCase> simpler = hunted.simpler().of(hunted);
      assertThat(simpler).isNotEmpty();
      int size = hunted.program().instructions().size();
      assertThat(code(simpler)).allMatch(code -> code.size() == size);
    }
  }
}
