package io.github.hidbpf4j.bpf.verifier.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.asm.Assembler;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.asm.SymbolNames;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.btf.header.BaseHeaders;
import io.github.hidbpf4j.bpf.btf.header.CHeaderParser;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.BaseProfiles;
import io.github.hidbpf4j.bpf.proto.HelperNames;
import io.github.hidbpf4j.bpf.verifier.PathVerification;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules of calls: programs of few instructions, and what the log says of them. */
class CallRulesTest {
  private static final ApiProfile LINUX = BaseProfiles.linux("test", "for tests").build();

  private static final Btf KERNEL =
      CHeaderParser.parse(BaseHeaders.sources(), Map.of("LINUX", "612"));

  private static final Btf PROGRAM =
      CHeaderParser.parse(
          "program.h",
          """
          struct bpf_spin_lock { unsigned int val; };
          struct bpf_timer { unsigned long long opaque[2]; };
          struct bpf_wq { unsigned long long opaque[2]; };
          struct value {
            struct bpf_spin_lock lock;   /* 0 */
            int n;
            struct bpf_timer timer;      /* 8 */
            struct bpf_wq work;          /* 24 */
          };
          struct object { int n; };
          int function(void);
          """);

  private static final int FUNCTION = PROGRAM.find("function", BtfType.Func.class).orElseThrow();

  private static final List<MapSpec> MAPS =
      List.of(
          map("data", MapType.ARRAY, 4, 16, false),
          map("value", MapType.ARRAY, 4, 40, true),
          map("ring", MapType.RINGBUF, 0, 0, false),
          map("progs", MapType.PROG_ARRAY, 4, 4, false));

  private static MapSpec map(String name, MapType type, int key, int value, boolean btf) {
    return new MapSpec(
        name,
        type,
        key,
        value,
        4096,
        0,
        btf ? PROGRAM : null,
        0,
        btf ? PROGRAM.findStruct("value").orElseThrow() : 0,
        0,
        0,
        false,
        null,
        null,
        false,
        List.of(),
        null,
        ".maps");
  }

  private static final SymbolNames NAMES =
      new SymbolNames() {
        @Override
        public OptionalInt helperId(String name) {
          return HelperNames.number(name);
        }

        @Override
        public OptionalInt kfuncId(String name) {
          return KERNEL
              .find(name, BtfType.Func.class)
              .map(OptionalInt::of)
              .orElse(OptionalInt.empty());
        }

        @Override
        public OptionalInt mapNumber(String name) {
          for (int i = 0; i < MAPS.size(); i++) {
            if (MAPS.get(i).name().equals(name)) {
              return OptionalInt.of(i);
            }
          }
          return OptionalInt.empty();
        }
      };

  private static String verify(ProgramType type, String license, String text) {
    List<Instruction> code = new Assembler(NAMES).assemble(text.replace(" / ", "\n"));
    LinkedProgram program =
        new LinkedProgram(
            "test.o",
            "main",
            "test",
            type,
            type == ProgramType.SYSCALL,
            new AttachTarget.None(),
            license,
            code,
            functions(code),
            List.of(),
            MAPS,
            PROGRAM,
            KERNEL);
    PathVerification.Result result = PathVerification.verify(program, LINUX, 128, 1);
    return result.accepted() ? "ok" : result.log();
  }

  /** The main program, what it has pointers to, and what it calls. */
  private static List<Subprogram> functions(List<Instruction> code) {
    TreeSet<Integer> starts = new TreeSet<>(List.of(0));
    for (int i = 0; i < code.size(); i++) {
      Instruction insn = code.get(i);
      boolean isCall =
          insn.opcode() == (Opcode.JMP | Opcode.CALL) && insn.src() == Opcode.PSEUDO_CALL;
      if (isCall || insn.opcode() == Opcode.LD_IMM64 && insn.src() == Opcode.PSEUDO_FUNC) {
        starts.add(i + 1 + insn.imm());
      }
    }
    return starts.stream()
        .map(
            start ->
                new Subprogram(
                    start == 0 ? "main" : "callback",
                    start,
                    Optional.ofNullable(starts.higher(start)).orElse(code.size()),
                    FUNCTION,
                    start == 0))
        .toList();
  }

  private static final String KEY = "*(u32 *)(r10 -4) = 0 / r2 = r10 / r2 += -4 / ";
  private static final String VALUE =
      KEY + "r1 = map[name:value] / call bpf_map_lookup_elem / if r0 == 0 goto out / r6 = r0 / ";

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          call 0 / exit                                                   ~ program of this type cannot use helper
          call 9999 / exit                                                ~ invalid func unknown#9999
          call bpf_copy_from_user / exit                                  ~ program of this type cannot use helper bpf_copy_from_user#148
          r1 = map[name:data] / call bpf_map_lookup_elem / exit                ~ R2 !read_ok
          r1 = r10 / r2 = r10 / call bpf_map_lookup_elem / exit           ~ R1 type=fp expected=map_ptr
          r1 = map[name:data] / r2 = 0 / call bpf_map_lookup_elem / exit       ~ R2 type=scalar expected=fp, pkt, pkt_meta, map_key, map_value, mem, ringbuf_mem, buf, trusted_ptr_
          KEY r1 = map[name:progs] / call bpf_map_lookup_elem / r0 = 0 / exit   ~ cannot pass map_type 3 into func bpf_map_lookup_elem#1
          KEY r1 = map[name:data] / call bpf_map_lookup_elem / r0 = *(u8 *)(r0 +0) / exit ~ R0 invalid mem access 'map_value_or_null'
          KEY r1 = map[name:data] / call bpf_map_lookup_elem / r0 = 0 / exit   ~ ok
          r1 = map[name:ring] / r2 = 8 / r3 = 0 / call bpf_ringbuf_reserve / r0 = 0 / exit ~ Unreleased reference id=2 alloc_insn=4
          r1 = map[name:ring] / r2 = r1 / r3 = 0 / call bpf_ringbuf_reserve / exit ~ R2 type=map_ptr expected=scalar
          r1 = map[name:ring] / r2 = 8 / r3 = 0 / call bpf_ringbuf_reserve / if r0 == 0 goto out / r1 = r0 / r2 = 0 / call bpf_ringbuf_submit / out: r0 = 0 / exit ~ ok
          r1 = map[name:ring] / r2 = 8 / r3 = 0 / call bpf_ringbuf_reserve / if r0 == 0 goto out / r1 = r0 / r1 += 4 / r2 = 0 / call bpf_ringbuf_submit / out: r0 = 0 / exit ~ R1 must have zero offset when passed to release func or trusted arg to kfunc
          r2 = map[name:data] / r3 = 0 / call bpf_tail_call / r0 = 0 / exit    ~ kernel subsystem misconfigured verifier
          r2 = map[name:progs] / r3 = 0 / call bpf_tail_call / r0 = 0 / exit   ~ ok
          VALUE r1 = r6 / call bpf_spin_lock / out: r0 = 0 / exit         ~ bpf_spin_unlock is missing
          VALUE r1 = r6 / r1 += 4 / call bpf_spin_lock / out: r0 = 0 / exit ~ off 4 doesn't point to 'struct bpf_spin_lock' that is at 0
          VALUE r1 = r6 / call bpf_spin_unlock / out: r0 = 0 / exit       ~ bpf_spin_unlock without taking a lock
          VALUE r1 = r6 / call bpf_spin_lock / r1 = r6 / call bpf_spin_unlock / out: r0 = 0 / exit ~ ok
          VALUE r1 = r6 / r1 += 8 / r2 = map[name:value] / r3 = 1 / call bpf_timer_init / out: r0 = 0 / exit ~ ok
          VALUE r1 = r6 / r1 += 8 / r2 = map[name:data] / r3 = 1 / call bpf_timer_init / out: r0 = 0 / exit ~ timer pointer in R1 map_uid=0 doesn't match map pointer in R2 map_uid=0
          VALUE r1 = r6 / r2 = map[name:value] / r3 = 1 / call bpf_timer_init / out: r0 = 0 / exit ~ off 0 doesn't point to 'struct bpf_timer' that is at 8
          r1 = r10 / r1 += -16 / r2 = 8 / r3 = 0 / r4 = r10 / r4 += -16 / call bpf_dynptr_from_mem / r0 = 0 / exit ~ Unsupported reg type fp for bpf_dynptr_from_mem data
          r1 = map[name:ring] / r2 = 8 / r3 = 0 / r4 = r10 / r4 += -16 / call bpf_ringbuf_reserve_dynptr / r0 = 0 / exit ~ Unreleased reference id=2 alloc_insn=6
          r1 = map[name:ring] / r2 = 8 / r3 = 0 / r4 = r10 / r4 += -12 / call bpf_ringbuf_reserve_dynptr / r0 = 0 / exit ~ cannot pass in dynptr at an offset=-12
          r1 = r10 / r1 += -16 / r2 = 0 / call bpf_ringbuf_submit_dynptr / r0 = 0 / exit ~ arg 1 is an unacquired reference
          """)
  void helpers(String text, String message) {
    check(ProgramType.SCHED_CLS, "GPL", text, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          SCHED_CLS ~ MIT ~ call bpf_rcu_read_lock / exit            ~ cannot call kernel function from non-GPL compatible program
          KPROBE    ~ GPL ~ r1 = 1 / r2 = 0 / call bpf_obj_new_impl / exit ~ calling kernel function bpf_obj_new_impl is not allowed
          SCHED_CLS ~ GPL ~ call kernel-function#-5 / exit                    ~ kernel btf_id 4294967291 is not a function
          SCHED_CLS ~ GPL ~ call bpf_rcu_read_lock / call bpf_rcu_read_lock / exit ~ nested rcu read lock (kernel function bpf_rcu_read_lock)
          SCHED_CLS ~ GPL ~ call bpf_rcu_read_unlock / exit          ~ unmatched rcu read unlock (kernel function bpf_rcu_read_unlock)
          SCHED_CLS ~ GPL ~ call bpf_rcu_read_lock / r0 = 0 / exit   ~ bpf_rcu_read_unlock is missing
          SCHED_CLS ~ GPL ~ call bpf_preempt_enable / exit           ~ unmatched attempt to enable preemption (kernel function bpf_preempt_enable)
          SCHED_CLS ~ GPL ~ call bpf_preempt_disable / r0 = 0 / exit ~ bpf_preempt_enable is missing
          SCHED_CLS ~ GPL ~ r1 = *(u32 *)(r1 +0) / r2 = 0 / call bpf_obj_new_impl / exit ~ R1 must be a known constant
          SCHED_CLS ~ GPL ~ r1 = 9999 / r2 = 0 / call bpf_obj_new_impl / exit ~ bpf_obj_new/bpf_percpu_obj_new type ID argument must be of a struct
          SCHED_CLS ~ GPL ~ r1 = OBJECT / r2 = 0 / call bpf_obj_new_impl / r0 = 0 / exit ~ Unreleased reference id=2 alloc_insn=2
          SCHED_CLS ~ GPL ~ r1 = OBJECT / r2 = 0 / call bpf_obj_new_impl / if r0 == 0 goto out / r1 = r0 / r2 = 0 / call bpf_obj_drop_impl / out: r0 = 0 / exit ~ ok
          SCHED_CLS ~ GPL ~ r1 = OBJECT / r2 = 0 / call bpf_obj_new_impl / r1 = r0 / r2 = 0 / call bpf_obj_drop_impl / exit ~ Possibly NULL pointer passed to trusted arg0
          SCHED_CLS ~ GPL ~ r1 = r10 / r1 += -8 / r2 = 0 / r3 = 3 / call bpf_iter_num_new / r0 = 0 / exit ~ Unreleased reference id=1 alloc_insn=4
          SCHED_CLS ~ GPL ~ r1 = r10 / r1 += -8 / call bpf_iter_num_next / exit ~ expected an initialized iter_num as arg #0
          SCHED_CLS ~ GPL ~ r6 = r10 / r6 += -8 / r1 = r6 / r2 = 0 / r3 = 3 / call bpf_iter_num_new / loop: r1 = r6 / call bpf_iter_num_next / if r0 != 0 goto loop / r1 = r6 / call bpf_iter_num_destroy / r0 = 0 / exit ~ ok
          SCHED_CLS ~ GPL ~ r1 = r10 / r1 += -16 / r2 = map[name:value] / r3 = 0 / call bpf_wq_init / exit ~ arg#0 doesn't point to a map value
          SCHED_CLS ~ GPL ~ VALUE r1 = r6 / r1 += 24 / r2 = map[name:value] / r3 = 0 / call bpf_wq_init / out: r0 = 0 / exit ~ ok
          SCHED_CLS ~ GPL ~ VALUE r1 = r6 / r1 += 24 / r2 = map[name:data] / r3 = 0 / call bpf_wq_init / out: r0 = 0 / exit ~ map 'data' in R2 has no special field: Linux 6.12 to 7.2 oops here while loading
          SCHED_CLS ~ GPL ~ VALUE r1 = r6 / r2 = map[name:value] / r3 = 0 / call bpf_wq_init / out: r0 = 0 / exit ~ off 0 doesn't point to 'struct bpf_wq' that is at 24
          """)
  void kfuncs(ProgramType type, String license, String text, String message) {
    check(type, license, text, message);
  }

  /** What may be done while something is held, and what callbacks may do. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          SCHED_CLS ~ VALUE r1 = r6 / call bpf_spin_lock / call bpf_ktime_get_ns / out: r0 = 0 / exit ~ function calls are not allowed while holding a lock
          SCHED_CLS ~ VALUE r1 = r6 / call bpf_spin_lock / r1 = r6 / call bpf_spin_lock / out: r0 = 0 / exit ~ function calls are not allowed while holding a lock
          SCHED_CLS ~ VALUE r1 = r6 / call bpf_spin_lock / call bpf_rcu_read_lock / out: r0 = 0 / exit ~ function calls are not allowed while holding a lock
          SCHED_CLS ~ VALUE r0 = *(u32 *)(r6 +0) / out: r0 = 0 / exit ~ bpf_spin_lock cannot be accessed directly by load/store
          SCHED_CLS ~ VALUE *(u64 *)(r6 +16) = 0 / out: r0 = 0 / exit ~ bpf_timer cannot be accessed directly by load/store
          SCHED_CLS ~ VALUE *(u64 *)(r6 +32) = 0 / out: r0 = 0 / exit ~ bpf_wq cannot be accessed directly by load/store
          SCHED_CLS ~ VALUE *(u32 *)(r6 +4) = 0 / out: r0 = 0 / exit ~ ok
          SYSCALL   ~ r1 = r10 / r1 += -8 / r2 = 8 / r3 = 0 / call bpf_copy_from_user / r0 = 0 / exit ~ ok
          SYSCALL   ~ call bpf_rcu_read_lock / r1 = r10 / r1 += -8 / r2 = 8 / r3 = 0 / call bpf_copy_from_user / r0 = 0 / exit ~ sleepable helper bpf_copy_from_user#148 in rcu_read_lock region
          SYSCALL   ~ call bpf_preempt_disable / r1 = r10 / r1 += -8 / r2 = 8 / r3 = 0 / call bpf_copy_from_user / r0 = 0 / exit ~ sleepable helper bpf_copy_from_user#148 in non-preemptible region
          SYSCALL   ~ call bpf_rcu_read_lock / call bpf_rcu_read_unlock / r0 = 0 / exit ~ ok
          SYSCALL   ~ call bpf_preempt_disable / call bpf_preempt_disable / call bpf_preempt_enable / r0 = 0 / exit ~ bpf_preempt_enable is missing
          SCHED_CLS ~ r1 = 5 / r2 = subprog[+6] / r3 = 0 / r4 = 0 / call bpf_loop / r0 = 0 / exit / r0 = 1 / exit ~ ok
          SCHED_CLS ~ r1 = 5 / r2 = subprog[+6] / r3 = 0 / r4 = 0 / call bpf_loop / r0 = 0 / exit / r0 = 2 / exit ~ At callback return the register R0 has smin=2 smax=2 should have been in [0, 1]
          SCHED_CLS ~ r1 = 5 / r2 = subprog[+6] / r3 = 0 / r4 = 0 / call bpf_loop / r0 = 0 / exit / r0 = r10 / exit ~ cannot return stack pointer to the caller
          SCHED_CLS ~ r1 = 5 / r2 = subprog[+6] / r3 = 0 / r4 = 0 / call bpf_loop / r0 = 0 / exit / r0 = r3 / exit ~ R3 !read_ok
          SCHED_CLS ~ r1 = 5 / r2 = 7 / r3 = 0 / r4 = 0 / call bpf_loop / r0 = 0 / exit ~ R2 type=scalar expected=func
          SCHED_CLS ~ r1 = 5 / r2 = subprog[+6] / r3 = 0 / r4 = 1 / call bpf_loop / r0 = 0 / exit / r0 = 0 / exit ~ ok
          SCHED_CLS ~ VALUE r1 = r6 / r1 += 8 / r2 = subprog[+4] / call bpf_timer_set_callback / out: r0 = 0 / exit / r0 = 0 / exit ~ ok
          SCHED_CLS ~ VALUE r1 = r6 / r1 += 8 / r2 = subprog[+4] / call bpf_timer_set_callback / out: r0 = 0 / exit / r0 = 1 / exit ~ At async callback return the register R0 has smin=1 smax=1 should have been in [0, 0]
          SCHED_CLS ~ VALUE r1 = r6 / r1 += 8 / r2 = subprog[+4] / call bpf_timer_set_callback / out: r0 = 0 / exit / r0 = r4 / exit ~ R4 !read_ok
          SCHED_CLS ~ VALUE r1 = r6 / r1 += 8 / r2 = subprog[+4] / call bpf_timer_set_callback / out: r0 = 0 / exit / r1 = *(u32 *)(r2 +4) / r0 = 0 / exit ~ invalid access to map key, key_size=4 off=4 size=4
          SCHED_CLS ~ VALUE r1 = r6 / r1 += 8 / r2 = subprog[+4] / call bpf_timer_set_callback / out: r0 = 0 / exit / r1 = *(u32 *)(r3 +40) / r0 = 0 / exit ~ invalid access to map value, value_size=40 off=40 size=4
          SCHED_CLS ~ VALUE r1 = r6 / r1 += 24 / r2 = subprog[+6] / r3 = 0 / r4 = 0 / call bpf_wq_set_callback_impl / out: r0 = 0 / exit / r0 = 0 / exit ~ ok
          SCHED_CLS ~ VALUE r1 = r6 / r1 += 24 / r2 = subprog[+6] / r3 = 0 / r4 = 0 / call bpf_wq_set_callback_impl / out: r0 = 0 / exit / r0 = 1 / exit ~ At async callback return the register R0 has smin=1 smax=1 should have been in [0, 0]
          SCHED_CLS ~ r1 = map[name:ring] / r2 = 8 / r3 = 0 / call bpf_ringbuf_reserve / r2 = map[name:progs] / r3 = 0 / r1 = r0 / call bpf_tail_call / exit ~ R1 type=ringbuf_mem_or_null expected=ctx
          """)
  void sectionsAndCallbacks(ProgramType type, String text, String message) {
    check(type, "GPL", text, message);
  }

  /**
   * The address of a callback that no path calls points to where the callback was, before code that
   * no path reaches was taken out; another function has to begin there. Here the one behind a
   * function whose {@code bpf_loop} Linux inlines, which makes 19 instructions of one.
   */
  @ParameterizedTest
  @CsvSource({"8, verifier bug. No program starts at insn 37", "26, ok"})
  void addressOfACallbackThatIsGone(int unreached, String message) {
    String loop = " / r3 = 0 / r4 = 0 / call bpf_loop";
    String main =
        "r1 = 0 / r2 = subprog[+9] / r2 = subprog[+%d]".formatted(7 + unreached)
            + loop
            + " / call pc+%d / r0 = 0 / exit".formatted(4 + unreached);
    String first = "r0 = 0 / ".repeat(unreached - 1) + "exit";
    String called = "r1 = 1 / r2 = subprog[+6]" + loop + " / r0 = 0 / exit / r0 = 0 / exit";
    String text = String.join(" / ", main, first, "r0 = 0 / exit", called);
    check(ProgramType.SCHED_CLS, "GPL", text, message);
  }

  private static void check(ProgramType type, String license, String text, String message) {
    String program =
        text.replace("KEY ", KEY)
            .replace("VALUE ", VALUE)
            .replace("OBJECT", String.valueOf(PROGRAM.findStruct("object").orElseThrow()));
    assertThat(verify(type, license, program)).contains(message);
  }
}
