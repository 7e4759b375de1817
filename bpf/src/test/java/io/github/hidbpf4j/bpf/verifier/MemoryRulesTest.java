package io.github.hidbpf4j.bpf.verifier;

import io.github.hidbpf4j.bpf.program.ProgramType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loads, stores and atomic operations through each kind of pointer. */
class MemoryRulesTest {
  /** Instructions before; state before; instruction; state after or message. {@code -} is none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          - ~ - ~ *(u64 *)(r10 -8) = 5 ~ fp-8=5
          - ~ - ~ *(u32 *)(r10 -8) = 5 ~ fp-8=????5
          - ~ - ~ *(u8 *)(r10 -1) = 0 ~ fp-8=0???????
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ *(u64 *)(r10 -8) = r6 ~ R6=scalar(id=1) fp-8=scalar(id=1)
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ *(u32 *)(r10 -8) = r6 ~ fp-8=????scalar()
          r6 = *(u64 *)(r1 +0) ~ R6=scalar() ~ *(u32 *)(r10 -4) = r6 ~ fp-8=mmmm????
          r6 = r1 ~ R6=ctx() ~ *(u64 *)(r10 -8) = r6 ~ fp-8=ctx()
          r6 = r1 ~ R6=ctx() ~ *(u32 *)(r10 -8) = r6 ~ invalid size of register spill
          r6 = r1 / *(u64 *)(r10 -8) = r6 ~ fp-8=ctx() ~ r7 = *(u64 *)(r10 -8) ~ R7=ctx()
          r6 = r1 / *(u64 *)(r10 -8) = r6 ~ fp-8=ctx() ~ r7 = *(u32 *)(r10 -8) ~ invalid size of register fill
          r6 = r1 / *(u64 *)(r10 -8) = r6 ~ fp-8=ctx() ~ *(u8 *)(r10 -8) = 0 ~ fp-8=mmmmmmm0
          *(u64 *)(r10 -8) = 258 ~ fp-8=258 ~ r7 = *(u64 *)(r10 -8) ~ R7=258
          *(u64 *)(r10 -8) = 258 ~ fp-8=258 ~ r7 = *(u32 *)(r10 -8) ~ R7=258
          *(u64 *)(r10 -8) = 258 ~ fp-8=258 ~ r7 = *(u8 *)(r10 -8) ~ R7=2
          *(u64 *)(r10 -8) = 258 ~ fp-8=258 ~ r7 = *(u32 *)(r10 -4) ~ R7=scalar(smin=0,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff))
          r6 = *(u64 *)(r1 +0) / *(u64 *)(r10 -8) = r6 ~ R6=scalar(id=1) fp-8=scalar(id=1) ~ r7 = *(u64 *)(r10 -8) ~ R7=scalar(id=1)
          r6 = *(u8 *)(r1 +0) / *(u64 *)(r10 -8) = r6 ~ R6=scalar(id=1,smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) fp-8=scalar(id=1,smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff)) ~ r7 = *(u8 *)(r10 -8) ~ R7=scalar(id=1,smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff))
          *(u64 *)(r10 -8) = 0 / *(u8 *)(r10 -8) = 0 ~ fp-8=mmmmmmm0 ~ r7 = *(u64 *)(r10 -8) ~ R7=scalar()
          *(u64 *)(r10 -8) = 0 / *(u8 *)(r10 -8) = 1 ~ fp-8=mmmmmmm1 ~ r7 = *(u64 *)(r10 -8) ~ R7=scalar()
          - ~ - ~ r7 = *(u64 *)(r10 -8) ~ R7=scalar()
          - ~ - ~ r7 = *(s8 *)(r10 -8) ~ R7=scalar(smin=smin32=-128,smax=smax32=127)
          - ~ R10=fp0 ~ r7 = *(u64 *)(r10 -520) ~ invalid read from stack R10 off=-520 size=8
          - ~ R10=fp0 ~ r7 = *(u64 *)(r10 +0) ~ invalid read from stack R10 off=0 size=8
          - ~ R10=fp0 ~ *(u64 *)(r10 -520) = 0 ~ invalid write to stack R10 off=-520 size=8
          - ~ R10=fp0 ~ *(u64 *)(r10 -4) = 0 ~ misaligned stack access off 0+0+-4 size 8
          - ~ R10=fp0 ~ *(u16 *)(r10 -3) = 0 ~ misaligned stack access off 0+0+-3 size 2
          r2 = r10 / r6 = *(u64 *)(r1 +0) / r6 &= 7 / r2 += r6 ~ R2=fp(smin=smin32=0,smax=umax=smax32=umax32=7,var_off=(0x0; 0x7)) ~ *(u8 *)(r2 -8) = 0 ~ fp-8=mmmmmmmm
          r2 = r10 / r6 = *(u64 *)(r1 +0) / r6 &= 7 / r2 += r6 ~ R2=fp(smin=smin32=0,smax=umax=smax32=umax32=7,var_off=(0x0; 0x7)) ~ *(u8 *)(r2 -4) = 0 ~ invalid variable-offset write to stack R2 var_off=(0x0; 0x7) off=-4 size=1
          r2 = r10 / r6 = *(u64 *)(r1 +0) / r6 &= 7 / r2 += r6 ~ R2=fp(smin=smin32=0,smax=umax=smax32=umax32=7,var_off=(0x0; 0x7)) ~ r7 = *(u8 *)(r2 -8) ~ R7=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff))
          """)
  void stack(String setup, String before, String instruction, String after) {
    RuleTable.check(ProgramType.SYSCALL, true, setup, before, instruction, after);
  }

  /** Instructions before; state before; instruction; state after or message. {@code -} is none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r2 = map[id:0][0]+0 ~ R2=map_value(map=test.rodata,ks=4,vs=16) ~ r7 = *(u8 *)(r2 +15) ~ R7=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff))
          r2 = map[id:0][0]+0 ~ R2=map_value(map=test.rodata,ks=4,vs=16) ~ r7 = *(u8 *)(r2 +16) ~ R2 min value is outside of the allowed memory range
          r2 = map[id:0][0]+0 ~ R2=map_value(map=test.rodata,ks=4,vs=16) ~ r7 = *(u32 *)(r2 +14) ~ R2 min value is outside of the allowed memory range
          r2 = map[id:0][0]+0 ~ R2=map_value(map=test.rodata,ks=4,vs=16) ~ r7 = *(u8 *)(r2 -1) ~ R2 min value is outside of the allowed memory range
          r2 = map[id:0][0]+0 / r6 = *(u64 *)(r1 +0) / r6 &= 15 / r2 += r6 ~ R2=map_value(map=test.rodata,ks=4,vs=16,smin=smin32=0,smax=umax=smax32=umax32=15,var_off=(0x0; 0xf)) ~ r7 = *(u8 *)(r2 +0) ~ R7=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff))
          r2 = map[id:0][0]+0 / r6 = *(u64 *)(r1 +0) / r6 &= 15 / r2 += r6 ~ R2=map_value(map=test.rodata,ks=4,vs=16,smin=smin32=0,smax=umax=smax32=umax32=15,var_off=(0x0; 0xf)) ~ r7 = *(u16 *)(r2 +0) ~ R2 max value is outside of the allowed memory range
          r2 = map[id:0][0]+0 / r6 = *(u8 *)(r1 +0) / r2 -= r6 ~ R2=map_value(map=test.rodata,ks=4,vs=16,smin=smin32=-255,smax=smax32=0) ~ r7 = *(u8 *)(r2 +0) ~ R2 min value is negative, either use unsigned index or do a if (index >=0) check.
          r2 = map[id:0][0]+0 / r6 = *(u32 *)(r1 +0) / r2 += r6 ~ R2=map_value(map=test.rodata,ks=4,vs=16,smin=0,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff)) ~ r7 = *(u8 *)(r2 +0) ~ R2 unbounded memory access, make sure to bounds check any such access
          r2 = map[id:0][0]+0 ~ R2=map_value(map=test.rodata,ks=4,vs=16) ~ *(u64 *)(r2 +8) = 1 ~ R2=map_value(map=test.rodata,ks=4,vs=16)
          r2 = map[id:0][0]+0 ~ R2=map_value(map=test.rodata,ks=4,vs=16) ~ *(u64 *)(r2 +8) = r10 ~ R2=map_value(map=test.rodata,ks=4,vs=16)
          r2 = map[id:1][0]+0 ~ R2=map_value(map=test.rodata,ks=4,vs=8) ~ r7 = *(u8 *)(r2 +0) ~ R7=7
          r2 = map[id:1][0]+0 ~ R2=map_value(map=test.rodata,ks=4,vs=8) ~ r7 = *(s8 *)(r2 +7) ~ R7=-1
          r2 = map[id:1][0]+0 ~ R2=map_value(map=test.rodata,ks=4,vs=8) ~ r7 = *(u32 *)(r2 +4) ~ R7=0xff000000
          r2 = map[id:1][0]+0 ~ R2=map_value(map=test.rodata,ks=4,vs=8) ~ *(u8 *)(r2 +0) = 1 ~ write into map forbidden, value_size=8 off=0 size=1
          - ~ - ~ r2 = map[id:0][0]+16 ~ invalid access to map value pointer, value_size=16 off=16
          - ~ - ~ r2 = map[id:9] ~ fd 9 is not pointing to valid bpf_map
          """)
  void mapValues(String setup, String before, String instruction, String after) {
    RuleTable.check(ProgramType.SYSCALL, true, setup, before, instruction, after);
  }

  /** Instructions before; state before; instruction; state after or message. {@code -} is none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          - ~ R1=ctx() ~ r7 = *(u64 *)(r1 +8) ~ R7=scalar()
          - ~ R1=ctx() ~ *(u32 *)(r1 +8) = 7 ~ R1=ctx()
          - ~ R1=ctx() ~ r7 = *(u8 *)(r1 -1) ~ invalid bpf_context access off=-1 size=1
          r6 = *(u64 *)(r1 +0) / r6 &= 7 / r1 += r6 ~ R1=ctx(smin=smin32=0,smax=umax=smax32=umax32=7,var_off=(0x0; 0x7)) ~ r7 = *(u8 *)(r1 +0) ~ variable ctx access var_off=(0x0; 0x7) disallowed
          """)
  void context(String setup, String before, String instruction, String after) {
    RuleTable.check(ProgramType.SYSCALL, true, setup, before, instruction, after);
  }

  /** Instructions before; state before; instruction; state after or message. {@code -} is none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r6 = 5 ~ R6=5 ~ r7 = *(u8 *)(r6 +0) ~ R6 invalid mem access 'scalar'
          r2 = map[id:0] ~ R2=map_ptr(map=test.rodata,ks=4,vs=16) ~ *(u64 *)(r2 +0) = 0 ~ map_ptr access not supported for map type 2
          """)
  void noPointer(String setup, String before, String instruction, String after) {
    RuleTable.check(ProgramType.SYSCALL, true, setup, before, instruction, after);
  }

  /** Instructions before; state before; instruction; state after or message. {@code -} is none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          - ~ - ~ r7 = *(u8 *)(r1 +0) ~ R7=scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff))
          - ~ - ~ r7 = *(u16 *)(r1 +0) ~ R7=scalar(smin=smin32=0,smax=umax=smax32=umax32=0xffff,var_off=(0x0; 0xffff))
          - ~ - ~ r7 = *(u32 *)(r1 +0) ~ R7=scalar(smin=0,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff))
          - ~ - ~ r7 = *(u64 *)(r1 +0) ~ R7=scalar()
          - ~ - ~ r7 = *(s8 *)(r1 +0) ~ R7=scalar(smin=smin32=-128,smax=smax32=127)
          - ~ - ~ r7 = *(s16 *)(r1 +0) ~ R7=scalar(smin=smin32=-32768,smax=smax32=32767)
          - ~ - ~ r7 = *(s32 *)(r1 +0) ~ R7=scalar(smin=0xffffffff80000000,smax=0x7fffffff)
          """)
  void loads(String setup, String before, String instruction, String after) {
    RuleTable.check(ProgramType.SYSCALL, true, setup, before, instruction, after);
  }

  /** Instructions before; state before; instruction; state after or message. {@code -} is none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r3 = 1 / *(u64 *)(r10 -8) = 0 ~ R3=1 fp-8=0 ~ lock *(u64 *)(r10 -8) += r3 ~ fp-8=mmmmmmmm
          r3 = 1 / *(u64 *)(r10 -8) = 0 ~ R3=1 fp-8=0 ~ r3 = atomic64_fetch_add((u64 *)(r10 -8), r3) ~ R3=0 fp-8=mmmmmmmm
          r3 = 1 / r0 = 0 / *(u64 *)(r10 -8) = 0 ~ R0=0 R3=1 fp-8=0 ~ r0 = atomic64_cmpxchg((u64 *)(r10 -8), r0, r3) ~ fp-8=mmmmmmmm
          r3 = 1 / *(u64 *)(r10 -8) = 0 ~ R3=1 ~ r0 = atomic64_cmpxchg((u64 *)(r10 -8), r0, r3) ~ R0 !read_ok
          r3 = 1 ~ R3=1 ~ lock *(u64 *)(r1 +0) += r3 ~ BPF_ATOMIC stores into R1 ctx is not allowed
          r3 = 1 / r2 = map[id:1][0]+0 ~ R2=map_value(map=test.rodata,ks=4,vs=8) R3=1 ~ lock *(u64 *)(r2 +0) += r3 ~ write into map forbidden, value_size=8 off=0 size=8
          r3 = 1 / r2 = map[id:0][0]+0 ~ R2=map_value(map=test.rodata,ks=4,vs=16) R3=1 ~ lock *(u32 *)(r2 +12) |= r3 ~ R2=map_value(map=test.rodata,ks=4,vs=16) R3=1
          r3 = 1 / r2 = map[id:0][0]+0 ~ R2=map_value(map=test.rodata,ks=4,vs=16) R3=1 ~ lock *(u32 *)(r2 +14) |= r3 ~ misaligned value access off 0+0+14 size 4
          r2 = r10 / *(u64 *)(r10 -8) = 0 ~ R2=fp0 ~ lock *(u64 *)(r10 -8) += r2 ~ fp-8=mmmmmmmm
          """)
  void atomic(String setup, String before, String instruction, String after) {
    RuleTable.check(ProgramType.SYSCALL, true, setup, before, instruction, after);
  }
}
