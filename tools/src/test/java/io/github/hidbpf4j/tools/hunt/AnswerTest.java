package io.github.hidbpf4j.tools.hunt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTest {
  @Test
  void lastLineIsWhatTheVerifierHasToSay() {
    assertThat(
            Answer.of(
                13,
                List.of(
                    "0: R1=ctx() R10=fp0",
                    "0: (61) r0 = *(u32 *)(r1 +200)",
                    "invalid bpf_context access off=200 size=4",
                    "verification time 12 usec",
                    "stack depth 0",
                    "processed 1 insns (limit 1000000) max_states_per_insn 0")))
        .isEqualTo(new Answer(13, 1, "invalid bpf_context access off=200 size=4"));
  }

  @Test
  void explanationsAndCountsOfFunctionsAreNone() {
    assertThat(
            Answer.of(
                22,
                List.of(
                    "R0 has\tno value",
                    "",
                    "Verification failed: register: not initialized",
                    "",
                    "Suggestion:",
                    "  Give it one.",
                    "",
                    "subprog 0 (main) main insns_self 1 insns_total 1 stack 0",
                    "processed 7 insns (limit 1000000)")))
        .isEqualTo(new Answer(22, 7, "R0 has no value"));
  }

  @Test
  void aLineWithoutEndEndsBeforeTheTime() {
    assertThat(
            Answer.of(
                22, List.of("expected prog array map for tail callverification time 147 usec")))
        .isEqualTo(new Answer(22, -1, "expected prog array map for tail call"));
  }

  @Test
  void numbersOfRewrittenInstructionsAreNotCompared() {
    assertThat(new Answer(14, 9, "verifier bug: No program to jit at insn 108 (subprog < 0)"))
        .isEqualTo(new Answer(14, 9, "verifier bug: No program to jit at insn 85 (subprog < 0)"));
  }

  @Test
  void acceptedProgramsHaveNoLine() {
    assertThat(Answer.of(0, List.of("subprog 0 (x) main insns_self 1", "processed 3 insns (l)")))
        .isEqualTo(new Answer(0, 3, ""));
  }

  @Test
  void textIsReadBack() {
    Answer answer = new Answer(22, 40, "R1 of : what = ever");
    assertThat(Answer.parse(answer.text())).isEqualTo(answer);
    assertThat(Answer.parse(new Answer(0, -1, "").text())).isEqualTo(new Answer(0, -1, ""));
  }
}
