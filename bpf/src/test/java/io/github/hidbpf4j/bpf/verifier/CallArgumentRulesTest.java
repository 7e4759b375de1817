package io.github.hidbpf4j.bpf.verifier;

import io.github.hidbpf4j.bpf.program.ProgramType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls of helpers: arguments and what is left after. */
class CallArgumentRulesTest {
  /** Instructions before; state before; instruction; state after or message. {@code -} is none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r6 = 7 / *(u64 *)(r10 -8) = 5 ~ R6=7 ~ call bpf_ktime_get_ns ~ R0=scalar()
          call bpf_ktime_get_ns ~ R0=scalar() ~ r6 = r1 ~ R1 !read_ok
          - ~ - ~ call bpf_get_smp_processor_id ~ R0=scalar(smin=smin32=0,smax=umax=smax32=umax32=8191,var_off=(0x0; 0x1fff))
          - ~ - ~ call bpf_get_prandom_u32 ~ R0=scalar()
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
          r1 = map[id:0] / r2 = r10 / r2 += -4 / *(u32 *)(r10 -4) = 0 ~ R1=map_ptr(map=test.rodata,ks=4,vs=16) R2=fp-4 ~ call bpf_map_lookup_elem ~ R0=map_value_or_null(id=1,map=test.rodata,ks=4,vs=16)
          r2 = r10 / r2 += -4 ~ R1=ctx() R2=fp-4 ~ call bpf_map_lookup_elem ~ R1 type=ctx expected=map_ptr
          r1 = map[id:0] / r2 = 0 ~ R1=map_ptr(map=test.rodata,ks=4,vs=16) R2=0 ~ call bpf_map_lookup_elem ~ R2 type=scalar expected=fp, pkt, pkt_meta, map_key, map_value, mem, ringbuf_mem, buf, trusted_ptr_
          r1 = map[id:0] / r2 = r10 / r2 += -2 ~ R1=map_ptr(map=test.rodata,ks=4,vs=16) R2=fp-2 ~ call bpf_map_lookup_elem ~ invalid indirect access to stack R2 off=-2 size=4
          r1 = map[id:0] / r2 = r10 / r2 += -600 ~ R1=map_ptr(map=test.rodata,ks=4,vs=16) R2=fp-600 ~ call bpf_map_lookup_elem ~ invalid indirect access to stack R2 off=-600 size=4
          r1 = map[id:0] ~ R1=map_ptr(map=test.rodata,ks=4,vs=16) ~ call bpf_map_lookup_elem ~ R2 !read_ok
          r1 = map[id:1] / r2 = r10 / r2 += -4 / *(u32 *)(r10 -4) = 0 / r3 = map[id:0][0]+0 / r4 = 0 ~ R1=map_ptr(map=test.rodata,ks=4,vs=8) R2=fp-4 R3=map_value(map=test.rodata,ks=4,vs=16) R4=0 ~ call bpf_map_update_elem ~ write into map forbidden
          r1 = map[id:0] / r2 = r10 / r2 += -4 / *(u32 *)(r10 -4) = 0 / r3 = map[id:0][0]+8 / r4 = 0 ~ R3=map_value(map=test.rodata,ks=4,vs=16,off=8) ~ call bpf_map_update_elem ~ R3 min value is outside of the allowed memory range
          r1 = r10 / r1 += -8 / r2 = 8 / r3 = 0 ~ R1=fp-8 R2=8 R3=0 ~ call bpf_probe_read_kernel ~ R0=scalar() fp-8=mmmmmmmm
          r1 = r10 / r1 += -8 / r2 = 16 / r3 = 0 ~ R1=fp-8 R2=16 ~ call bpf_probe_read_kernel ~ invalid indirect access to stack R1 off=-8 size=16
          r1 = r10 / r1 += -8 / r2 = -1 / r3 = 0 ~ R2=-1 ~ call bpf_probe_read_kernel ~ R2 min value is negative, either use unsigned or 'var &= const'
          r6 = *(u64 *)(r1 +0) / r1 = r10 / r1 += -8 / r2 = r6 / r3 = 0 ~ R2=scalar(id=1) ~ call bpf_probe_read_kernel ~ R2 min value is negative, either use unsigned or 'var &= const'
          r6 = *(u64 *)(r1 +0) / r6 &= 7 / r1 = r10 / r1 += -8 / r2 = r6 / r3 = 0 ~ R2=scalar(id=1,smin=smin32=0,smax=umax=smax32=umax32=7,var_off=(0x0; 0x7)) ~ call bpf_probe_read_kernel ~ R0=scalar()
          r6 = *(u64 *)(r1 +0) / r6 &= 15 / r1 = r10 / r1 += -8 / r2 = r6 / r3 = 0 ~ R2=scalar(id=1,smin=smin32=0,smax=umax=smax32=umax32=15,var_off=(0x0; 0xf)) ~ call bpf_probe_read_kernel ~ invalid indirect access to stack R1 off=-8 size=15
          r1 = map[id:1][0]+0 / r2 = 8 / r3 = 0 ~ R1=map_value(map=test.rodata,ks=4,vs=8) ~ call bpf_probe_read_kernel ~ write into map forbidden, value_size=8 off=0 size=8
          """)
  void arguments(String setup, String before, String instruction, String after) {
    RuleTable.check(ProgramType.SYSCALL, true, setup, before, instruction, after);
  }

  /** Instructions before; state before; instruction; state after or message. {@code -} is none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          - ~ - ~ call 9999 ~ invalid func unknown#9999
          - ~ - ~ call bpf_skb_load_bytes ~ program of this type cannot use helper bpf_skb_load_bytes#26
          """)
  void helpers(String setup, String before, String instruction, String after) {
    RuleTable.check(ProgramType.SYSCALL, true, setup, before, instruction, after);
  }

  /** Instructions before; state before; instruction; state after or message. {@code -} is none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r1 = 7 ~ R1=7 ~ call dev_note ~ calling kernel function dev_note is not allowed
          r1 = r10 ~ - ~ call dev_forbidden ~ calling kernel function dev_forbidden is not allowed
          r1 = 0 ~ R1=0 ~ call dev_request ~ arg#0 pointer type STRUCT dev_ctx must point to scalar, or struct with scalar
          """)
  void kernelFunctions(String setup, String before, String instruction, String after) {
    RuleTable.check(ProgramType.SYSCALL, true, setup, before, instruction, after);
  }
}
