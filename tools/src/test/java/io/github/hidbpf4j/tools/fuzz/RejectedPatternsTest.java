package io.github.hidbpf4j.tools.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.asm.Assembler;
import io.github.hidbpf4j.bpf.verifier.PathVerification;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.cli.KernelNames;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What Linux rejects is not accepted in any context: each pattern after random arithmetic and
 * branches.
 */
class RejectedPatternsTest {
  private static final int COMPANIES = 40;

  /** Patterns may use R0 to R6; R1 is the context, R6 an unknown number. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r0 = r9 / exit                                                                                      ~ R9 !read_ok
          r0 = 0 / r1 = r10 / r1 += 8 / *(u64 *)(r1 +0) = 1 / exit                                            ~ invalid write to stack R1 off=8
          *(u64 *)(r10 -520) = 1 / r0 = 0 / exit                                                              ~ invalid write to stack R10 off=-520
          *(u64 *)(r10 -8) = r10 / r0 = *(u32 *)(r10 -8) / exit                                               ~ invalid size of register fill
          r0 = map[id:2][0]+0 / r0 = *(u64 *)(r0 +40) / exit                                                  ~ R0 min value is outside of the allowed memory range
          r0 = map[id:2][0]+0 / r0 = *(u64 *)(r0 +33) / exit                                                  ~ R0 min value is outside of the allowed memory range
          r0 = map[id:2][0]+0 / r0 += -1 / r0 = *(u8 *)(r0 +0) / exit                                         ~ R0 min value is outside of the allowed memory range
          r0 = map[id:2][0]+0 / r0 += r6 / r0 = *(u8 *)(r0 +0) / exit                                         ~ unbounded
          r0 = map[id:2][0]+0 / if r6 > 40 goto pc+2 / r0 += r6 / r0 = *(u8 *)(r0 +0) / r0 = 0 / exit         ~ R0 max value is outside of the allowed memory range
          r0 = map[id:2][0]+0 / if w6 > 39 goto pc+2 / r0 += r6 / r0 = *(u8 *)(r0 +0) / r0 = 0 / exit         ~ math between map_value pointer and register with unbounded min value
          r0 = map[id:2][0]+0 / if r6 s> 39 goto pc+2 / r0 += r6 / r0 = *(u8 *)(r0 +0) / r0 = 0 / exit        ~ min value
          r0 = map[id:2][0]+0 / r6 &= 63 / r0 += r6 / r0 = *(u8 *)(r0 +0) / exit                              ~ R0 max value is outside of the allowed memory range
          r0 = map[id:2][0]+0 / r6 %= 40 / r0 += r6 / r0 = *(u8 *)(r0 +0) / exit                              ~ unbounded
          r0 = map[id:2][0]+0 / r6 &= 7 / r6 <<= 3 / r0 += r6 / r0 = *(u8 *)(r0 +0) / exit                    ~ R0 max value is outside of the allowed memory range
          r0 = map[id:2][0]+0 / r6 &= 3 / r6 *= -1 / r0 += r6 / r0 = *(u8 *)(r0 +0) / exit                    ~ min value
          r0 = map[id:2][0]+0 / r6 = (s8)r6 / if r6 s> 9 goto pc+2 / r0 += r6 / r0 = *(u8 *)(r0 +0) / r0 = 0 / exit ~ min value is negative
          r0 = map[id:2][0]+0 / *(u64 *)(r10 -16) = r6 / if r6 > 9 goto pc+3 / *(u8 *)(r10 -16) = 77 / r6 = *(u64 *)(r10 -16) / goto pc+1 / r6 = 0 / r0 += r6 / r0 = *(u8 *)(r0 +0) / exit ~ unbounded
          r0 = map[id:2][0]+0 / lock *(u64 *)(r0 +36) += r6 / r0 = 0 / exit                                   ~ misaligned value access
          r1 = map[id:0] / r2 = r10 / r2 += -8 / *(u32 *)(r10 -8) = 0 / call bpf_map_lookup_elem#1 / r0 = *(u64 *)(r0 +0) / exit ~ invalid mem access 'map_value_or_null'
          r1 = map[id:0] / r2 = r10 / r2 += -8 / *(u32 *)(r10 -8) = 0 / call bpf_map_lookup_elem#1 / if r0 != 0 goto pc+1 / r0 = *(u64 *)(r0 +0) / r0 = 0 / exit ~ invalid mem access 'scalar'
          r1 = map[id:0] / r2 = r10 / r2 += -8 / *(u32 *)(r10 -8) = 0 / call bpf_map_lookup_elem#1 / if r0 == 0 goto pc+1 / r0 = *(u64 *)(r0 +48) / r0 = 0 / exit ~ R0 min value is outside of the allowed memory range
          r1 = map[id:0] / r2 = r6 / call bpf_map_lookup_elem#1 / r0 = 0 / exit                               ~ R2 type=scalar
          r1 = map[id:0] / r2 = r10 / r2 += -2 / call bpf_map_lookup_elem#1 / r0 = 0 / exit                   ~ invalid indirect access to stack R2 off=-2 size=4
          r1 = r10 / r1 += -8 / r2 = 0 / r3 = 4 / call kernel-function#6 / r0 = 0 / exit                      ~ Unreleased reference
          r1 = r10 / r1 += -8 / call kernel-function#9 / r0 = 0 / exit                                        ~ expected an initialized iter_num
          r1 = r10 / r1 += -8 / r2 = 0 / r3 = 4 / call kernel-function#6 / *(u64 *)(r10 -8) = 1 / r1 = r10 / r1 += -8 / call kernel-function#11 / r0 = 0 / exit ~ expected an initialized iter_num
          r0 = 0 / goto pc-1                                                                                  ~ infinite loop detected
          if r6 == 77 goto pc+0 / r6 += 0 / goto pc-3                                                         ~ infinite loop detected
          call bpf_get_prandom_u32#7 / if r0 == 5 goto pc+1 / goto pc-3 / r0 = 0 / exit                        ~ infinite loop detected
          r3 = 1 / r2 = r10 / r2 += r6 / *(u8 *)(r2 +0) = r3 / r0 = 0 / exit                                  ~ unbounded
          r6 &= 15 / r2 = r10 / r2 += -8 / r2 += r6 / *(u8 *)(r2 +0) = 1 / r0 = 0 / exit                      ~ invalid variable-offset write to stack R2
          r1 += r6 / r0 = *(u8 *)(r1 +0) / exit                                                               ~ ctx
          r0 = r10 / r0 *= 2 / exit                                                                           ~ pointer arithmetic with *= operator prohibited
          r0 = 1 / r0 -= r10 / exit                                                                           ~ tried to subtract pointer from scalar
          r1 = 3 / r2 = subprog[+6] / r3 = 7 / r4 = 0 / call bpf_loop#181 / r0 = 0 / exit / r0 = 0 / exit      ~ R3 type=scalar expected=fp
          r1 = 3 / r2 = subprog[+6] / r3 = 0 / r4 = 0 / call bpf_loop#181 / r0 = 0 / exit / r0 = 2 / exit      ~ should have been in [0, 1]
          r1 = 3 / r2 = subprog[+6] / r3 = 0 / r4 = 0 / call bpf_loop#181 / r0 = 0 / exit / r0 = *(u64 *)(r2 +0) / exit ~ invalid mem access 'scalar'
          call pc+1 / exit / *(u64 *)(r10 -512) = 1 / call pc+1 / exit / *(u64 *)(r10 -512) = 1 / r0 = 0 / exit ~ combined stack size
          call pc+1 / exit / call pc-1 / exit                                                                 ~ the call stack of 9 frames is too deep
          r0 = 1 / r0 /= 0 / exit                                                                             ~ div by zero
          r0 = 1 / r0 <<= 64 / exit                                                                           ~ invalid shift 64
          """)
  void areRefusedInAnyCompany(String pattern, String reason) {
    SplittableRandom random = new SplittableRandom(pattern.hashCode());
    for (int i = 0; i < COMPANIES; i++) {
      String text = company(random) + pattern.replace(" / ", "\n");
      PathVerification.Result result =
          PathVerification.verify(
              GeneratedProgram.linked(
                  "pattern", new Assembler(GeneratedProgram.NAMES).assemble(text)),
              KernelNames.profile("6.12"),
              i % 2 == 0 ? 0 : VerifierEnv.F_TEST_STATE_FREQ,
              0);
      assertThat(result.accepted()).as(text).isFalse();
      assertThat(result.reason()).as(text).contains(reason);
    }
  }

  /** Random code before the pattern: numbers in R6 to R8, and operations on R7 and R8. */
  private static String company(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    text.append("r6 = *(u64 *)(r1 +0)\nr7 = *(u32 *)(r1 +8)\nr8 = *(u64 *)(r1 +16)\n");
    for (int n = random.nextInt(6); n > 0; n--) {
      int r = 7 + random.nextInt(2);
      text.append(
          switch (random.nextInt(6)) {
            case 0 -> "r%d += %d\n".formatted(r, random.nextInt());
            case 1 -> "w%d &= %d\n".formatted(r, random.nextInt());
            case 2 -> "r%d = (s16)r%d\n".formatted(r, 15 - r);
            case 3 -> "if r%d > %d goto pc+1\nr%d = 3\n".formatted(r, random.nextInt(99), r);
            case 4 -> "if w%d s< w%d goto pc+0\n".formatted(r, 15 - r);
            default -> "*(u64 *)(r10 -64) = r%d\nr%d = *(u32 *)(r10 -64)\n".formatted(r, 15 - r);
          });
    }
    return text.toString();
  }
}
