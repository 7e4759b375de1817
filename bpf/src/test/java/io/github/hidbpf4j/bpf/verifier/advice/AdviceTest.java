package io.github.hidbpf4j.bpf.verifier.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.asm.Assembler;
import io.github.hidbpf4j.bpf.asm.SymbolNames;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.BaseProfiles;
import io.github.hidbpf4j.bpf.proto.HelperNames;
import io.github.hidbpf4j.bpf.proto.KfuncSet;
import io.github.hidbpf4j.bpf.proto.StructOpsDefinition;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages of the verifier, and what their author is told to do. */
class AdviceTest {
  private static final ApiProfile PROFILE =
      BaseProfiles.linux("6.12-test", "for tests")
          .structOps(
              new StructOpsDefinition(
                  "dev_ops",
                  Map.of(
                      "event", member("event", false),
                      "request", member("request", true)),
                  Set.of(),
                  List.of()))
          .build();

  private static final SymbolNames NAMES =
      new SymbolNames() {
        @Override
        public OptionalInt helperId(String name) {
          return HelperNames.number(name);
        }
      };

  private static StructOpsDefinition.Member member(String name, boolean sleeps) {
    return new StructOpsDefinition.Member(
        name, true, sleeps, StructOpsDefinition.ReturnRule.SCALAR);
  }

  /** Slot 0 moves, slot 1 calls, slot 2 and 3 are a global function. */
  private static LinkedProgram program(AttachTarget target, boolean sleepable) {
    return new LinkedProgram(
        "t.bpf.o",
        "prog",
        "struct_ops/event",
        ProgramType.STRUCT_OPS,
        sleepable,
        target,
        "GPL",
        new Assembler(NAMES).assemble("r1 = 0\ncall bpf_ringbuf_reserve\nr0 = 0\nexit"),
        List.of(new Subprogram("prog", 0, 2, 0, true), new Subprogram("inner", 2, 4, 0, true)),
        List.of(new LineInfo(1, "./a.bpf.c", 12, 3, "\te = bpf_ringbuf_reserve(&r, 8, 0);")),
        List.of(),
        null,
        null);
  }

  private static Advice advice(String messages, int slot) {
    AttachTarget target = new AttachTarget.StructOpsMember("dev_ops", "event");
    return new AdviceFinder(program(target, false), PROFILE, slot).find(messages);
  }

  /** Messages; part of what was found; part of what to do. */
  private static final String SAMPLES =
      """
      program must be sleepable to call sleepable kfunc hid_bpf_hw_request ~ a call of hid_bpf_hw_request() ~ bpf_wq_start()
      helper call might sleep in a non-sleepable prog ~ bpf_ringbuf_reserve(), which may sleep ~ bpf_wq_start()
      kernel func bpf_x is sleepable within rcu_read_lock region ~ bpf_x() ~ bpf_rcu_read_unlock()
      sleepable helper bpf_copy_from_user#148 in non-preemptible region ~ bpf_copy_from_user#148() ~ bpf_preempt_enable()
      global function 'f' is called from both sleepable and non-sleepable code ~ code calls which may sleep ~ make f static
      Sleepable programs can only use array, hash, ringbuf and local storage maps ~ another type ~ map type
      Only fentry/fexit/fmod_ret, lsm, iter, uprobe, and struct_ops programs can be sleepable ~ SEC("struct_ops/event") ~ without .s
      Syscall programs can only be sleepable ~ syscall ~ SEC("syscall")
      Tracing programs must provide btf_id ~ without one ~ name it
      LD_ABS is not allowed in subprogs without BTF ~ a LD_ABS in ~ with -g
      hidraw_open is not sleepable ~ hidraw_open() ~ without .s
      global function calls are not allowed while holding a lock,; use static function instead ~ global function between ~ make the function static
      function calls are not allowed while holding a lock ~ bpf_ringbuf_reserve() between ~ bpf_spin_unlock(), then call
      global function calls are not allowed with preemption disabled,; use static function instead ~ preemption ~ make the function static
      bpf_spin_unlock is missing ~ lock held ~ unlock before each return
      Locking two bpf_spin_locks are not allowed ~ second ~ unlock the first
      bpf_spin_unlock of different lock ~ not held ~ look the element up once
      bpf_rcu_read_unlock is missing ~ read section ~ unlock before each return
      1 bpf_preempt_enable is missing ~ preemption disabled ~ enable it
      2 bpf_preempt_enable(s) are missing ~ preemption disabled ~ enable it
      unmatched rcu read unlock (kernel function bpf_rcu_read_unlock) ~ without its counterpart ~ begin the section
      bpf_spin_lock at off=16 must be held for bpf_rb_root ~ without its lock ~ take the lock
      tail_call cannot be used inside bpf_rcu_read_lock-ed region ~ way out ~ unlock before
      Unreleased reference id=2 alloc_insn=1 ~ acquired at a.bpf.c:12 'e = bpf_ringbuf_reserve(&r, 8, 0);' ~ bpf_ringbuf_submit() or bpf_ringbuf_discard()
      tail_call would lead to reference leak ~ still held ~ release it
      func bpf_ringbuf_submit reference has not been acquired before ~ not acquired ~ release it once
      R1 must be referenced when passed to release function ~ not acquired ~ release it once
      R1 must have zero offset when passed to release func or trusted arg to kfunc ~ pointer into ~ keep the first pointer
      store to referenced kptr disallowed ~ plain store ~ bpf_kptr_xchg
      R0 invalid mem access 'map_value_or_null' ~ may be NULL (map_value_or_null) ~ if (!p) return 0;
      R1 invalid mem access 'rcu_ptr_or_null_task_struct' ~ may be NULL (rcu_ptr_or_null_task_struct) ~ if (!p) return 0;
      R0 pointer arithmetic on map_value_or_null prohibited, null-check it first ~ arithmetic on a pointer that may be NULL ~ if (!p) return 0;
      Possibly NULL pointer passed to trusted arg0 ~ argument of bpf_ringbuf_reserve() ~ if (!p) return 0;
      R1 type=map_value_or_null expected=fp, pkt ~ may be NULL (map_value_or_null) as argument 1 ~ if (!p) return 0;
      arg#0 is expected to be non-NULL ~ may be NULL ~ __arg_nullable
      R6 invalid mem access 'scalar' ~ a number ~ do not keep pointers as integers
      R2 unbounded memory access, make sure to bounds check any such access ~ index in R2 ~ if (i >= SIZE)
      R2 min value is negative, either use unsigned index or do a if (index >=0) check. ~ index in R2 that may be negative ~ unsigned
      invalid access to map value, value_size=16 off=16 size=1; R1 max value is outside of the allowed memory range ~ may reach offset 16 ~ if (i >= LENGTH)
      invalid access to memory, mem_size=4 off=4 size=1; R0 min value is outside of the allowed memory range ~ size 1 at offset 4 ~ hid_bpf_get_data()
      invalid access to map value, value_size=16 off=16 size=1; R0 min value is outside of the allowed memory range ~ size 1 at offset 16 ~ constant length
      invalid access to map key, key_size=4 off=4 size=1 ~ size 1 at offset 4 ~ key type
      R0 max value is outside of the allowed memory range ~ may leave ~ constant length
      invalid read from stack R10 off=-520 size=8 ~ outside the stack ~ struct s v = {};
      invalid variable-offset write to stack R2 var_off=(0x0; 0x7) off=-4 size=1 ~ outside the stack ~ bound the index
      invalid indirect access to stack R2 off=-2 size=4 ~ outside the stack ~ struct s v = {};
      arg#0 arg#1 memory, len pair leads to invalid memory access ~ shorter than the size ~ sizeof()
      misaligned stack access off 0+0+-6 size 4 ~ no multiple ~ byte by byte
      math between map_value pointer and register with unbounded min value is not allowed ~ added to a map_value pointer ~ if (i >= SIZE)
      value -2147483648 makes map_value pointer be out of bounds ~ beyond ~ bound the index
      combined stack size of 3 calls is 544. Too large ~ 544 bytes of stack over 3 ~ map of one element
      write access at off 8 with size 4 on read-only part of hid_bpf_ctx ~ only read ~ hid_bpf_get_data()
      write into map forbidden, value_size=8 off=0 size=1 ~ only read ~ global variable
      bpf_ringbuf_reserve() may write into memory pointed by R1 type=rdonly_mem ~ read-only memory (rdonly_mem) ~ copy it
      access beyond struct hid_bpf_ctx at off 16 size 4 ~ past the end ~ CO-RE
      cannot access ptr member hid with moff 0 in struct hid_bpf_ctx with off 4 size 4 ~ part of a pointer ~ all 8 bytes
      dereference of modified ctx ptr R2 off=24 disallowed ~ pointer into the context as an argument of bpf_ringbuf_reserve() ~ copy what is there
      invalid bpf_context access off=-1 size=1 ~ no field ~ by name
      variable ctx access var_off=(0x0; 0x7) disallowed ~ not constant ~ unroll
      bpf_timer cannot be accessed directly by load/store ~ special field ~ its helpers
      calling kernel function hid_bpf_attach_prog is not allowed ~ hid_bpf_attach_prog() from SEC ~ program of a type that may
      program of this type cannot use helper bpf_skb_load_bytes#26 ~ bpf_skb_load_bytes() from SEC ~ another one
      cannot call GPL-restricted function from non-GPL compatible program ~ licence 'GPL' ~ SEC("license")
      invalid func unknown#195896080 ~ unknown#195896080 ~ hidbpf btf --kernel 6.12-test
      invalid kernel function call not eliminated in verifier pass ~ weak kfunc ~ bpf_ksym_exists
      R3 is not a const ~ argument of bpf_ringbuf_reserve() ~ a literal
      arg#0 expected pointer to ctx, but got fp ~ argument 0 (from 0) ~ unchanged
      Caller passes invalid args into func#1 ('inner') ~ function inner ~ test pointers
      Global function f() doesn't return scalar. Only those are supported. ~ no number ~ make it static
      R1 must be referenced or trusted ~ untrusted ~ bpf_rcu_read_lock()
      kernel function f args#1 expected pointer to STRUCT a but R2 has a pointer to STRUCT b ~ STRUCT b as argument 1 ~ of that type
      callback function not static ~ global function ~ make it static
      timer pointer in R1 map_uid=0 doesn't match map pointer in R2 map_uid=1 ~ another map ~ address of the map
      map 'm' has no valid bpf_timer ~ no such field ~ exactly one
      expected uninitialized iter_num as arg #0 ~ in use ~ destroy
      expected an initialized iter_num as arg #0 ~ not initialised ~ call the function that makes it first
      R1 type=ctx expected=map_ptr ~ ctx in R1 ~ address of a variable
      R1 is of type a but b is expected ~ pointer to a ~ of that type
      the call stack of 9 frames is too deep ! ~ 9 nested ~ __always_inline
      At async callback return the register R0 has smin=1 smax=1 should have been in [0, 0] ~ smin=1 smax=1 ~ return 0 from the callback
      At program exit the register R0 has smin=2 smax=2 should have been in [0, 1] ~ smin=2 smax=2 ~ return a constant
      At program exit the register R0 is not a known value (ctx) ~ ctx as a result ~ return 0
      cannot return stack pointer to the caller ~ local variable ~ pass a buffer
      R0 not a scalar value ~ a pointer ~ return 0
      infinite loop detected at insn 7 ~ nothing changed ~ bpf_for()
      BPF program is too large. Processed 1000001 insn ~ more than 1000000 ~ bpf_for()
      The sequence of 8193 jumps is too complex. ~ 8192 ~ bpf_for()
      frame1 bpf_loop iteration limit reached ~ rounds ~ bound
      attach to unsupported member secret of struct dev_ops ~ a member of dev_ops ~ without
      struct x is not a struct_ops type of this kernel ~ has not ~ --kernel
      hid_bpf_x() is not modifiable ~ hid_bpf_x() ~ --kernel
      programs of this kind are not supported ~ SEC ~ --kernel
      The total number of maps per program has reached the limit of 64 ~ more than 64 ~ one map
      tracing progs cannot use bpf_timer yet ~ a map with bpf_timer ~ map of its own
      bpf_struct_ops map cannot be used in prog ~ struct_ops map ~ do not refer
      R0 !read_ok ~ no result ~ return a value
      R2 !read_ok ~ without a value ~ as many arguments
      R7 !read_ok ~ without a value ~ where it is declared
      R2 pointer += pointer prohibited ~ makes no pointer ~ compute the index
      cannot spill pointers to stack into stack frame of the caller ~ stored where ~ an index
      invalid size of register fill ~ part of a pointer ~ do not reinterpret
      unreachable insn 5 ~ no path reaches ~ -O2
      last insn is not an exit or jmp ~ no valid program ~ clang --target=bpf
      expected an RCU CS when using bpf_iter_task_next ~ bpf_iter_task_next() outside ~ bpf_rcu_read_lock()
      rbtree_remove not allowed in rbtree cb ~ compares two nodes ~ bpf_rbtree_add()
      can't spin_{lock,unlock} in rbtree cb ~ compares two nodes ~ bpf_rbtree_add()
      arg 1 is an unacquired reference ~ not acquired ~ release it once
      cannot release unowned const bpf_dynptr ~ not acquired ~ release it once
      math between fp pointer and 2147483647 is not allowed ~ beyond ~ bound the index
      map_value pointer offset 1073741822 is not allowed ~ beyond ~ bound the index
      R2 invalid zero-sized read: u64=[0,4] ~ may be 0 ~ if (!size)
      div by zero ~ constant 0 ~ divisor
      invalid access to packet, off=0 size=4, R2(id=0,off=0,r=0); R2 offset is outside of the packet ~ not compared ~ data_end
      R6 invalid variable buffer offset: off=0, var_off=(0x0; 0xffffffff) ~ not constant ~ constant index
      the prog does not allow writes to packet data ~ only read ~ global variable
      read from map forbidden, value_size=48 off=0 size=8 ~ only write ~ flag
      BPF_ATOMIC stores into R1 ctx is not allowed ~ atomic operation on ctx ~ in a map
      same insn cannot be used with different pointers ~ some paths ~ twice
      R1 is bpf_array invalid negative access: off=-8 ~ outside the fields ~ field names
      cannot pass map_type 3 into func bpf_map_lookup_elem#1 ~ type 3 for bpf_map_lookup_elem() ~ another map type
      fd 0 is not pointing to valid bpf_map ~ none of the object's ~ SEC(".maps")
      bpf_percpu_obj_new type size (600) is greater than 512 ~ does not take ~ bpf_obj_drop()
      arg#1 expected pointer to allocated object ~ does not take ~ bpf_obj_drop()
      rbtree_remove node input must be non-owning ref ~ does not take ~ lock is held
      bpf_throw kfunc (insn 9) cannot be called from callback subprog 1 ~ cannot be handled ~ return an error
      potential write to dynptr at off=-16 disallowed ~ plain memory ~ bpf_dynptr_write()
      css_task_iter is only allowed in bpf_lsm, bpf_iter and sleepable progs ~ may not sleep ~ bpf_wq_start()
      map 'plain' in R2 has no special field: Linux 6.12 to 6.18 oops here while loading, later ones refuse it ~ map 'plain', whose ~ give bpf_wq_init() that map
      verifier bug. No program starts at insn 7: nothing calls two(), whose address is taken ~ the address of two() ~ leave it out
      verifier internal error: invalid PTR_TO_BTF_ID register for type match ~ may be NULL ~ test the result
      verifier internal error: no dynptr id ~ should not be ~ report it
      """;

  private record Sample(String messages, String found, String action) {}

  private static List<Sample> samples() {
    List<Sample> samples = new ArrayList<>();
    for (String line : SAMPLES.lines().toList()) {
      String[] cells = line.split(" ~ ", -1);
      samples.add(new Sample(cells[0].strip(), cells[1].strip(), cells[2].strip()));
    }
    return samples;
  }

  @Test
  void eachMessageHasAdviceOfItsOwn() {
    SoftAssertions softly = new SoftAssertions();
    for (Sample s : samples()) {
      Advice advice = advice(s.messages, 1);
      softly.assertThat(advice.found()).as(s.messages).contains(s.found).doesNotContain("{");
      softly.assertThat(advice.action()).as(s.messages).contains(s.action);
      softly.assertThat(advice.expected()).as(s.messages).doesNotContainPattern("\\{\\w");
    }
    softly.assertAll();
  }

  /** No row of the table is hidden behind one before it. */
  @Test
  void eachRowOfTheTableIsReached() {
    Set<AdviceTable.Entry> reached = new LinkedHashSet<>();
    for (Sample s : samples()) {
      AdviceTable.ENTRIES.stream()
          .filter(e -> e.pattern().matcher(s.messages + AdviceTable.AT_CALL).find())
          .findFirst()
          .ifPresent(reached::add);
      AdviceTable.ENTRIES.stream()
          .filter(e -> e.pattern().matcher(s.messages).find())
          .findFirst()
          .ifPresent(reached::add);
    }
    assertThat(AdviceTable.ENTRIES)
        .allSatisfy(e -> assertThat(reached).as("%s", e.pattern()).contains(e));
  }

  @Test
  void unknownMessagesPointToTheLog() {
    assertThat(advice("something new", 0)).isEqualTo(Advice.NONE);
    assertThat(Advice.NONE.action()).contains("--log-level 2");
  }

  /** Where to sleep: by hook, by profile, by place. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          event   ~ 1 ~ call it from a work queue callback: bpf_wq_set_callback(), bpf_wq_start()
          request ~ 1 ~ make the program sleepable, SEC("struct_ops.s/request"), or call it from a work queue callback: bpf_wq_set_callback(), bpf_wq_start()
          event   ~ 2 ~ make inner static: a global function is verified on its own, as code that may not sleep
          """)
  void whereToSleep(String member, int slot, String expected) {
    LinkedProgram program = program(new AttachTarget.StructOpsMember("dev_ops", member), false);
    assertThat(
            new AdviceFinder(program, PROFILE, slot)
                .find("program must be sleepable to call sleepable kfunc f")
                .action())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          none                          ~ SEC("syscall")
          hid_bpf_schedule_delayed_work ~ SEC("fmod_ret.s/hid_bpf_offload")
          bpf_timer_set_sleepable_cb    ~ bpf_timer_set_sleepable_cb()
          """)
  void whereToSleepWithoutWorkQueues(String kfunc, String expected) {
    ApiProfile old =
        PROFILE.toBuilder("old", "without bpf_wq")
            .options(PROFILE.options().withWorkQueue(false))
            .kfuncs(KfuncSet.builder("more", ProgramType.UNSPEC).with(kfunc).build())
            .build();
    LinkedProgram program = program(new AttachTarget.StructOpsMember("dev_ops", "event"), false);
    assertThat(
            new AdviceFinder(program, old, 1)
                .find("helper call might sleep in a non-sleepable prog")
                .action())
        .contains(expected);
  }

  // ---- the log and the line

  @Test
  void messagesBehindTheLastInstruction() {
    String log =
        """
        0: R1=ctx() R10=fp0
        ; int f(void) @ a.c:1
        0: (b7) r0 = 0                        ; R0_w=0
        func 'event' arg0 has btf_id 4 type STRUCT 'ctx'
        1: R1_w=trusted_ptr_ctx()
        1: (b7) r1 = 5
        invalid access to map value, value_size=16 off=16 size=1
        R1 max value is outside of the allowed memory range
        stack depth 0+8
        processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
        """;
    assertThat(LogMessages.of(log))
        .containsExactly(
            "invalid access to map value, value_size=16 off=16 size=1",
            "R1 max value is outside of the allowed memory range");
    assertThat(LogMessages.of("unreachable insn 3\nprocessed 0 insns (limit 1000000) x\n"))
        .containsExactly("unreachable insn 3");
    assertThat(LogMessages.of("")).isEmpty();
  }

  @Test
  void theLine() {
    LinkedProgram program = program(new AttachTarget.StructOpsMember("dev_ops", "event"), false);
    Explanation why =
        Explanation.of(
            program, PROFILE, "R1 !read_ok", 1, "1: (85) call x\nR1 !read_ok\n", Map.of());
    assertThat(why.place()).isEqualTo("a.bpf.c:12:3");
    assertThat(why.text())
        .isEqualTo(
            "rejected at a.bpf.c:12:3 'e = bpf_ringbuf_reserve(&r, 8, 0);': R1 !read_ok, in slot 1"
                + " '(85) call bpf_ringbuf_reserve#131'; "
                + why.hint());
    Explanation structural =
        Explanation.of(
            program, PROFILE, "unreachable insn 3", -1, "unreachable insn 3\n", Map.of());
    assertThat(structural.slot()).as("the message names one").isEqualTo(3);
    Explanation far = Explanation.of(program, PROFILE, "unreachable insn 99", -1, "", Map.of());
    assertThat(far.slot()).isEqualTo(-1);
    assertThat(far.messages()).containsExactly("unreachable insn 99");
    Explanation poisoned =
        Explanation.of(
            program, PROFILE, "invalid func unknown#1", 1, "", Map.of(1, "<byte_off> struct a.b"));
    assertThat(poisoned.found()).contains("<byte_off> struct a.b");
  }
}
