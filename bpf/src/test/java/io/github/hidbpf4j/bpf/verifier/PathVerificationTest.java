package io.github.hidbpf4j.bpf.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.verifier.TestPrograms.Spec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules of the path-sensitive verifier: programs, and what the log says of them. */
class PathVerificationTest {
  private static PathVerification.Result verify(Spec spec, int logLevel) {
    return PathVerification.verify(
        spec.type(ProgramType.SYSCALL, true).program(),
        TestPrograms.KERNEL,
        PathVerification.F_TEST_REG_INVARIANTS,
        logLevel);
  }

  private static Spec spec(String text) {
    return new Spec(text.replace(" / ", "\n"))
        .maps(TestPrograms.map(MapType.ARRAY, false, new byte[16]));
  }

  /** Instructions apart by {@code /}; reason, or {@code ok}. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r0 = 0 / exit                                                                  ~ ok
          r0 = r3 / exit                                                                 ~ R3 !read_ok
          r0 = r1 / r0 *= 4 / exit                                                       ~ R0 pointer arithmetic with *= operator prohibited
          r0 = r1 / r0 &= 4 / exit                                                       ~ R0 bitwise operator &= on pointer prohibited
          r0 = r10 / r0 -= 8 / exit                                                      ~ R0 subtraction from stack pointer prohibited
          r0 = r1 / w0 += 4 / exit                                                       ~ R0 32-bit pointer arithmetic prohibited
          r0 = 1 / r0 -= r1 / exit                                                       ~ R0 tried to subtract pointer from scalar
          r0 = r1 / r0 += r10 / exit                                                     ~ R0 pointer += pointer prohibited
          r0 = r10 / r0 += -600 / r0 = *(u8 *)(r0 +0) / exit                             ~ invalid read from stack R0 off=-600 size=1
          *(u32 *)(r10 -6) = 1 / r0 = 0 / exit                                           ~ misaligned stack access off 0+0+-6 size 4
          *(u64 *)(r10 -8) = r1 / r0 = *(u32 *)(r10 -8) / exit                           ~ invalid size of register fill
          *(u32 *)(r10 -8) = r1 / r0 = 0 / exit                                          ~ invalid size of register spill
          *(u64 *)(r10 -8) = 7 / r0 = *(u32 *)(r10 -8) / r0 += -7 / if r0 == 0 goto pc+1 / r0 = r9 / exit ~ ok
          r0 = *(u64 *)(r10 -16) / r0 = 0 / exit                                         ~ ok
          r0 = *(u64 *)(r1 +0) / r0 <<= 3 / r0 += r1 / r0 = *(u64 *)(r0 +0) / exit        ~ math between ctx pointer and register with unbounded min value is not allowed
          r0 = *(u8 *)(r1 +0) / r2 = r10 / r2 += -16 / r0 &= 7 / r2 += r0 / *(u8 *)(r2 +0) = 1 / r0 = *(u8 *)(r10 -12) / exit ~ ok
          r0 = *(u8 *)(r1 +0) / r2 = r10 / r2 += -4 / r0 &= 7 / r2 += r0 / *(u8 *)(r2 +0) = 1 / r0 = 0 / exit ~ invalid variable-offset write to stack R2 var_off=(0x0; 0x7) off=-4 size=1
          r0 = *(u32 *)(r1 +0) / if r0 > 10 goto pc+1 / if r0 > 20 goto pc+2 / r0 = 0 / exit / r0 = r9 / exit ~ ok
          r0 = *(u32 *)(r1 +0) / if r0 == 5 goto pc+1 / goto pc+1 / if r0 != 5 goto pc+2 / r0 = 0 / exit / r0 = r9 / exit ~ ok
          r0 = 0 / r0 += 1 / if r0 < 100 goto pc-2 / exit                                 ~ ok
          r0 = 0 / goto pc-1                                                             ~ infinite loop detected at insn 1
          r0 = *(u64 *)(r1 +0) / if r0 == 0 goto pc+1 / goto pc-2 / exit                  ~ infinite loop detected at insn 1
          r6 = r1 / r0 = *(u8 *)skb[0] / exit                                            ~ BPF_LD_[ABS|IND] instructions not allowed for this program type
          call pc+1 / exit / r0 = r10 / exit                                             ~ cannot return stack pointer to the caller
          r6 = 1 / call pc+2 / r0 = r6 / exit / r0 = 0 / exit                            ~ ok
          call pc+1 / exit / r0 = r6 / exit                                              ~ R6 !read_ok
          r3 = 1 / lock *(u64 *)(r1 +0) += r3 / r0 = 0 / exit                            ~ BPF_ATOMIC stores into R1 ctx is not allowed
          call bpf_ktime_get_ns / r0 = r1 / exit                                         ~ R1 !read_ok
          """)
  void programs(String text, String expected) {
    PathVerification.Result result = verify(spec(text), 1);
    assertThat(result.accepted() ? "ok" : result.reason()).as(result.log()).isEqualTo(expected);
    assertThat(result.log()).contains("processed ").contains("(limit 1000000)");
  }

  /** Instructions apart by {@code /}; a line of the log at level 2. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r0 = 7 / exit                                        ~ 0: R1=ctx() R10=fp0
          r0 = 7 / exit                                        ~ 0: (b7) r0 = 7                        ; R0_w=7
          r0 = *(u8 *)(r1 +0) / exit                           ~ ; R0_w=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) R1=ctx()
          r0 = *(u32 *)(r1 +0) / r0 &= -4 / exit               ~ ; R0_w=scalar(smin=0,smax=umax=umax32=0xfffffffc,smax32=0x7ffffffc,var_off=(0x0; 0xfffffffc))
          r0 = *(u32 *)(r1 +0) / if r0 > 5 goto pc+0 / exit    ~ ; R0_w=scalar(smin=smin32=0,smax=umax=smax32=umax32=5,var_off=(0x0; 0x7))
          r2 = r10 / r2 += -8 / r0 = 0 / exit                  ~ ; R2_w=fp-8
          *(u64 *)(r10 -8) = 5 / r0 = 0 / exit                 ~ ; R10=fp0 fp-8_w=5
          *(u64 *)(r10 -8) = r1 / r0 = 0 / exit                ~ ; R1=ctx() R10=fp0 fp-8_w=ctx()
          *(u16 *)(r10 -4) = 5 / r0 = 0 / exit                 ~ ; R10=fp0 fp-8=??mm????
          r6 = *(u32 *)(r1 +0) / r7 = r6 / r7 += 3 / r0 = 0 / exit ~ ; R7_w=scalar(id=1+3,smin=umin=3,smax=umax=0x100000002,var_off=(0x0; 0x1ffffffff))
          """)
  void statesInTheLog(String text, String expected) {
    assertThat(verify(spec(text), 2).log()).contains(expected);
  }

  @Test
  void theLogOfAnAcceptedProgramIsCutAtLevel1() {
    assertThat(verify(spec("r0 = 0 / exit"), 1).log())
        .isEqualTo(
            "processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0\n");
  }

  @Test
  void aLoopOfAMillionInstructionsIsTooLarge() {
    PathVerification.Result result =
        verify(spec("r0 = 0 / r0 += 1 / if r0 < 1000000 goto pc-2 / exit"), 0);
    assertThat(result.reason()).isEqualTo("BPF program is too large. Processed 1000001 insn");
  }

  @Test
  void whatNoPathReachesIsNotLive() {
    PathVerification.Result result =
        verify(spec("r0 = 1 / if r0 == 1 goto pc+1 / r0 = r9 / exit"), 0);
    assertThat(result.accepted()).isTrue();
    assertThat(List.of(result.live().get(1), result.live().get(2), result.live().get(3)))
        .containsExactly(true, false, true);
  }
}
