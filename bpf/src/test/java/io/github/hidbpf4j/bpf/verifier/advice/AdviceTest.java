package io.github.hidbpf4j.bpf.verifier.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.asm.Assembler;
import io.github.hidbpf4j.bpf.asm.SymbolNames;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.Explanation;
import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.BaseProfiles;
import io.github.hidbpf4j.bpf.proto.Effect;
import io.github.hidbpf4j.bpf.proto.GenericKfuncs;
import io.github.hidbpf4j.bpf.proto.HelperNames;
import io.github.hidbpf4j.bpf.proto.Kfunc;
import io.github.hidbpf4j.bpf.proto.KfuncSet;
import io.github.hidbpf4j.bpf.proto.StructOpsDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
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

  private static Explanation explain(
      LinkedProgram program, ApiProfile profile, String reason, int slot, String log) {
    return Explainer.of(new RefusedProgram(program, profile, reason, slot, log, null), Map.of());
  }

  private static Explanation advice(String messages, int slot) {
    AttachTarget target = new AttachTarget.StructOpsMember("dev_ops", "event");
    return explain(program(target, false), PROFILE, messages, slot, "");
  }

  private record Sample(String messages, String found, String action) {}

  private static List<Sample> samples() {
    try (InputStream in = AdviceTest.class.getResourceAsStream("messages.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ~ ", -1))
          .map(cells -> new Sample(cells[0], cells[1], cells[2]))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void eachMessageHasAdviceOfItsOwn() {
    SoftAssertions softly = new SoftAssertions();
    for (Sample s : samples()) {
      Explanation advice = advice(s.messages, 1);
      softly.assertThat(advice.found()).as(s.messages).contains(s.found).doesNotContain("{");
      softly.assertThat(advice.action()).as(s.messages).contains(s.action);
      softly.assertThat(advice.expected()).as(s.messages).doesNotContainPattern("\\{\\w");
    }
    softly.assertAll();
  }

  /** No cause that the message alone tells is hidden behind one before it. */
  @Test
  void eachCauseIsReached() {
    Set<String> reached = new TreeSet<>();
    for (Sample s : samples()) {
      reached.add(advice(s.messages, 1).cause());
      reached.add(advice(s.messages, 0).cause());
    }
    assertThat(CauseTable.CAUSES.stream().filter(c -> !c.conditional()).map(RejectionCause::id))
        .filteredOn(id -> !reached.contains(id))
        .isEmpty();
  }

  @Test
  void causesHaveNamesOfTheirOwn() {
    assertThat(CauseTable.CAUSES).extracting(RejectionCause::id).doesNotHaveDuplicates();
  }

  @Test
  void unknownMessagesPointToTheLog() {
    assertThat(advice("something new", 0).cause()).isEmpty();
    assertThat(advice("something new", 0).action()).isEqualTo(Advice.NONE.action());
    assertThat(Advice.NONE.action()).contains("--log-level 2");
  }

  /** Where to sleep: by hook, by profile, by place. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          event   ~ 1 ~ defer it: call it from a work queue callback (bpf_wq_set_callback(), bpf_wq_start(), or the helper of hid_bpf_async.h)
          request ~ 1 ~ make the program sleepable, SEC("struct_ops.s/request"), or defer it: call it from a work queue callback (bpf_wq_set_callback(), bpf_wq_start(), or the helper of hid_bpf_async.h)
          event   ~ 2 ~ make inner static: a global function is verified on its own, as code that may not sleep
          """)
  void whereToSleep(String member, int slot, String expected) {
    LinkedProgram program = program(new AttachTarget.StructOpsMember("dev_ops", member), false);
    assertThat(
            explain(
                    program,
                    PROFILE,
                    "program must be sleepable to call sleepable kfunc f",
                    slot,
                    "")
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
    Kfunc row =
        switch (kfunc) {
          case "none" -> Kfunc.of(kfunc);
          case "hid_bpf_schedule_delayed_work" ->
              Kfunc.of(kfunc, new Effect.Starts(Effect.Deferral.DEVICE_WORK));
          default -> Objects.requireNonNull(GenericKfuncs.find(kfunc));
        };
    ApiProfile old =
        PROFILE.toBuilder("old", "without bpf_wq")
            .options(PROFILE.options().withWorkQueue(false))
            .kfuncs(KfuncSet.builder("more", ProgramType.UNSPEC).with(row).build())
            .build();
    LinkedProgram program = program(new AttachTarget.StructOpsMember("dev_ops", "event"), false);
    assertThat(
            explain(program, old, "helper call might sleep in a non-sleepable prog", 1, "")
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
    Explanation why = explain(program, PROFILE, "R1 !read_ok", 1, "1: (85) call x\nR1 !read_ok\n");
    assertThat(why.place()).isEqualTo("a.bpf.c:12:3");
    assertThat(why.text())
        .isEqualTo(
            "rejected at a.bpf.c:12:3 'e = bpf_ringbuf_reserve(&r, 8, 0);': R1 !read_ok, in slot 1"
                + " '(85) call bpf_ringbuf_reserve#131'; "
                + why.hint());
    Explanation structural =
        explain(program, PROFILE, "unreachable insn 3", -1, "unreachable insn 3\n");
    assertThat(structural.slot()).as("the message names one").isEqualTo(3);
    Explanation far = explain(program, PROFILE, "unreachable insn 99", -1, "");
    assertThat(far.slot()).isEqualTo(-1);
    assertThat(far.messages()).containsExactly("unreachable insn 99");
    Explanation poisoned =
        Explainer.of(
            new RefusedProgram(program, PROFILE, "invalid func unknown#1", 1, "", null),
            Map.of(1, "<byte_off> struct a.b"));
    assertThat(poisoned.found()).contains("<byte_off> struct a.b");
  }
}
