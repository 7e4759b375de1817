package io.github.hidbpf4j.bpf.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.verifier.TestPrograms.Spec;
import io.github.hidbpf4j.bpf.verifier.paths.Comparison;
import io.github.hidbpf4j.bpf.verifier.paths.Derivation;
import io.github.hidbpf4j.bpf.verifier.paths.ElementKey;
import io.github.hidbpf4j.bpf.verifier.paths.Operand;
import io.github.hidbpf4j.bpf.verifier.paths.PathSearch;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths.EntryKind;
import io.github.hidbpf4j.bpf.verifier.paths.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is put down of the verifier's walk; instructions are apart by {@code /}. */
class ProgramPathsTest {
  private static final int KEEP_EVERY_STATE = 1 << 3;

  private static ProgramPaths paths(String text, int flags) {
    Spec spec =
        new Spec(text.replace(" / ", "\n"))
            .type(ProgramType.SYSCALL, true)
            .maps(TestPrograms.map(MapType.ARRAY, false, new byte[16]));
    PathVerification.Traced traced =
        PathVerification.trace(spec.program(), TestPrograms.KERNEL, flags, 1, 1 << 16);
    assertThat(traced.result().accepted()).as(traced.result().log()).isTrue();
    return Objects.requireNonNull(traced.paths());
  }

  private static List<Integer> nodes(ProgramPaths paths, int slot) {
    List<Integer> nodes = new ArrayList<>();
    for (int node = 0; node < paths.size(); node++) {
      if (paths.slot(node) == slot) {
        nodes.add(node);
      }
    }
    return nodes;
  }

  /** Slots of sources; {@code ~} before what was computed, {@code R1@} before an argument. */
  private static String sources(ProgramPaths paths, int slot, int register) {
    Set<String> all = new TreeSet<>();
    for (int node : nodes(paths, slot)) {
      for (Source source : paths.sources(node, register)) {
        String what = source.register() == Source.MADE ? "" : "R" + source.register() + "@";
        all.add((source.exact() ? "" : "~") + what + paths.slot(source.node()));
      }
    }
    return String.join(" ", all);
  }

  /**
   * Where R0 comes from at the end of the program, whatever paths the verifier gives up: the slot
   * of the exit, the sources.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '"',
      textBlock =
          """
          r0 = 7 / exit                                                             ~ 1 ~ 0
          r0 = r1 / r0 = 0 / exit                                                   ~ 2 ~ 1
          call bpf_ktime_get_ns / exit                                              ~ 1 ~ 0
          call bpf_ktime_get_ns / r6 = r0 / *(u64 *)(r10 -8) = r6 / r0 = *(u64 *)(r10 -8) / exit ~ 4 ~ 0
          call bpf_ktime_get_ns / *(u32 *)(r10 -8) = r0 / r0 = *(u32 *)(r10 -8) / exit ~ 3 ~ 0
          call bpf_ktime_get_ns / r0 <<= 32 / r0 s>>= 32 / exit                     ~ 3 ~ 0
          call bpf_ktime_get_ns / w0 = w0 / exit                                    ~ 2 ~ 0
          call pc+1 / exit / call bpf_ktime_get_ns / exit                           ~ 1 ~ 2
          call bpf_ktime_get_ns / r1 = r0 / call pc+1 / exit / r0 = r1 / exit       ~ 3 ~ 0
          call bpf_ktime_get_ns / r6 = r0 / call pc+2 / r0 = r6 / exit / r6 = 1 / r0 = 2 / exit ~ 4 ~ 0
          call bpf_ktime_get_ns / r6 = r0 / r1 = r10 / r1 += -8 / *(u64 *)(r10 -8) = 0 / r2 = r6 / call pc+2 / r0 = *(u64 *)(r10 -8) / exit / *(u64 *)(r1 +0) = r2 / r0 = 0 / exit ~ 8 ~ 0
          r0 = *(u64 *)(r1 +0) / exit                                               ~ 1 ~ 0
          call bpf_get_prandom_u32 / r6 = r0 / call bpf_ktime_get_ns / if w6 == 0 goto pc+1 / r0 = 7 / exit ~ 5 ~ 2 4
          r0 = 0 / r6 = *(u64 *)(r1 +0) / if r6 == 1 goto pc+3 / if r6 == 2 goto pc+3 / r0 = 3 / goto pc+2 / r0 = 1 / r0 = r0 / exit ~ 8 ~ 0 4 6
          """)
  void sourcesOfTheResult(String text, int exit, String expected) {
    assertThat(sources(paths(text, 0), exit, 0)).isEqualTo(expected.strip());
    assertThat(sources(paths(text, KEEP_EVERY_STATE), exit, 0)).isEqualTo(expected.strip());
  }

  /** The same of what is computed, and of arguments. */
  @Test
  void computedValuesAreNotExact() {
    assertThat(sources(paths("call bpf_ktime_get_ns / r0 += 3 / exit", 0), 2, 0)).isEqualTo("~0");
    assertThat(
            sources(paths("call bpf_ktime_get_ns / r6 = 2 / r6 *= r0 / r0 = r6 / exit", 0), 4, 0))
        .isEqualTo("~0 ~1");
    assertThat(
            sources(
                paths(
                    "call bpf_ktime_get_ns / *(u64 *)(r10 -8) = 0 / *(u8 *)(r10 -8) = r0"
                        + " / r0 = *(u64 *)(r10 -8) / exit",
                    0),
                4,
                0))
        .isEqualTo("~0 ~1");
    assertThat(sources(paths("r6 = r1 / r0 = 0 / exit", 0), 1, 6)).isEqualTo("R1@0");
  }

  /** What a call may have written is not what was there before. */
  @Test
  void callsWriteToTheStack() {
    String peek =
        "*(u64 *)(r10 -8) = 5 / r1 = r10 / r1 += -8 / r2 = 8 / r3 = r1"
            + " / call bpf_probe_read_kernel / r0 = *(u64 *)(r10 -8) / exit";
    assertThat(sources(paths(peek, 0), 7, 0)).isEqualTo("~0 ~R1@5");
    String look =
        "*(u32 *)(r10 -4) = 0 / r2 = r10 / r2 += -4 / r1 = map[id:0] / call bpf_map_lookup_elem"
            + " / r0 = *(u32 *)(r10 -4) / exit";
    assertThat(sources(paths(look, 0), 7, 0)).as("looking up writes nothing").isEqualTo("0");
  }

  @Test
  void pointersHaveTheirMapAndOffset() {
    ProgramPaths paths =
        paths(
            "*(u32 *)(r10 -4) = 0 / r2 = r10 / r2 += -4 / r1 = map[id:0] / call bpf_map_lookup_elem"
                + " / if r0 == 0 goto pc+2 / r0 += 4 / *(u32 *)(r0 +8) = 1 / r0 = 0 / exit",
            0);
    int store = nodes(paths, 8).getFirst();
    assertThat(paths.accessed(store))
        .isInstanceOfSatisfying(
            Operand.MapField.class,
            field -> {
              assertThat(field.map().name()).isEqualTo(".rodata");
              assertThat(field.offset()).isEqualTo(12);
              assertThat(paths.key(store, 0, field.map())).isEqualTo(ElementKey.ONLY);
            });
    int lookup = nodes(paths, 5).getFirst();
    assertThat(paths.argument(lookup, 2)).isEqualTo(new Operand.Stack(0, -4));
    assertThat(paths.bytes(lookup, new Operand.Stack(0, -8), 8))
        .containsExactly(-1, -1, -1, -1, 0, 0, 0, 0);
    assertThat(Objects.requireNonNull(paths.called(lookup)).name())
        .isEqualTo("bpf_map_lookup_elem");
  }

  /** Bytes that differ between paths are not known, even where the verifier compares loosely. */
  @Test
  void bytesThatDifferBetweenPathsAreNotKnown() {
    String text =
        "r6 = *(u64 *)(r1 +0) / *(u64 *)(r10 -8) = 1 / if r6 == 0 goto pc+1"
            + " / *(u64 *)(r10 -8) = 2 / r1 = r10 / r1 += -8 / r2 = 8 / r3 = 0"
            + " / call bpf_trace_printk / r0 = 0 / exit";
    for (int flags : new int[] {0, KEEP_EVERY_STATE}) {
      ProgramPaths paths = paths(text, flags);
      Set<Integer> first = new TreeSet<>();
      for (int node : nodes(paths, 8)) {
        first.add(paths.bytes(node, new Operand.Stack(0, -8), 8)[0]);
      }
      assertThat(first).isSubsetOf(-1, 1, 2);
      assertThat(first.equals(Set.of(1)) || first.equals(Set.of(2))).as("" + first).isFalse();
    }
  }

  @Test
  void comparisonsAreDecidedByTheVerifiersArithmetic() {
    Random random = new Random(42);
    int[] operations = {
      Opcode.JEQ,
      Opcode.JNE,
      Opcode.JGT,
      Opcode.JGE,
      Opcode.JLT,
      Opcode.JLE,
      Opcode.JSGT,
      Opcode.JSGE,
      Opcode.JSLT,
      Opcode.JSLE,
      Opcode.JSET
    };
    for (int i = 0; i < 2000; i++) {
      int operation = operations[random.nextInt(operations.length)];
      long number = random.nextLong(-4, 5);
      long value = random.nextLong(-4, 5);
      Comparison comparison = new Comparison(1, operation, random.nextBoolean(), number);
      boolean taken = comparison.allows(value, true);
      assertThat(comparison.allows(value, false)).isEqualTo(!taken);
      Operand.Bounded left = comparison.leaves(taken);
      boolean within =
          comparison.low32()
              ? left.min32() <= (int) value && (int) value <= left.max32()
              : left.min() <= value && value <= left.max();
      assertThat(within).as(comparison + " " + value + " " + left).isTrue();
    }
  }

  @Test
  void whatConstantsMakeOfAByte() {
    ProgramPaths paths =
        paths(
            "r1 = *(u8 *)(r1 +0) / r0 = 0 / if w1 < 9 goto pc+2 / w1 *= -1000 / w0 = w1 / exit", 0);
    List<Derivation> ways =
        nodes(paths, 5).stream().flatMap(n -> paths.derivations(n, 0).stream()).toList();
    assertThat(ways).hasSize(2);
    Derivation computed =
        ways.stream().filter(w -> paths.slot(w.node()) == 0).findFirst().orElseThrow();
    assertThat(computed.of(10)).isEqualTo(Integer.toUnsignedLong(-10_000));
    Operand.Bounded results = Objects.requireNonNull(computed.results());
    assertThat(results.min32()).isEqualTo(-255_000);
    assertThat(results.max32()).isEqualTo(-9_000);
  }

  /** Slots on the paths from the program's start on, static functions and loops included. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r0 = 0 / r0 += 1 / if r0 < 100 goto pc-2 / exit               ~ 0 1 2 3
          r6 = r1 / call pc+2 / r0 = 0 / exit / r0 = 1 / exit           ~ 0 1 2 3 4 5
          r0 = 0 / if r0 == 0 goto pc+1 / r0 = 1 / exit                 ~ 0 1 3
          """)
  void searchesSeeWhatTheVerifierSaw(String text, String expected) {
    for (int flags : new int[] {0, KEEP_EVERY_STATE}) {
      ProgramPaths paths = paths(text, flags);
      Set<Integer> seen = new TreeSet<>();
      List<Integer> ends = new ArrayList<>();
      boolean whole =
          new PathSearch<Boolean>(
                  paths,
                  new PathSearch.Question<>() {
                    @Override
                    public Boolean pass(int node, Boolean memory) {
                      seen.add(paths.slot(node));
                      return memory;
                    }

                    @Override
                    public void end(int node, Boolean memory) {
                      ends.add(paths.slot(node));
                    }
                  })
              .from(paths.start(), true);
      assertThat(whole).isTrue();
      assertThat(String.join(" ", seen.stream().map(String::valueOf).toList()))
          .isEqualTo(expected.strip());
      assertThat(ends)
          .isNotEmpty()
          .allMatch(
              slot ->
                  paths.program().instructions().get(slot).opcode() == (Opcode.JMP | Opcode.EXIT));
    }
  }

  /** A memory that counts how often it is hashed, which is where a search compares positions. */
  private static final class CountedMemory {
    private int hashed;

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof CountedMemory;
    }

    @Override
    public int hashCode() {
      hashed++;
      return 1;
    }
  }

  @Test
  void positionsAreComparedWherePathsMeetOnly() {
    String straight = "r1 += 1 / ".repeat(100);
    ProgramPaths paths =
        paths(
            "call bpf_get_prandom_u32 / r1 = 0 / if r0 > 7 goto pc+1 / r0 = 0 / r0 = 1 / "
                + straight
                + "exit",
            KEEP_EVERY_STATE);
    CountedMemory memory = new CountedMemory();
    List<Integer> ends = new ArrayList<>();
    PathSearch.Question<CountedMemory> question =
        new PathSearch.Question<>() {
          @Override
          public CountedMemory pass(int node, CountedMemory passed) {
            return passed;
          }

          @Override
          public void end(int node, CountedMemory passed) {
            ends.add(node);
          }
        };
    assertThat(new PathSearch<>(paths, question).from(paths.start(), memory)).isTrue();
    assertThat(ends).hasSize(1);
    assertThat(memory.hashed).isLessThan(10);
  }

  /** Where the memory changes, it may become one that another path came with. */
  @Test
  void equalMemoriesAreFollowedOnce() {
    ProgramPaths paths = paths("r6 = 0 / r7 = 0 / r8 = 0 / r0 = 0 / exit", 0);
    List<Integer> ends = new ArrayList<>();
    PathSearch.Question<Integer> question =
        new PathSearch.Question<>() {
          @Override
          public Integer pass(int node, Integer memory) {
            return paths.slot(node) == 2 ? Integer.valueOf(0) : memory;
          }

          @Override
          public void end(int node, Integer memory) {
            ends.add(memory);
          }
        };
    PathSearch<Integer> search = new PathSearch<>(paths, question);
    assertThat(search.from(paths.start(), 1)).isTrue();
    assertThat(search.from(paths.start(), 2)).isTrue();
    assertThat(ends).containsExactly(0);
  }

  @Test
  void theProgramIsEnteredFirst() {
    ProgramPaths paths = paths("r0 = 0 / exit", 0);
    assertThat(paths.entries())
        .containsExactly(new ProgramPaths.Entry(EntryKind.PROGRAM, 0, 0, ProgramPaths.NONE));
    assertThat(paths.isComplete()).isTrue();
  }

  /** Of a walk that is too long the beginning is put down, and it says so. */
  @Test
  void aLongWalkIsNotComplete() {
    ProgramPaths paths = paths("r0 = 0 / r0 += 1 / if r0 < 100000 goto pc-2 / exit", 0);
    assertThat(paths.isComplete()).isFalse();
    assertThat(new PathSearch<Boolean>(paths, (node, memory) -> memory).from(paths.start(), true))
        .isFalse();
  }

  @Test
  void aRefusedProgramHasNone() {
    Spec spec = new Spec("r0 = r9\nexit").type(ProgramType.SYSCALL, true);
    assertThat(PathVerification.trace(spec.program(), TestPrograms.KERNEL, 0, 0, 0).paths())
        .isNull();
  }
}
