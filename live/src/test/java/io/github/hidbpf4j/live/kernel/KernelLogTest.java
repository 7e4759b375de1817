package io.github.hidbpf4j.live.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KernelLogTest {
  private static final String EXPLAINED =
      """
      0: R1=trusted_ptr_hid_bpf_ctx() R10=fp0
      ; return data[9]; @ fix.bpf.c:12
      4: (71) r0 = *(u8 *)(r0 +9)
      R0 invalid mem access 'mem_or_null'

      Verification failed: Register Type Safety: R0 may be NULL

      Reason:
        It was not compared with NULL.

      At:
        rewrite @ fix.bpf.c:12:9
        Source context:
        >>> 12 | return data[9];
               |  ^-- error: r0 may be NULL
        Instruction context:
        >>> 4 | (71) r0 = *(u8 *)(r0 +9)

      Causal path:
        no retained diagnostic events on this path

      Suggestion:
        Compare it.

      verification time 31 usec
      stack depth 0
      subprog 0 (rewrite) main insns_self 5 insns_total 5 stack 0
      processed 5 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0
      """;

  @Test
  void reasonIsTheMessageNotTheExplanationOfIt() {
    KernelLog log = KernelLog.parse(EXPLAINED);
    assertThat(log)
        .isEqualTo(
            new KernelLog(
                "R0 invalid mem access 'mem_or_null'", 4, "fix.bpf.c:12: return data[9];"));
    assertThat(log.text())
        .isEqualTo(
            "fix.bpf.c:12: return data[9];: R0 invalid mem access 'mem_or_null' (instruction 4)");
  }

  @Test
  void aMessageMayGoOnBehindAnExplanation() {
    String log =
        EXPLAINED.replace("verification time", "BPF_EXIT would lead to a leak\nverification time");
    assertThat(KernelLog.parse(log).reason()).isEqualTo("BPF_EXIT would lead to a leak");
    assertThat(KernelLog.said(log.lines().toList()))
        .containsExactly(
            "0: R1=trusted_ptr_hid_bpf_ctx() R10=fp0",
            "; return data[9]; @ fix.bpf.c:12",
            "4: (71) r0 = *(u8 *)(r0 +9)",
            "R0 invalid mem access 'mem_or_null'",
            "BPF_EXIT would lead to a leak");
  }

  static Stream<Arguments> reasons() {
    return Stream.of(
        Arguments.of("", ""),
        Arguments.of("processed 0 insns (limit 1000000)\n", ""),
        Arguments.of("0: (95) exit\nR0 !read_ok\nprocessed 1 insns (limit 1)\n", "R0 !read_ok"),
        Arguments.of(
            "unknown func bpf_x#999\ncur state: x\nold state:\n", "unknown func bpf_x#999"),
        // Source lines without a file, as before 6.9.
        Arguments.of("; int x = 1;\n1: (b7) r0 = 1\nbad\nmark_precise: frame0: x\n", "bad"));
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void reasonIsTheLastLineThatSaysWhy(String log, String reason) {
    assertThat(KernelLog.parse(log).reason()).isEqualTo(reason);
  }

  @Test
  void withoutReasonThereIsNoText() {
    assertThat(KernelLog.parse("processed 3 insns (limit 1000000)\n").text()).isEmpty();
    assertThat(KernelLog.parse("too many programs\n").text()).isEqualTo("too many programs");
  }
}
