package io.github.hidbpf4j.bpf.verifier;

import static io.github.hidbpf4j.bpf.verifier.TestPrograms.KERNEL;
import static io.github.hidbpf4j.bpf.verifier.TestPrograms.RAW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.program.VerificationException;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.TestPrograms.Spec;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerifierTest {
  private static VerificationException refused(Spec spec, ApiProfile profile) {
    VerificationException e =
        catchThrowableOfType(
            VerificationException.class, () -> Verifier.verify(spec.program(), profile));
    assertThat(e).as("the program should be refused").isNotNull();
    assertThat(e.getMessage()).doesNotContain("\n").contains(e.reason());
    assertThat(e.log()).contains(e.reason() + "\n");
    return e;
  }

  /** Instructions apart by {@code /}; reason, or {@code ok}; slot. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r0 = 0 / exit                                   ~ ok                                 ~ -1
          exit                                            ~ R0 !read_ok                        ~ 0
          r0 = r2 / exit                                  ~ ok                                 ~ -1
          r0 = r3 / exit                                  ~ R3 !read_ok                        ~ 0
          r0 += 1 / exit                                  ~ R0 !read_ok                        ~ 0
          r0 = *(u8 *)(r1 +0) / exit                      ~ ok                                 ~ -1
          r0 = *(u8 *)(r2 +0) / exit                      ~ R2 invalid mem access 'scalar'     ~ 0
          r10 = 5 / r0 = 0 / exit                         ~ frame pointer is read only         ~ 0
          r10 += 5 / r0 = 0 / exit                        ~ frame pointer is read only         ~ 0
          r0 = 5 / r0 /= 0 / exit                         ~ div by zero                        ~ 1
          r0 = 5 / w0 s%= 0 / exit                        ~ div by zero                        ~ 1
          r0 = 5 / r0 <<= 64 / exit                       ~ invalid shift 64                   ~ 1
          r0 = 5 / w0 >>= 32 / exit                       ~ invalid shift 32                   ~ 1
          r0 = 5 / w0 s>>= -1 / exit                      ~ invalid shift -1                   ~ 1
          r0 = 5 / r0 <<= 63 / exit                       ~ ok                                 ~ -1
          .insn 0x0000000500000bb7 / exit                 ~ R11 is invalid                     ~ 0
          .insn 0x000000000000c0bf / exit                 ~ R12 is invalid                     ~ 0
          .insn 0x00000005000000ff / exit                 ~ unknown opcode ff                  ~ 0
          .insn 0x000000000007100f / exit                 ~ BPF_ALU uses reserved fields       ~ 0
          .insn 0x00000007000010b7 / exit                 ~ BPF_MOV uses reserved fields       ~ 0
          .insn 0x00000000000410bf / exit                 ~ BPF_MOV uses reserved fields       ~ 0
          .insn 0x0000000100000087 / exit                 ~ BPF_NEG uses reserved fields       ~ 0
          .insn 0x00000011000000d4 / exit                 ~ BPF_END uses reserved fields       ~ 0
          .insn 0x0000000100001061 / exit                 ~ BPF_LDX uses reserved fields       ~ 0
          .insn 0x0000000100001063 / r0 = 0 / exit        ~ BPF_STX uses reserved fields       ~ 0
          .insn 0x0000000000001162 / r0 = 0 / exit        ~ BPF_ST uses reserved fields        ~ 0
          .insn 0x00000033000021db / r0 = 0 / exit        ~ BPF_ATOMIC uses invalid atomic opcode 33 ~ 0
          .insn 0x0000000100000005 / exit                 ~ BPF_JA uses reserved fields        ~ 0
          r0 = 0 / .insn 0x0000000000001015 / exit        ~ BPF_JMP/JMP32 uses reserved fields ~ 1
          r0 = 0 / .insn 0x0000000100000095               ~ BPF_EXIT uses reserved fields      ~ 1
          .insn 0x0000000500003085 / exit                 ~ BPF_CALL uses reserved fields      ~ 0
          .insn 0x0000000000000018 / exit                 ~ invalid bpf_ld_imm64 insn          ~ 0
          .insn 0x0000000000000018                        ~ last insn is not an exit or jmp    ~ 0
          .insn 0x0000000000007018 / .insn 0 / exit       ~ unrecognized bpf_ld_imm64 insn     ~ 0
          .insn 0x0000000000010018 / .insn 0 / exit       ~ BPF_LD_IMM64 uses reserved fields  ~ 0
          .insn 0x0000000000000000 / exit                 ~ unknown opcode 00                  ~ 0
          r0 = map[id:0] / exit                           ~ fd 0 is not pointing to valid bpf_map ~ 0
          r0 = map[idx:0] / exit                          ~ fd_idx without fd_array is invalid ~ 0
          r0 = ksym[id:99] / exit                         ~ ldimm64 insn specifies invalid btf_id 99. ~ 0
          may_goto pc+0 / r0 = 0 / exit                   ~ invalid may_goto off 0 imm 0       ~ 0
          r0 = 0                                          ~ last insn is not an exit or jmp    ~ 0
          r0 = 0 / goto pc+1 / exit                       ~ jump out of range from insn 1 to 3 ~ 1
          r0 = 0 / if r0 == 0 goto pc-5 / exit            ~ jump out of range from insn 1 to -3 ~ 1
          r0 = 0 / gotol pc+70000 / exit                  ~ jump out of range from insn 1 to 70002 ~ 1
          r0 = 0 / exit / r0 = 1 / exit                   ~ unreachable insn 2                 ~ 2
          r0 = 0 / if r0 == 0 goto pc+1 / r0 = 1 ll / exit ~ jump into the middle of ldimm64 insn 2 ~ 2
          r0 = 0 / call pc+5 / exit                       ~ call to invalid destination        ~ 1
          call pc+1 / exit / r0 = 0 / exit                ~ ok                                 ~ -1
          call pc+1 / exit / r1 = 0 / exit                ~ R0 !read_ok                        ~ 1
          call pc+1 / exit / r0 = r2 / exit               ~ ok                                 ~ -1
          call pc+1 / exit / r0 = r3 / exit               ~ R3 !read_ok                        ~ 2
          call pc+1 / exit / r0 = r6 / exit               ~ R6 !read_ok                        ~ 2
          r0 = 0 / goto pc-1                              ~ infinite loop detected at insn 1   ~ 1
          call pc+2 / r0 = r1 / exit / r0 = 0 / exit      ~ R1 !read_ok                        ~ 1
          r6 = 1 / call pc+2 / r0 += r6 / exit / r0 = 0 / exit ~ ok                            ~ -1
          call bpf_ktime_get_ns / exit                    ~ ok                                 ~ -1
          call bpf_ktime_get_ns / r0 = r1 / exit          ~ R1 !read_ok                        ~ 1
          call bpf_map_lookup_elem / exit                 ~ R1 type=mem expected=map_ptr       ~ 0
          r1 = 0 / call bpf_map_update_elem / exit        ~ R1 type=scalar expected=map_ptr    ~ 1
          call bpf_get_current_comm / exit                ~ program of this type cannot use helper bpf_get_current_comm#16 ~ 0
          call 9999 / exit                                ~ invalid func unknown#9999          ~ 0
          r6 = r1 / r0 = *(u8 *)skb[0] / exit             ~ ok                                 ~ -1
          r0 = *(u8 *)skb[0] / exit                       ~ R6 !read_ok                        ~ 0
          *(u64 *)(r10 -8) = 1 / r0 = *(u64 *)(r10 -8) / exit ~ ok                             ~ -1
          *(u64 *)(r10 -512) = 1 / r0 = 0 / exit          ~ ok                                 ~ -1
          *(u64 *)(r10 -520) = 1 / r0 = 0 / exit          ~ invalid write to stack R10 off=-520 size=8 ~ 0
          *(u64 *)(r10 -4) = 1 / r0 = 0 / exit            ~ misaligned stack access off 0+0+-4 size 8 ~ 0
          r0 = *(u32 *)(r10 +0) / exit                    ~ invalid read from stack R10 off=0 size=4 ~ 0
          r1 = r10 / r1 += -600 / r0 = *(u8 *)(r1 +0) / exit ~ invalid read from stack R1 off=-600 size=1 ~ 2
          r0 = 1 / if r0 == 1 goto pc+1 / r0 = r9 / exit  ~ ok                                 ~ -1
          r0 = r2 / if r0 == 1 goto pc+1 / r0 = r9 / exit ~ R9 !read_ok                        ~ 2
          lock *(u64 *)(r1 +0) += r3 / r0 = 0 / exit      ~ R3 !read_ok                        ~ 0
          r3 = 1 / r0 = atomic64_cmpxchg((u64 *)(r1 +0), r0, r3) / exit ~ R0 !read_ok          ~ 1
          """)
  void bareInstructions(String text, String expected, int slot) {
    Spec spec = new Spec(text.replace(" / ", "\n"));
    if (expected.equals("ok")) {
      Verifier.verify(spec.program(), RAW);
    } else {
      VerificationException e = refused(spec, RAW);
      assertThat(e.reason()).isEqualTo(expected);
      assertThat(e.slot()).isEqualTo(slot);
    }
  }

  @Test
  void anInitialisationThatDependsOnAConditionIsSeen() {
    String correlated =
        """
        r2 = *(s8 *)(r1 +0)
        r0 = 0
        if r2 == 0 goto skip
        r3 = 7
        skip:
        r0 = 1
        if r2 == 0 goto end
        r0 = r3
        end: exit
        """;
    Verifier.verify(new Spec(correlated).program(), RAW);
    String unsigned = correlated.replace("r2 == 0", "r2 > 4");
    Verifier.verify(new Spec(unsigned).program(), RAW);
    for (String same :
        List.of("w2 s< 4", "r2 s>= -7", "w2 > 9", "r2 == 3", "w2 s<= -1", "r2 s> 0")) {
      Verifier.verify(new Spec(correlated.replace("r2 == 0", same)).program(), RAW);
    }
    // through a copy, and through the stack
    String copied =
        correlated.replace(
            "r0 = 0", "r6 = r2\n*(u64 *)(r10 -8) = r2\n*(u32 *)(r10 -16) = r2\nr0 = 0");
    Verifier.verify(
        new Spec(copied.replace("if r2 == 0 goto end", "if r6 == 0 goto end")).program(), RAW);
    Verifier.verify(
        new Spec(
                copied.replace("if r2 == 0 goto end", "r4 = *(u64 *)(r10 -8)\nif r4 == 0 goto end"))
            .program(),
        RAW);
    String different = correlated.replace("if r2 == 0 goto end", "if r2 == 1 goto end");
    assertThat(refused(new Spec(different), RAW).reason()).isEqualTo("R3 !read_ok");
  }

  @Test
  void loopsEnd() {
    String loop =
        """
        r0 = 0
        r3 = r10
        loop:
        r0 += 1
        r3 += -8
        if r0 < r2 goto loop
        exit
        """;
    Verifier.verify(new Spec(loop).program(), RAW);
  }

  @Test
  void aProgramMayNotBeLargerThanLinuxTakes() {
    Spec spec = new Spec("r0 = 0\nexit").repeated(999_998);
    Verifier.verify(spec.program(), RAW);
    assertThat(refused(spec.repeated(1), RAW).reason())
        .isEqualTo("BPF program is too large. It has 1000001 insn (limit 1000000)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          event  ~ false ~ GPL ~ ok
          event  ~ true  ~ GPL ~ attach to unsupported member event of struct dev_ops
          probe  ~ true  ~ GPL ~ ok
          probe  ~ false ~ GPL ~ ok
          secret ~ false ~ GPL ~ attach to unsupported member secret of struct dev_ops
          nosuch ~ false ~ GPL ~ attach to invalid member nosuch of struct dev_ops
          event  ~ false ~ MIT ~ struct ops programs must have a GPL compatible license
          """)
  void structOpsMembers(String member, boolean sleepable, String license, String expected) {
    Spec spec = new Spec("r0 = 0\nexit").structOps(member, sleepable).license(license);
    if (expected.equals("ok")) {
      Verifier.verify(spec.program(), KERNEL);
    } else {
      assertThat(refused(spec, KERNEL).reason()).isEqualTo(expected);
    }
  }

  @Test
  void aVoidMemberNeedsNoResult() {
    Verifier.verify(new Spec("r6 = 0\nexit").structOps("gone", false).program(), KERNEL);
    assertThat(refused(new Spec("r6 = 0\nexit").structOps("event", false), KERNEL).reason())
        .isEqualTo("R0 !read_ok");
  }

  @Test
  void hooksOfTracingPrograms() {
    Spec spec = new Spec("r0 = 0\nexit");
    Verifier.verify(spec.tracing("fmod_ret", "dev_hook", false).program(), KERNEL);
    assertThat(refused(spec.tracing("fmod_ret", "dev_hook", true), KERNEL).reason())
        .isEqualTo("dev_hook is not sleepable");
    assertThat(refused(spec.tracing("fmod_ret", "dev_data", false), KERNEL).reason())
        .isEqualTo("dev_data() is not modifiable");
    assertThat(refused(spec.tracing("tp_btf", "dev_data", true), KERNEL).reason())
        .startsWith("Only fentry/fexit/fmod_ret, lsm, iter, uprobe, and struct_ops");
    assertThat(refused(spec.type(ProgramType.SYSCALL, false), KERNEL).reason())
        .isEqualTo("Syscall programs can only be sleepable");
    Spec one = new Spec("r0 = 1\nexit").tracing("fexit", "dev_hook", false);
    assertThat(refused(one, KERNEL).reason())
        .isEqualTo("At program exit the register R0 has smin=1 smax=1 should have been in [0, 0]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r6 = *(u64 *)(r1 +0) / r1 = r6 / r2 = 4 / call dev_data / r0 = 0 / exit ~ event ~ false ~ GPL ~ ok
          r1 = *(u64 *)(r1 +0) / r2 = 4 / call dev_data / r0 = r1 / exit ~ event ~ false ~ GPL ~ R1 !read_ok
          r1 = *(u64 *)(r1 +0) / r2 = r1 / call dev_data / r0 = 0 / exit ~ event ~ false ~ GPL ~ R2 is not a scalar
          r1 = 1 / call dev_note / exit            ~ event ~ false ~ GPL ~ R0 !read_ok
          call dev_forbidden / exit                ~ event ~ false ~ GPL ~ calling kernel function dev_forbidden is not allowed
          call dev_request / exit                  ~ event ~ false ~ GPL ~ program must be sleepable to call sleepable kfunc dev_request
          r1 = *(u64 *)(r1 +0) / call dev_request / exit ~ probe ~ true ~ GPL ~ ok
          call dev_request / exit                  ~ probe ~ false ~ GPL ~ program must be sleepable to call sleepable kfunc dev_request
          call dev_request / exit                  ~ probe ~ true  ~ MIT ~ cannot call kernel function from non-GPL compatible program
          call kernel-function#0 / r0 = 0 / exit   ~ event ~ false ~ GPL ~ invalid kernel function call not eliminated in verifier pass
          call kernel-function#1 / exit            ~ event ~ false ~ GPL ~ kernel btf_id 1 is not a function
          r1 = 0 ll / if r1 == 0 goto pc+2 / call kernel-function#0 / goto pc+0 / r0 = 0 / exit ~ event ~ false ~ GPL ~ ok
          r1 = 1 ll / if r1 == 0 goto pc+2 / call kernel-function#0 / goto pc+0 / r0 = 0 / exit ~ event ~ false ~ GPL ~ invalid kernel function call not eliminated in verifier pass
          call pc+1 / exit / call dev_request / exit ~ event ~ false ~ GPL ~ program must be sleepable to call sleepable kfunc dev_request
          r1 = *(u64 *)(r1 +0) / call pc+1 / exit / call dev_request / exit ~ probe ~ true  ~ GPL ~ ok
          """)
  void kernelFunctions(
      String text, String member, boolean sleepable, String license, String expected) {
    Spec spec = new Spec(text.replace(" / ", "\n")).structOps(member, sleepable).license(license);
    if (expected.equals("ok")) {
      Verifier.verify(spec.program(), KERNEL);
    } else {
      assertThat(refused(spec, KERNEL).reason()).isEqualTo(expected);
    }
  }

  private static final MapSpec ARRAY = TestPrograms.map(MapType.ARRAY, false, new byte[16]);

  @Test
  void aHelperWithoutImplementationIsNamedAtLoad() {
    Implementations none =
        new Implementations() {
          @Override
          public boolean helper(int number) {
            return false;
          }

          @Override
          public boolean kfunc(String name) {
            return false;
          }
        };
    VerificationException e =
        catchThrowableOfType(
            VerificationException.class,
            () -> Verifier.verify(new Spec("call bpf_ktime_get_ns\nexit").program(), RAW, none));
    assertThat(e).hasMessageContaining("helper bpf_ktime_get_ns#5").hasMessageContaining("run");
    // in dead code it does not matter
    Verifier.verify(
        new Spec("r0 = 0\nif r0 == 0 goto +1\ncall bpf_ktime_get_ns\nexit").program(), RAW, none);
  }

  @Test
  void licenceRuleOfHelpers() {
    String text = "r1 = r10\nr1 += -8\nr2 = 8\ncall bpf_trace_printk\nr0 = 0\nexit";
    Verifier.verify(new Spec(text).structOps("event", false).program(), KERNEL);
    Spec other = new Spec(text).tracing("fmod_ret", "dev_hook", false).license("Proprietary");
    assertThat(refused(other, KERNEL).reason())
        .isEqualTo("cannot call GPL-restricted function from non-GPL compatible program");
  }

  @Test
  void sleepableProgramsMayNotUseEveryMap() {
    Spec spec =
        new Spec("r0 = map[id:0]\nr0 = 0\nexit")
            .structOps("probe", true)
            .maps(TestPrograms.map(MapType.PROG_ARRAY, false, new byte[4]));
    assertThat(refused(spec, KERNEL).reason())
        .isEqualTo("Sleepable programs can only use array, hash, ringbuf and local storage maps");
  }

  @Test
  void constantsOfReadOnlyDataDecideBranches() {
    String text =
        """
        r1 = map[id:0][0]+4
        r1 = *(u32 *)(r1 +0)
        if r1 == 0 goto off
        call kernel-function#0
        off: r0 = 0
        exit
        """;
    byte[] data = new byte[8];
    Spec off = new Spec(text).structOps("event", false);
    VerifiedProgram verified =
        Verifier.verify(off.maps(TestPrograms.map(MapType.ARRAY, true, data)).program(), KERNEL);
    assertThat(verified.instructions()).hasSameSizeAs(off.program().instructions());
    assertThat(verified.instructions().get(4).opcode()).isEqualTo(0x05);
    data[4] = 1;
    assertThat(refused(off.maps(TestPrograms.map(MapType.ARRAY, true, data)), KERNEL).reason())
        .startsWith("invalid kernel function call");
    assertThat(
            refused(off.maps(TestPrograms.map(MapType.ARRAY, false, new byte[8])), KERNEL).reason())
        .startsWith("invalid kernel function call");
  }

  @Test
  void directMapValuesStayInTheValue() {
    Spec spec = new Spec("r1 = map[id:0][0]+16\nr0 = 0\nexit").maps(ARRAY);
    assertThat(refused(spec, RAW).reason())
        .isEqualTo("invalid access to map value pointer, value_size=16 off=16");
  }

  @Test
  void depthOfCallsAndStack() {
    StringBuilder chain = new StringBuilder();
    for (int n = 0; n < 7; n++) {
      chain.append("*(u64 *)(r10 -64) = 0\ncall pc+1\nexit\n");
    }
    String eight = chain + "r0 = 0\nexit";
    Verifier.verify(new Spec(eight).program(), RAW);
    String nine = "call pc+1\nexit\n" + eight;
    assertThat(refused(new Spec(nine), RAW).reason())
        .isEqualTo("the call stack of 9 frames is too deep");
    String deep = eight.replace("-64", "-80");
    assertThat(refused(new Spec(deep), RAW).reason())
        .isEqualTo("combined stack size of 7 calls is 560. Too large");
    String recursive = "f: r0 = 0\nif r2 == 0 goto out\ncall f\nout: exit";
    assertThat(refused(new Spec(recursive), RAW).reason())
        .isEqualTo("the call stack of 9 frames is too deep");
  }

  @Test
  void loadsThroughLoadedPointersAreProbeLoads() {
    String text =
        """
        r6 = *(u64 *)(r1 +0)
        r2 = *(u64 *)(r6 +8)
        r3 = *(u32 *)(r2 +16)
        r4 = *(u32 *)(r6 +4)
        *(u64 *)(r10 -8) = r6
        r5 = *(u64 *)(r10 -8)
        r5 = *(u32 *)(r5 +16)
        r0 = 0
        exit
        """;
    VerifiedProgram p =
        Verifier.verify(new Spec(text).structOps("event", false).maps(ARRAY).program(), KERNEL);
    assertThat(IntStream.range(0, 12).filter(p::isProbeLoad)).containsExactly(2);
  }

  @Test
  void theMessageSaysWhereAndTheLogIsTheKernels() {
    Spec spec =
        new Spec("r1 = 0\ncall dev_request\nexit")
            .structOps("event", false)
            .line(1, "src/mouse.bpf.c", 42, "\treturn dev_request(ctx);");
    VerificationException e = refused(spec, KERNEL);
    int id = TestPrograms.NAMES.kfuncId("dev_request").orElseThrow();
    assertThat(e)
        .hasMessage(
            "program 'prog' of test.bpf.o is refused under profile 6.12-test: program must be"
                + " sleepable to call sleepable kfunc dev_request, in slot 1 '(85) call"
                + " dev_request#"
                + id
                + "' (src/mouse.bpf.c:42:3 'return dev_request(ctx);'); found a call of"
                + " dev_request(), which may sleep, in code that may not; expected code that may"
                + " sleep: a sleepable hook, a SEC(\"syscall\") program, a bpf_wq callback; to do:"
                + " defer it: call it from a work queue callback (bpf_wq_set_callback(), bpf_wq_start(), or the helper of hid_bpf_async.h)");
    assertThat(e.log())
        .isEqualTo(
            """
            0: R1=ctx() R10=fp0
            0: (b7) r1 = 0                        ; R1_w=0
            ; return dev_request(ctx); @ mouse.bpf.c:42
            1: (85) call dev_request#%d
            program must be sleepable to call sleepable kfunc dev_request
            processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
            """
                .formatted(id));
  }
}
