package io.github.hidbpf4j.tools.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The mutations of each kind of instruction. */
class InstructionMutationTest {
  private static Instruction instruction(int opcode, int offset, int imm) {
    return new Instruction(opcode, 1, 2, (short) offset, imm);
  }

  private static List<String> operators(Instruction i) {
    return Mutation.of(i, false, false).stream().map(Mutation::operator).toList();
  }

  @Test
  void conditions() {
    Instruction i = instruction(Opcode.JMP | Opcode.JGT | Opcode.K, 5, 7);
    assertThat(operators(i))
        .containsExactly(
            "inverted condition",
            "boundary of the condition",
            "immediate 8 instead of 7",
            "immediate 6 instead of 7",
            "immediate 0 instead of 7",
            "immediate -8 instead of 7",
            "jump left out",
            "jump taken always");
    assertThat(Mutation.of(i, false, false).getFirst().after())
        .isEqualTo(instruction(Opcode.JMP | Opcode.JLE | Opcode.K, 5, 7));
    assertThat(Mutation.of(i, false, false).get(1).after())
        .isEqualTo(instruction(Opcode.JMP | Opcode.JGE | Opcode.K, 5, 7));
  }

  @Test
  void arithmetic() {
    Instruction add = instruction(Opcode.ALU | Opcode.ADD | Opcode.X, 0, 0);
    assertThat(operators(add)).containsExactly("another operator", "operation left out");
    assertThat(Mutation.of(add, false, false).getFirst().after())
        .isEqualTo(instruction(Opcode.ALU | Opcode.SUB | Opcode.X, 0, 0));
    assertThat(operators(instruction(Opcode.ALU64 | Opcode.MOV | Opcode.K, 0, 0)))
        .containsExactly("immediate 1 instead of 0", "immediate -1 instead of 0");
    assertThat(operators(instruction(Opcode.ALU64 | Opcode.MOV | Opcode.X, 0, 0))).isEmpty();
  }

  @Test
  void accesses() {
    assertThat(operators(instruction(Opcode.STX | Opcode.MEM | Opcode.W, 8, 0)))
        .containsExactly(
            "offset 12 instead of 8",
            "offset 4 instead of 8",
            "a narrower access",
            "store left out");
    assertThat(operators(instruction(Opcode.LDX | Opcode.MEM | Opcode.B, 0, 0)))
        .containsExactly("offset 1 instead of 0", "offset -1 instead of 0");
  }

  /** What the linker writes is not changed, except for calls of kernel functions. */
  @Test
  void relocated() {
    Instruction call = new Instruction(Opcode.JMP | Opcode.CALL, 0, 1, (short) 0, -1);
    assertThat(Mutation.of(call, true, true))
        .extracting(Mutation::operator)
        .containsExactly("call replaced by 0", "call replaced by -1");
    assertThat(Mutation.of(call, true, true)).allMatch(Mutation::freesCall);
    assertThat(Mutation.of(call, true, false)).isEmpty();
    assertThat(Mutation.of(instruction(Opcode.LD_IMM64, 0, 0), true, false)).isEmpty();
    Instruction helper = new Instruction(Opcode.JMP | Opcode.CALL, 0, 0, (short) 0, 1);
    assertThat(Mutation.of(helper, false, false)).hasSize(2).noneMatch(Mutation::freesCall);
  }

  @Test
  void endOfProgram() {
    assertThat(operators(instruction(Opcode.JMP | Opcode.EXIT, 0, 0))).isEmpty();
  }
}
