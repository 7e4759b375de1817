package io.github.hidbpf4j.bpf.verifier;

import io.github.hidbpf4j.bpf.program.ProgramType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What conditional jumps tell, on the branch that is followed first. */
class JumpRulesTest {
  /** Instructions before; state before; instruction; state after or message. {@code -} is none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ if r6 > 10 goto pc+1 ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=10,var_off=(0x0; 0xf))
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ if r6 >= 10 goto pc+1 ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=9,var_off=(0x0; 0xf))
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ if r6 < 10 goto pc+1 ~ R6=scalar(umin=10)
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ if r6 <= 10 goto pc+1 ~ R6=scalar(umin=11)
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ if r6 s> 10 goto pc+1 ~ R6=scalar(smax=10)
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ if r6 s>= 10 goto pc+1 ~ R6=scalar(smax=9)
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ if r6 s< -10 goto pc+1 ~ R6=scalar(smin=-10)
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ if r6 s<= -10 goto pc+1 ~ R6=scalar(smin=-9)
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ if r6 != 7 goto pc+1 ~ R6=7
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ if r6 == 7 goto pc+1 ~ R6=scalar()
          r6 = *(u8 *)(r1 +0) ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ if r6 == 0 goto pc+1 ~ R6=scalar(smin=umin=smin32=umin32=1,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff))
          r6 = *(u8 *)(r1 +0) ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ if r6 == 255 goto pc+1 ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=254,var_off=(0x0; 0xff))
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ if r6 & 8 goto pc+1 ~ R6=scalar(smax=0x7ffffffffffffff7,umax=0xfffffffffffffff7,smax32=0x7ffffff7,umax32=0xfffffff7,var_off=(0x0; 0xfffffffffffffff7))
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ if w6 > 10 goto pc+1 ~ R6=scalar(smax=0x7fffffff0000000a,umax=0xffffffff0000000a,smin32=0,smax32=umax32=10,var_off=(0x0; 0xffffffff0000000f))
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ if w6 s< 0 goto pc+1 ~ R6=scalar(smax=0x7fffffff7fffffff,umax=0xffffffff7fffffff,smin32=0,umax32=0x7fffffff,var_off=(0x0; 0xffffffff7fffffff))
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ if w6 != 7 goto pc+1 ~ R6=scalar(smin=0x8000000000000007,smax=0x7fffffff00000007,umin=smin32=umin32=7,umax=0xffffffff00000007,smax32=umax32=7,var_off=(0x7; 0xffffffff00000000))
          r6 = *(u32 *)(r1 +0) ~ R6=scalar(smin=0,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff)) ~ if w6 > 10 goto pc+1 ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=10,var_off=(0x0; 0xf))
          """)
  void constants(String setup, String before, String instruction, String after) {
    RuleTable.check(ProgramType.SYSCALL, true, setup, before, instruction, after);
  }

  /** Instructions before; state before; instruction; state after or message. {@code -} is none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r6 = *(u8 *)(r1 +0) / r7 = *(u64 *)(r1 +8) ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) R7=scalar() ~ if r7 > r6 goto pc+1 ~ R7=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff))
          r6 = *(u8 *)(r1 +0) / r7 = *(u64 *)(r1 +8) ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) R7=scalar() ~ if r7 != r6 goto pc+1 ~ R7=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff))
          r6 = *(u8 *)(r1 +0) / r7 = *(u8 *)(r1 +8) / r7 += 16 ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) R7=scalar(smin=umin=smin32=umin32=16,smax=umax=smax32=umax32=271,var_off=(0x0; 0x1ff)) ~ if r6 < r7 goto pc+1 ~ R6=scalar(smin=umin=smin32=umin32=16,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) R7=scalar(smin=umin=smin32=umin32=16,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff))
          """)
  void registers(String setup, String before, String instruction, String after) {
    RuleTable.check(ProgramType.SYSCALL, true, setup, before, instruction, after);
  }

  /** Instructions before; state before; instruction; state after or message. {@code -} is none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r6 = 5 ~ R6=5 ~ if r6 > 10 goto pc+1 ~ R6=5
          r6 = *(u8 *)(r1 +0) ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ if r6 > 255 goto pc+1 ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff))
          """)
  void decided(String setup, String before, String instruction, String after) {
    RuleTable.check(ProgramType.SYSCALL, true, setup, before, instruction, after);
  }

  /** Instructions before; state before; instruction; state after or message. {@code -} is none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r2 = r10 / r2 += -4 / *(u32 *)(r10 -4) = 0 / r1 = map[id:0] / call bpf_map_lookup_elem ~ R0=map_value_or_null(id=1,map=test.rodata,ks=4,vs=16) ~ if r0 == 0 goto pc+1 ~ R0=map_value(map=test.rodata,ks=4,vs=16)
          r2 = r10 / r2 += -4 / *(u32 *)(r10 -4) = 0 / r1 = map[id:0] / call bpf_map_lookup_elem ~ R0=map_value_or_null(id=1,map=test.rodata,ks=4,vs=16) ~ if r0 != 0 goto pc+1 ~ R0=0
          r2 = r10 / r2 += -4 / *(u32 *)(r10 -4) = 0 / r1 = map[id:0] / call bpf_map_lookup_elem ~ R0=map_value_or_null(id=1,map=test.rodata,ks=4,vs=16) ~ r0 += 4 ~ R0 pointer arithmetic on map_value_or_null prohibited, null-check it first
          r2 = r10 / r2 += -4 / *(u32 *)(r10 -4) = 0 / r1 = map[id:0] / call bpf_map_lookup_elem ~ R0=map_value_or_null(id=1,map=test.rodata,ks=4,vs=16) ~ r6 = *(u8 *)(r0 +0) ~ R0 invalid mem access 'map_value_or_null'
          """)
  void nullChecks(String setup, String before, String instruction, String after) {
    RuleTable.check(ProgramType.SYSCALL, true, setup, before, instruction, after);
  }

  /** Instructions before; state before; instruction; state after or message. {@code -} is none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          - ~ - ~ if r6 > 10 goto pc+1 ~ R6 !read_ok
          - ~ R10=fp0 ~ if r10 > 10 goto pc+1 ~ R10=fp0
          r2 = r10 ~ R2=fp0 ~ if r2 == 0 goto pc+1 ~ R2=fp0
          """)
  void operands(String setup, String before, String instruction, String after) {
    RuleTable.check(ProgramType.SYSCALL, true, setup, before, instruction, after);
  }

  /** Instructions before; state before; instruction; state after or message. {@code -} is none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r6 = *(u64 *)(r1 +0) / r7 = r6 / if r6 > 10 goto pc+1 ~ R7=scalar(id=1) ~ r8 = r7 ~ R7=scalar(id=1,smin=smin32=0,smax=umax=smax32=umax32=10,var_off=(0x0; 0xf)) R8=scalar(id=1,smin=smin32=0,smax=umax=smax32=umax32=10,var_off=(0x0; 0xf))
          r6 = *(u32 *)(r1 +0) / r7 = r6 / r7 += 3 / if r6 > 10 goto pc+1 ~ R7=scalar(id=1+3,smin=umin=3,smax=umax=0x100000002,var_off=(0x0; 0x1ffffffff)) ~ r8 = r7 ~ R7=scalar(id=2,smin=umin=smin32=umin32=3,smax=umax=smax32=umax32=13,var_off=(0x0; 0x1f)) R8=scalar(id=2,smin=umin=smin32=umin32=3,smax=umax=smax32=umax32=13,var_off=(0x0; 0x1f))
          r6 = *(u64 *)(r1 +0) / *(u64 *)(r10 -8) = r6 / if r6 > 10 goto pc+1 ~ - ~ r8 = *(u64 *)(r10 -8) ~ R8=scalar(id=1,smin=smin32=0,smax=umax=smax32=umax32=10,var_off=(0x0; 0xf)) fp-8=scalar(id=1,smin=smin32=0,smax=umax=smax32=umax32=10,var_off=(0x0; 0xf))
          r2 = r10 / r2 += -4 / *(u32 *)(r10 -4) = 0 / r1 = map[id:0] / call bpf_map_lookup_elem / r6 = r0 / if r0 == 0 goto pc+1 ~ R0=map_value(map=test.rodata,ks=4,vs=16) ~ r8 = r6 ~ R6=map_value(map=test.rodata,ks=4,vs=16) R8=map_value(map=test.rodata,ks=4,vs=16)
          """)
  void copies(String setup, String before, String instruction, String after) {
    RuleTable.check(ProgramType.SYSCALL, true, setup, before, instruction, after);
  }
}
