package io.github.hidbpf4j.kernel.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LinkedObject;
import io.github.hidbpf4j.bpf.object.ProgramSpec;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.kernel.verdict.ProgramVerdict;
import io.github.hidbpf4j.kernel.verdict.VerificationOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The rules of the verifier introduced after 6.12, each under the kernels before and after it:
 * {@code testdata/verifier/releases.bpf.c}, {@code hunted_later.bpf.c} for what random programs
 * showed, {@code bounds_later.bpf.c} for what is known of numbers, {@code bounds_across_zero.bpf.c}
 * for what was not, {@code stack_later.bpf.c} for what is known of the stack, {@code
 * cut_spills.bpf.c} for what is left of spills, {@code messages_later.bpf.c} for words, {@code
 * instructions.bpf.c} for new instructions, {@code task_work.bpf.c} for callbacks that tasks call,
 * {@code graphs_later.bpf.c} for looks into lists and trees, {@code res_locks.bpf.c} for locks that
 * may fail, {@code throws.bpf.c} for exceptions, {@code set_result.bpf.c} for the results of system
 * calls, and {@code socket_helpers.bpf.c} for helpers of sockets. What each kernel's log says
 * stands beside the program there, as a tag that begins with the release; a program without a tag
 * of a release is accepted by it.
 */
class RulesByReleaseTest {
  @TestFactory
  Stream<DynamicTest> releases() throws IOException {
    return of("releases.bpf.o");
  }

  @TestFactory
  Stream<DynamicTest> hunted() throws IOException {
    return of("hunted_later.bpf.o");
  }

  @TestFactory
  Stream<DynamicTest> bounds() throws IOException {
    return of("bounds_later.bpf.o");
  }

  @TestFactory
  Stream<DynamicTest> boundsAcrossZero() throws IOException {
    return of("bounds_across_zero.bpf.o", "6.12", "6.13", "6.16", "6.17", "6.19", "7.3");
  }

  @TestFactory
  Stream<DynamicTest> stack() throws IOException {
    return of("stack_later.bpf.o");
  }

  @TestFactory
  Stream<DynamicTest> cutSpills() throws IOException {
    return of("cut_spills.bpf.o", "6.12", "6.13", "6.16", "6.17", "6.18", "6.19", "7.0", "7.3");
  }

  @TestFactory
  Stream<DynamicTest> messages() throws IOException {
    return of("messages_later.bpf.o");
  }

  @TestFactory
  Stream<DynamicTest> instructions() throws IOException {
    return of("instructions.bpf.o");
  }

  @TestFactory
  Stream<DynamicTest> taskWork() throws IOException {
    return of("task_work.bpf.o", "6.18", "7.3");
  }

  @TestFactory
  Stream<DynamicTest> graphs() throws IOException {
    return of("graphs_later.bpf.o", "6.18", "7.3");
  }

  @TestFactory
  Stream<DynamicTest> resilientLocks() throws IOException {
    return of("res_locks.bpf.o", "6.18", "7.3");
  }

  @TestFactory
  Stream<DynamicTest> throwing() throws IOException {
    return of("throws.bpf.o", "6.16", "6.18", "6.19", "7.3");
  }

  @TestFactory
  Stream<DynamicTest> setResults() throws IOException {
    return of("set_result.bpf.o", "6.18", "7.1", "7.2", "7.3");
  }

  @TestFactory
  Stream<DynamicTest> socketHelpers() throws IOException {
    return of("socket_helpers.bpf.o", "6.15", "6.16", "6.18", "7.0", "7.3");
  }

  private static Stream<DynamicTest> of(String name) throws IOException {
    return of(name, "6.12", "6.18", "7.3");
  }

  private static Stream<DynamicTest> of(String name, String... releases) throws IOException {
    Path file = Path.of(System.getProperty("hidbpf4j.root", "."), "testdata/verifier", name);
    BpfObject object = BpfObject.open(name, Files.readAllBytes(file));
    return Stream.of(releases).flatMap(release -> of(object, release));
  }

  private static Stream<DynamicTest> of(BpfObject object, String release) {
    LinkedObject linked = object.link(KernelTypes.forProfile(release).btf());
    Map<String, String> messages = messages(object.btf().orElseThrow(), release + ":");
    List<String> programs = object.programs().stream().map(ProgramSpec::name).toList();
    assertThat(programs).containsAll(messages.keySet());
    return programs.stream()
        .map(
            program ->
                dynamicTest(
                    release + " " + program,
                    () -> {
                      ProgramVerdict verdict = verify(linked, program, release, 1);
                      check(verdict, messages.get(program));
                      checkSame(verify(linked, program, release, 0), verdict);
                    }));
  }

  /** Without a log the verifier does less work, and decides the same. */
  private static void checkSame(ProgramVerdict quiet, ProgramVerdict verdict) {
    assertThat(quiet.accepted()).isEqualTo(verdict.accepted());
    assertThat(quiet.reason()).isEqualTo(verdict.reason());
    assertThat(quiet.processed()).isEqualTo(verdict.processed());
  }

  private static ProgramVerdict verify(
      LinkedObject linked, String program, String release, int logLevel) {
    return ProgramVerification.verify(
        linked.program(program),
        Profiles.forName(release).orElseThrow(),
        new VerificationOptions(0, logLevel, VerificationOptions.DEFAULT_LOG_LIMIT),
        Map.of());
  }

  private static void check(ProgramVerdict verdict, @Nullable String message) {
    if (message == null) {
      assertThat(verdict.reason()).isEmpty();
      assertThat(verdict.accepted()).isTrue();
    } else {
      assertThat(verdict.accepted()).isFalse();
      assertThat(verdict.log().lines().filter(line -> !line.startsWith(";")))
          .anySatisfy(line -> assertThat(line).contains(message));
    }
  }

  /** Contents of the tags with this prefix, by program. */
  private static Map<String, String> messages(Btf types, String prefix) {
    Map<String, String> found = new HashMap<>();
    for (BtfType type : types.types()) {
      if (type instanceof BtfType.DeclTag tag && tag.name().startsWith(prefix)) {
        found.put(types.type(tag.type()).name(), tag.name().substring(prefix.length()));
      }
    }
    return found;
  }
}
