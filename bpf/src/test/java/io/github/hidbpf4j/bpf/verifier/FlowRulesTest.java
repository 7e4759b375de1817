package io.github.hidbpf4j.bpf.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.verifier.TestPrograms.Spec;
import io.github.hidbpf4j.bpf.verifier.log.InstructionText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rules about a program as a whole: stack of chains of calls ({@code StackDepth}), spills around
 * calls that spare registers ({@code FastcallPatterns}), limits, pruning; programs, and what the
 * log says of them.
 */
class FlowRulesTest {
  private static final int LEVEL_2_AND_STATISTICS = 6;

  /** BPF_F_TEST_STATE_FREQ: a state is kept wherever one may be. */
  private static final int KEEP_EVERY_STATE = 1 << 3;

  private static PathVerification.Result verify(ProgramType type, String text, int level) {
    Spec spec =
        new Spec(text.replace(" / ", "\n"))
            .type(type, type == ProgramType.SYSCALL)
            .maps(TestPrograms.map(MapType.ARRAY, false, new byte[16]));
    return PathVerification.verify(
        spec.program(),
        TestPrograms.KERNEL,
        PathVerification.F_TEST_REG_INVARIANTS | KEEP_EVERY_STATE,
        level);
  }

  private static void check(ProgramType type, String text, String expected) {
    PathVerification.Result result = verify(type, text, LEVEL_2_AND_STATISTICS);
    if (expected.equals("ok")) {
      assertThat(result.reason()).as(result.log()).isEmpty();
    } else {
      assertThat(result.log()).contains(expected.replace("\\n", "\n"));
    }
  }

  /**
   * With the JIT that 6.12 has, each function's stack counts by 16 bytes, a chain may have 512 in
   * all.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          *(u64 *)(r10 -8) = 0 / r0 = 0 / exit                                                      ~ stack depth 8
          *(u64 *)(r10 -200) = 0 / call pc+2 / r0 = 0 / exit / *(u64 *)(r10 -8) = 0 / r0 = 0 / exit ~ stack depth 200+8
          *(u64 *)(r10 -288) = 0 / call pc+2 / r0 = 0 / exit / *(u64 *)(r10 -224) = 0 / r0 = 0 / exit ~ ok
          *(u64 *)(r10 -296) = 0 / call pc+2 / r0 = 0 / exit / *(u64 *)(r10 -216) = 0 / r0 = 0 / exit ~ combined stack size of 2 calls is 528. Too large
          *(u64 *)(r10 -480) = 0 / call pc+2 / r0 = 0 / exit / r0 = 0 / exit                        ~ ok
          *(u64 *)(r10 -512) = 0 / call pc+2 / r0 = 0 / exit / *(u64 *)(r10 -8) = 0 / r0 = 0 / exit ~ combined stack size of 2 calls is 528. Too large
          call pc+1 / exit / call pc+1 / exit / call pc+1 / exit / call pc+1 / exit / call pc+1 / exit / call pc+1 / exit / call pc+1 / exit / r0 = 0 / exit ~ ok
          call pc+1 / exit / call pc+1 / exit / call pc+1 / exit / call pc+1 / exit / call pc+1 / exit / call pc+1 / exit / call pc+1 / exit / call pc+1 / exit / r0 = 0 / exit ~ the call stack of 9 frames is too deep
          r0 = 0 / call pc+1 / exit / call pc-1 / exit                                              ~ the call stack of 9 frames is too deep
          """)
  void stack(String text, String expected) {
    check(ProgramType.SYSCALL, text, expected);
  }

  /**
   * {@code bpf_get_smp_processor_id} leaves R1 to R5 alone: a spill before and a fill after it are
   * for others, and cost no stack unless the slot is used elsewhere.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r1 = 1 / *(u64 *)(r10 -8) = r1 / call bpf_get_smp_processor_id / r1 = *(u64 *)(r10 -8) / r0 = r1 / exit ~ stack depth 0
          r1 = 1 / *(u64 *)(r10 -16) = r1 / call bpf_get_smp_processor_id / r1 = *(u64 *)(r10 -16) / r0 = r1 / exit ~ stack depth 8
          r1 = 1 / r2 = 2 / *(u64 *)(r10 -8) = r1 / *(u64 *)(r10 -16) = r2 / call bpf_get_smp_processor_id / r2 = *(u64 *)(r10 -16) / r1 = *(u64 *)(r10 -8) / r0 = r1 / exit ~ stack depth 0
          r1 = 1 / *(u64 *)(r10 -16) = r1 / call bpf_ktime_get_ns / r1 = *(u64 *)(r10 -16) / r0 = r1 / exit ~ stack depth 16
          r1 = 1 / *(u64 *)(r10 -16) = r1 / call bpf_get_smp_processor_id / r2 = *(u64 *)(r10 -16) / r0 = r2 / exit ~ stack depth 16
          r6 = 1 / *(u64 *)(r10 -16) = r6 / call bpf_get_smp_processor_id / r6 = *(u64 *)(r10 -16) / r0 = r6 / exit ~ stack depth 16
          r1 = 1 / *(u32 *)(r10 -16) = r1 / call bpf_get_smp_processor_id / r1 = *(u32 *)(r10 -16) / r0 = r1 / exit ~ stack depth 16
          r1 = 1 / *(u64 *)(r10 -16) = r1 / call bpf_get_smp_processor_id / r1 = *(u64 *)(r10 -16) / r0 = *(u64 *)(r10 -16) / exit ~ stack depth 16
          """)
  void callsThatSpareRegisters(String text, String expected) {
    check(ProgramType.SCHED_CLS, text, expected);
  }

  /**
   * Legacy packet loads: R6 is the context, R1 to R5 are gone, R0 has as many bits as were read.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r6 = r1 / r0 = *(u8 *)skb[4] / exit                   ~ ok
          r6 = r1 / r0 = *(u16 *)skb[4] / exit                  ~ ; R0_w=scalar()
          r6 = r1 / r7 = 4 / r0 = *(u32 *)skb[r7 + 8] / exit    ~ ok
          r6 = 1 / r0 = *(u8 *)skb[4] / exit                    ~ at the time of BPF_LD_ABS|IND R6 != pointer to skb
          r0 = *(u8 *)skb[4] / exit                             ~ R6 !read_ok
          r6 = r1 / r0 = *(u32 *)skb[r7 + 8] / exit             ~ R7 !read_ok
          r6 = r1 / r0 = *(u8 *)skb[4] / r0 = r1 / exit         ~ R1 !read_ok
          r6 = r1 / r0 = *(u8 *)skb[4] / r0 = *(u32 *)(r6 +0) / exit ~ ok
          """)
  void legacyPacketLoads(String text, String expected) {
    check(ProgramType.SCHED_CLS, text, expected);
  }

  @ParameterizedTest
  @CsvSource({"SCHED_CLS", "SCHED_ACT", "SOCKET_FILTER"})
  void legacyPacketLoadsOfProgramTypes(ProgramType type) {
    check(type, "r6 = r1 / r0 = *(u8 *)skb[4] / r0 = 0 / exit", "ok");
  }

  @ParameterizedTest
  @CsvSource({"XDP", "CGROUP_SKB", "KPROBE", "SYSCALL", "TRACEPOINT"})
  void legacyPacketLoadsOfNoOtherTypes(ProgramType type) {
    check(
        type,
        "r6 = r1 / r0 = *(u8 *)skb[4] / exit",
        "BPF_LD_[ABS|IND] instructions not allowed for this program type");
  }

  /**
   * What may end a program from within a function must be known to return a number: without BTF of
   * functions it is refused there, and so is a callback.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          call pc+1 / exit / r6 = r1 / r0 = *(u8 *)skb[0] / exit                    ~ LD_ABS is not allowed in subprogs without BTF
          call pc+1 / exit / r6 = r1 / r7 = 1 / r0 = *(u8 *)skb[r7 + 0] / exit      ~ LD_ABS is not allowed in subprogs without BTF
          call pc+2 / r0 = 0 / exit / r2 = map[id:0] / r3 = 0 / call bpf_tail_call / r0 = 0 / exit ~ tail_call is not allowed in subprogs without BTF
          r6 = r1 / r0 = *(u8 *)skb[0] / call pc+1 / exit / r0 = 0 / exit           ~ ok
          r2 = map[id:0] / r3 = 0 / call bpf_tail_call / call pc+1 / exit / r0 = 0 / exit ~ ok
          r1 = 1 / r2 = subprog[+6] / r3 = 0 / r4 = 0 / call bpf_loop / r0 = 0 / exit / r0 = 0 / exit ~ missing btf func_info
          """)
  void functionsWithoutBtf(String text, String expected) {
    Spec spec =
        new Spec(text.replace(" / ", "\n"))
            .type(ProgramType.SOCKET_FILTER, false)
            .maps(TestPrograms.map(MapType.PROG_ARRAY, false, new byte[4]));
    PathVerification.Result result =
        PathVerification.verify(spec.program(), TestPrograms.KERNEL, 0, 1);
    assertThat(result.accepted() ? "ok" : result.reason()).isEqualTo(expected);
    assertThat(result.errno()).isEqualTo(result.accepted() ? null : Errno.EINVAL);
  }

  /** The log has a callback's address as the number in the instruction. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r1 = 1 / r2 = subprog[+2] / r0 = 0 / exit / r0 = 0 / exit                 ~ 1: (18) r2 = 0x2
          r0 = 0 / goto pc+2 / r0 = 0 / exit / r2 = subprog[-4] / r0 = 0 / exit     ~ 4: (18) r2 = 0xfffffffc
          """)
  void callbackAddresses(String text, String line) {
    LinkedProgram program =
        new Spec(text.replace(" / ", "\n")).type(ProgramType.SYSCALL, true).program();
    int slot = Integer.parseInt(line.substring(0, 1));
    assertThat(slot + ": " + new InstructionText(program).text(slot)).isEqualTo(line);
  }

  /** Programs that are attached to a function, without one. */
  @ParameterizedTest
  @CsvSource({
    "EXT, false, Tracing programs must provide btf_id",
    "LSM, false, Tracing programs must provide btf_id",
    "LSM, true, Tracing programs must provide btf_id",
    "TRACING, false, Tracing programs must provide btf_id",
    "TRACING, true, 'Only fentry/fexit/fmod_ret, lsm, iter, uprobe, and struct_ops programs can be sleepable'",
    "SYSCALL, true, ''",
    "KPROBE, true, ''",
    "TRACEPOINT, true, 'Only fentry/fexit/fmod_ret, lsm, iter, uprobe, and struct_ops programs can be sleepable'",
    "RAW_TRACEPOINT, false, ''",
  })
  void attachTarget(ProgramType type, boolean sleepable, String expected) {
    Spec spec = new Spec("r0 = 0\nexit").type(type, sleepable);
    assertThat(PathVerification.verify(spec.program(), TestPrograms.KERNEL, 0, 0).reason())
        .isEqualTo(expected);
  }

  /** Functions that nothing may be attached to, or nothing at their end. */
  @ParameterizedTest
  @CsvSource({
    "fentry, migrate_disable, programs cannot be attached to migrate_disable",
    "fexit, __rcu_read_lock, programs cannot be attached to __rcu_read_lock",
    "fexit, do_exit, Attaching fexit/fmod_ret to __noreturn functions is rejected.",
    "fentry, do_exit, ''",
    "fentry, '', Tracing programs must provide btf_id",
  })
  void tracedFunction(String kind, String function, String expected) {
    Spec spec = new Spec("r0 = 0\nexit").tracing(kind, function, false);
    assertThat(PathVerification.verify(spec.program(), TestPrograms.KERNEL, 0, 0).reason())
        .isEqualTo(expected);
  }

  /** What is found out only when the kernel rewrites the program: arena, weak kfuncs. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r1 = 8 / r1 = addr_space_cast(r1, 0, 1) / r0 = *(u8 *)(r1 +0) / r0 = 0 / exit  ~ ok
          r1 = 8 / r1 = addr_space_cast(r1, 0, 1) / r0 = *(s8 *)(r1 +0) / r0 = 0 / exit  ~ sign extending loads from arena are not supported yet
          r1 = 8 / r1 = addr_space_cast(r1, 0, 1) / r0 = *(s32 *)(r1 +0) / r0 = 0 / exit ~ sign extending loads from arena are not supported yet
          r0 = 0 / if r0 == 0 goto pc+2 / r1 = 8 / r0 = *(s32 *)(r1 +0) / exit           ~ ok
          """)
  void rewriting(String text, String expected) {
    Spec spec =
        new Spec("r6 = map[id:0]\n" + text.replace(" / ", "\n"))
            .type(ProgramType.SYSCALL, true)
            .maps(TestPrograms.map(MapType.ARENA, false, new byte[16]));
    PathVerification.Result result =
        PathVerification.verify(spec.program(), TestPrograms.KERNEL, 0, 1);
    assertThat(result.accepted() ? "ok" : result.reason()).isEqualTo(expected);
  }

  /** Which state covers which, and which numbers matter: {@code StateTable}, {@code Precision}. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r0 = *(u32 *)(r1 +0) / r6 = 1 / if r0 > 5 goto pc+1 / r6 = 2 / r0 = 0 / exit ~ from 2 to 4: safe
          r0 = *(u32 *)(r1 +0) / r6 = 1 / if r0 > 5 goto pc+1 / r6 = 2 / r0 = r6 / r0 += -1 / if r0 == 0 goto pc+1 / r0 = 0 / exit ~ mark_precise: frame0: regs=r6 stack= before 3: (b7) r6 = 2
          r0 = *(u32 *)(r1 +0) / r6 = 8 / if r0 > 5 goto pc+1 / r6 = 16 / r2 = r10 / r2 -= r6 / r0 = 0 / exit ~ R2 subtraction from stack pointer prohibited
          r6 = 8 / *(u64 *)(r10 -8) = r6 / r7 = *(u64 *)(r10 -8) / r2 = r10 / r2 += r7 / r0 = 0 / exit ~ mark_precise: frame0: regs= stack=-8 before 1: (7b) *(u64 *)(r10 -8) = r6\\nmark_precise: frame0: regs=r6 stack= before 0: (b7) r6 = 8
          r6 = 8 / r7 = r6 / r7 += 1 / r2 = r10 / r2 += r7 / r0 = 0 / exit        ~ mark_precise: frame0: regs=r6 stack= before 0: (b7) r6 = 8
          r1 = -8 / call pc+4 / r2 = r10 / r2 += r0 / r0 = 0 / exit / r0 = r1 / exit ~ mark_precise: frame0: regs=r1 stack= before 0: (b7) r1 = -8
          """)
  void pruning(String text, String expected) {
    check(ProgramType.SYSCALL, text, expected);
  }

  /** A state with a number that mattered does not cover another number. */
  @Test
  void aPreciseNumberIsNotCoveredByAnother() {
    String text =
        "r0 = *(u32 *)(r1 +0) / r6 = -8 / if r0 > 5 goto pc+1 / r6 = -600 / r2 = r10 / r2 += r6 / r0 = *(u8 *)(r2 +0) / r0 = 0 / exit";
    assertThat(verify(ProgramType.SYSCALL, text, 1).reason())
        .isEqualTo("invalid read from stack R2 off=-600 size=1");
    String turned = text.replace("r6 = -8", "r6 = -700").replace("r6 = -600", "r6 = -8");
    assertThat(verify(ProgramType.SYSCALL, turned, 1).reason())
        .isEqualTo("invalid read from stack R2 off=-700 size=1");
  }

  /** 8,192 branches may wait. */
  @Test
  void tooManyBranchesWait() {
    StringBuilder text = new StringBuilder("r6 = r1");
    for (int i = 0; i < 8193; i++) {
      text.append(" / r0 = *(u32 *)(r6 +0) / if r0 == ").append(i).append(" goto pc+0");
    }
    assertThat(verify(ProgramType.SYSCALL, text + " / r0 = 0 / exit", 0).reason())
        .isEqualTo("The sequence of 8193 jumps is too complex.");
  }

  /** 64 maps may be used. */
  @ParameterizedTest
  @CsvSource({"64, ''", "65, The total number of maps per program has reached the limit of 64"})
  void maps(int count, String expected) {
    StringBuilder text = new StringBuilder();
    MapSpec[] maps = new MapSpec[count];
    for (int i = 0; i < count; i++) {
      maps[i] = TestPrograms.map(MapType.ARRAY, false, new byte[16]);
      text.append("r1 = map[id:").append(i).append("]\n");
    }
    Spec spec = new Spec(text + "r0 = 0\nexit").type(ProgramType.SYSCALL, true).maps(maps);
    assertThat(PathVerification.verify(spec.program(), TestPrograms.KERNEL, 0, 0).reason())
        .isEqualTo(expected);
  }
}
