package io.github.hidbpf4j.tools.hunt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MutatorTest {
  private static final Path OBJECT = Path.of("../examples/sixaxis-reinit/sixaxis-reinit.bpf.o");

  private static List<LinkedProgram> programs() throws IOException {
    Btf kernel = KernelTypes.forProfile("6.12").btf();
    return BpfObject.open(OBJECT.toString(), Files.readAllBytes(OBJECT)).link(kernel).programs();
  }

  private static List<Instruction> call(int number) {
    return List.of(new Instruction(Opcode.JMP | Opcode.CALL, 0, 0, (short) 0, number));
  }

  @Test
  void sameSeedSameChanges() throws IOException {
    for (LinkedProgram program : programs()) {
      for (int seed = 0; seed < 50; seed++) {
        assertThat(new Mutator(new SplittableRandom(seed), call(7)).changes(program.instructions()))
            .isEqualTo(
                new Mutator(new SplittableRandom(seed), call(7)).changes(program.instructions()));
      }
    }
  }

  @Test
  void secondHalvesOfConstantsStaySo() throws IOException {
    for (LinkedProgram program : programs()) {
      List<Instruction> code = program.instructions();
      Mutator mutator = new Mutator(new SplittableRandom(1), call(7));
      Set<List<Instruction>> seen = new HashSet<>();
      for (int i = 0; i < 2_000; i++) {
        SortedMap<Integer, Instruction> changes = mutator.changes(code);
        List<Instruction> changed = Mutator.apply(code, changes);
        assertThat(changed).hasSameSizeAs(code);
        assertThat(changes.size()).isLessThanOrEqualTo(3);
        changes.forEach((slot, insn) -> assertThat(insn).isNotEqualTo(code.get(slot)));
        for (int slot = 0; slot < code.size(); slot++) {
          if (code.get(slot).opcode() == Opcode.LD_IMM64) {
            assertThat(changed.get(slot).opcode()).isEqualTo(Opcode.LD_IMM64);
            assertThat(changed.get(slot + 1).opcode()).isZero();
          }
        }
        seen.add(changed);
      }
      assertThat(seen.size()).isGreaterThan(500);
    }
  }
}
