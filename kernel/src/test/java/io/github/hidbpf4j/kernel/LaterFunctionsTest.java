package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.VerificationException;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.runtime.BpfRuntime;
import io.github.hidbpf4j.bpf.verifier.Verifier;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.time.VirtualClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Functions that HID-BPF programs can call since a release after Linux 6.12 ({@code
 * kernel/bpf/helpers.c}, Linux 7.3).
 */
class LaterFunctionsTest {
  private static final int ENOENT = -2;
  private static final int EINVAL = -22;
  private static final int E2BIG = -7;
  private static final int ERANGE = -34;

  /** Results of the string functions in the order of the program, without those that never vary. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hello     | hello | 3 | l | 0 0 0    2 2 2 3     5 3   5 0     0 0 -2 -2",
        "Hello     | hello | 5 | x | -1 0 0   -2 5 -2 -2  5 5   0 1     -2 0 -2 0",
        "abc       | abd   | 2 | c | -1 -1 0  2 2 -2 2    3 2   2 0     -2 -2 -2 -2",
        "aXbXc     | xc    | 9 | X | -1 -1 -1 1 1 1 3     5 5   0 4     -2 3 -2 3",
        "          | a     | 4 | a | -1 -1 -1 -2 0 -2 -2  0 0   0 0     -2 -2 -2 -2",
        "aaa       | ''    | 2 | a | 1 1 1    0 0 0 2     3 2   0 3     0 0 0 0",
      })
  void strings(String one, String two, int count, String character, String expected) {
    for (Engine engine : List.of(Engine.INTERPRETER, Engine.COMPILED)) {
      List<Integer> results = stringResults(engine, one == null ? "" : one, two, count, character);
      List<Integer> wanted =
          Arrays.stream(expected.trim().split("\\s+"))
              .map(Integer::valueOf)
              .collect(Collectors.toCollection(ArrayList::new));
      wanted.addAll(List.of(ERANGE, 0, ENOENT, 0));
      assertThat(results).as(engine.toString()).isEqualTo(wanted);
    }
  }

  private static List<Integer> stringResults(
      Engine engine, String one, String two, int count, String character) {
    ProgramRig r = new ProgramRig("7.3", ProgramRig.UNNUMBERED, engine);
    LoadedObject o = r.load("later");
    write(o, "one", one, 64);
    write(o, "two", two, 64);
    ProgramRig.set(o, "character", character.charAt(0));
    ProgramRig.set(o, "count", count);
    assertThat(r.call(() -> o.attach("string_ops"))).isZero();
    assertThat(r.input("010203040506")).isZero();
    return results(o, 19);
  }

  private static void write(LoadedObject o, String name, String text, int size) {
    byte[] bytes = Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), size);
    assertThat(o.writeVariable(name, bytes)).isTrue();
  }

  private static List<Integer> results(LoadedObject o, int count) {
    ByteBuffer b =
        ByteBuffer.wrap(Objects.requireNonNull(o.readVariable("results")))
            .order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(b.getInt());
    }
    return all;
  }

  @ParameterizedTest
  @EnumSource(
      value = Engine.class,
      names = {"INTERPRETER", "COMPILED"})
  void dynptrs(Engine engine) {
    ProgramRig r = new ProgramRig("7.3", ProgramRig.UNNUMBERED, engine);
    LoadedObject o = r.load("later");
    write(o, "source", "abcdefgh", 32);
    assertThat(r.call(() -> o.attach("dynptr_ops"))).isZero();
    assertThat(r.input("010203040506")).isZero();
    assertThat(results(o, 5)).containsExactly(0, E2BIG, 0, E2BIG, E2BIG);
    assertThat(HexFormat.of().formatHex(Objects.requireNonNull(o.readVariable("target"))))
        .startsWith("00eeeeeeee000000636465" + "00")
        .endsWith("0000");
  }

  @ParameterizedTest
  @CsvSource({"7.0", "7.3"})
  void timersAreCancelledWithoutWaiting(String profile) {
    ProgramRig r = new ProgramRig(profile, ProgramRig.UNNUMBERED);
    LoadedObject o = r.load("later");
    assertThat(r.call(() -> o.attach("timer_ops"))).isZero();
    assertThat(r.input("010203040506")).isZero();
    assertThat(results(o, 4)).containsExactly(EINVAL, 0, 1, 0);
    r.clock.advance(2_000_000);
    assertThat(ProgramRig.variable(o, "timers_run")).isOne();
    assertThat(ProgramRig.variable(o, "in_callback")).isEqualTo(-1);
  }

  /**
   * A function that a release lacks is refused as with libbpf: a call of a missing weak function.
   */
  @ParameterizedTest
  @CsvSource({
    "6.12, bpf_strcmp",
    "6.16, bpf_strcmp",
    "6.17, bpf_strcasecmp",
    "6.18, bpf_strncasecmp",
    "6.19, bpf_strncasecmp",
  })
  void earlierReleasesLackThem(String profile, String first) {
    ProgramRig r = new ProgramRig(profile, ProgramRig.UNNUMBERED);
    assertThatThrownBy(() -> r.load("later"))
        .isInstanceOf(BpfException.class)
        .hasMessageContaining("= " + first + "(");
  }

  /** What needs a task is verified as in Linux, and refused here with the reason. */
  @ParameterizedTest
  @CsvSource({
    "of_the_current_task, helper bpf_get_current_task_btf#158",
    "of_a_task_by_number, kfunc bpf_task_from_pid",
  })
  void tasksAreMissing(String program, String function) throws IOException {
    byte[] file = Files.readAllBytes(ProgramRig.ROOT.resolve("testdata/verifier/task_work.bpf.o"));
    ApiProfile profile = Profiles.forName("7.3").orElseThrow();
    Btf types = KernelTypes.forProfile("7.3").btf();
    LinkedProgram linked = BpfObject.open("task_work", file).link(types).program(program);
    BpfRuntime runtime = BpfRuntime.builder(profile, types, new VirtualClock(1)).build();
    assertThatThrownBy(() -> Verifier.verify(linked, profile, runtime))
        .isInstanceOf(VerificationException.class)
        .hasMessageContaining(
            function + " is allowed here, but works on tasks, and a run here has none");
  }
}
