package io.github.hidbpf4j.bpf.verifier;

import io.github.hidbpf4j.bpf.program.ProgramType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Moves and arithmetic on numbers and pointers. */
class ArithmeticRulesTest {
  /** Instructions before; state before; instruction; state after or message. {@code -} is none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r6 = *(u8 *)(r1 +0) ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ r7 = r6 ~ R6=scalar(id=1,smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) R7=scalar(id=1,smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff))
          r6 = *(u8 *)(r1 +0) ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ w7 = w6 ~ R6=scalar(id=1,smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) R7=scalar(id=1,smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff))
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ r7 = r6 ~ R6=scalar(id=1) R7=scalar(id=1)
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ w7 = w6 ~ R7=scalar(smin=0,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff))
          - ~ - ~ r7 = -1 ~ R7=-1
          - ~ - ~ w7 = -1 ~ R7=0xffffffff
          r6 = r10 ~ R6=fp0 ~ w7 = w6 ~ R7=scalar(smin=0,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff))
          r6 = r10 ~ R6=fp0 ~ r7 = r6 ~ R7=fp0
          - ~ - ~ r7 = r6 ~ R6 !read_ok
          - ~ R10=fp0 ~ r10 = 1 ~ frame pointer is read only
          r6 = *(u8 *)(r1 +0) ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ r7 = (s8)r6 ~ R7=scalar(smin=smin32=-128,smax=smax32=127)
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ r7 = (s8)r6 ~ R7=scalar(smin=smin32=-128,smax=smax32=127)
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ w7 = (s16)w6 ~ R7=scalar(smin=0,smax=umax=0xffffffff,smin32=-32768,smax32=32767,var_off=(0x0; 0xffffffff))
          r6 = 255 ~ R6=255 ~ r7 = (s8)r6 ~ R7=-1
          """)
  void moves(String setup, String before, String instruction, String after) {
    RuleTable.check(ProgramType.SYSCALL, true, setup, before, instruction, after);
  }

  /** Instructions before; state before; instruction; state after or message. {@code -} is none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r6 = *(u8 *)(r1 +0) ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ r6 += 1 ~ R6=scalar(smin=umin=smin32=umin32=1,smax=umax=smax32=umax32=256,var_off=(0x0; 0x1ff))
          r6 = *(u8 *)(r1 +0) ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ r6 += -1 ~ R6=scalar(smin=smin32=-1,smax=smax32=254)
          r6 = *(u8 *)(r1 +0) ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ w6 += -1 ~ R6=scalar(smin=0,smax=umax=0xffffffff,smin32=-1,smax32=254,var_off=(0x0; 0xffffffff))
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ r6 += 1 ~ R6=scalar()
          r6 = *(u8 *)(r1 +0) / r7 = *(u8 *)(r1 +1) ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) R7=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ r6 -= r7 ~ R6=scalar(smin=smin32=-255,smax=smax32=255)
          r6 = 5 ~ R6=5 ~ r6 -= 7 ~ R6=-2
          """)
  void additions(String setup, String before, String instruction, String after) {
    RuleTable.check(ProgramType.SYSCALL, true, setup, before, instruction, after);
  }

  /** Instructions before; state before; instruction; state after or message. {@code -} is none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r6 = *(u8 *)(r1 +0) ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ r6 *= 4 ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=1020,var_off=(0x0; 0x3fc))
          r6 = *(u8 *)(r1 +0) ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ w6 *= -1 ~ R6=scalar(smin=0,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff))
          r6 = *(u8 *)(r1 +0) ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ r6 /= 2 ~ R6=scalar()
          r6 = *(u8 *)(r1 +0) ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ r6 %= 3 ~ R6=scalar()
          r6 = *(u8 *)(r1 +0) ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ r6 /= 0 ~ div by zero
          r6 = *(u8 *)(r1 +0) ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ r6 = -r6 ~ R6=scalar()
          """)
  void products(String setup, String before, String instruction, String after) {
    RuleTable.check(ProgramType.SYSCALL, true, setup, before, instruction, after);
  }

  /** Instructions before; state before; instruction; state after or message. {@code -} is none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ r6 &= 15 ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=15,var_off=(0x0; 0xf))
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ w6 &= -16 ~ R6=scalar(smin=0,smax=umax=umax32=0xfffffff0,smax32=0x7ffffff0,var_off=(0x0; 0xfffffff0))
          r6 = *(u8 *)(r1 +0) ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ r6 |= 256 ~ R6=scalar(smin=umin=smin32=umin32=256,smax=umax=smax32=umax32=511,var_off=(0x100; 0xff))
          r6 = *(u8 *)(r1 +0) ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ r6 ^= 255 ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff))
          r6 = 12 ~ R6=12 ~ r6 ^= 10 ~ R6=6
          r6 = 12 ~ R6=12 ~ r6 |= 10 ~ R6=14
          r6 = 12 ~ R6=12 ~ r6 &= 10 ~ R6=8
          """)
  void bits(String setup, String before, String instruction, String after) {
    RuleTable.check(ProgramType.SYSCALL, true, setup, before, instruction, after);
  }

  /** Instructions before; state before; instruction; state after or message. {@code -} is none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r6 = *(u8 *)(r1 +0) ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ r6 <<= 4 ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=4080,var_off=(0x0; 0xff0))
          r6 = *(u8 *)(r1 +0) ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ r6 >>= 4 ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=15,var_off=(0x0; 0xf))
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ r6 >>= 60 ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=15,var_off=(0x0; 0xf))
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ r6 s>>= 60 ~ R6=scalar(smin=smin32=-8,smax=smax32=7)
          r6 = *(u32 *)(r1 +0) ~ R6=scalar(smin=0,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff)) ~ w6 s>>= 28 ~ R6=scalar(smin=0,smax=umax=0xffffffff,smin32=-8,smax32=7,var_off=(0x0; 0xffffffff))
          r6 = *(u8 *)(r1 +0) ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ r6 <<= 64 ~ invalid shift 64
          r6 = *(u8 *)(r1 +0) ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ w6 <<= 32 ~ invalid shift 32
          r6 = *(u8 *)(r1 +0) / r7 = *(u64 *)(r1 +8) ~ R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) R7=scalar() ~ r6 <<= r7 ~ R6=scalar()
          """)
  void shifts(String setup, String before, String instruction, String after) {
    RuleTable.check(ProgramType.SYSCALL, true, setup, before, instruction, after);
  }

  /** Instructions before; state before; instruction; state after or message. {@code -} is none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r6 = 258 ~ R6=258 ~ r6 = be16 r6 ~ R6=scalar()
          r6 = 258 ~ R6=258 ~ r6 = bswap16 r6 ~ R6=scalar()
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ r6 = le16 r6 ~ R6=scalar()
          """)
  void byteOrder(String setup, String before, String instruction, String after) {
    RuleTable.check(ProgramType.SYSCALL, true, setup, before, instruction, after);
  }

  /** Instructions before; state before; instruction; state after or message. {@code -} is none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r2 = r10 ~ R2=fp0 ~ r2 += -8 ~ R2=fp-8
          r2 = r10 / r6 = *(u8 *)(r1 +0) ~ R2=fp0 R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ r2 += r6 ~ R2=fp(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff))
          r2 = r1 / r6 = *(u8 *)(r1 +0) ~ R2=ctx() R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ r2 += r6 ~ R2=ctx(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff))
          r2 = map[id:0][0]+0 / r6 = *(u8 *)(r1 +0) ~ R2=map_value(map=test.rodata,ks=4,vs=16) R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ r2 += r6 ~ R2=map_value(map=test.rodata,ks=4,vs=16,smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff))
          r2 = map[id:0][0]+0 / r6 = *(u8 *)(r1 +0) ~ R2=map_value(map=test.rodata,ks=4,vs=16) R6=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ r2 -= r6 ~ R2=map_value(map=test.rodata,ks=4,vs=16,smin=smin32=-255,smax=smax32=0)
          r2 = map[id:0][0]+0 / r6 = *(u64 *)(r1 +0) ~ R2=map_value(map=test.rodata,ks=4,vs=16) R6=scalar() ~ r2 += r6 ~ math between map_value pointer and register with unbounded min value is not allowed
          r2 = map[id:0][0]+0 / r3 = map[id:0][0]+4 ~ R2=map_value(map=test.rodata,ks=4,vs=16) R3=map_value(map=test.rodata,ks=4,vs=16,off=4) ~ r2 -= r3 ~ R2=scalar()
          r2 = r10 ~ R2=fp0 ~ r2 += 536870912 ~ math between fp pointer and 536870912 is not allowed
          r2 = map[id:0] ~ R2=map_ptr(map=test.rodata,ks=4,vs=16) ~ r2 += 4 ~ R2 pointer arithmetic on map_ptr prohibited
          r2 = r10 / r3 = r10 ~ R2=fp0 ~ r2 += r3 ~ R2 pointer += pointer prohibited
          r6 = 4 / r2 = r10 ~ R6=4 R2=fp0 ~ r6 += r2 ~ R6=fp4
          r2 = r10 ~ R2=fp0 ~ r2 ^= 4 ~ R2 bitwise operator ^= on pointer prohibited
          r2 = r10 ~ R2=fp0 ~ r2 <<= 4 ~ R2 pointer arithmetic with <<= operator prohibited
          r2 = r10 ~ R2=fp0 ~ r2 = -r2 ~ R2=scalar()
          r2 = r10 ~ R2=fp0 ~ w2 -= 1 ~ R2=scalar()
          """)
  void pointers(String setup, String before, String instruction, String after) {
    RuleTable.check(ProgramType.SYSCALL, true, setup, before, instruction, after);
  }
}
