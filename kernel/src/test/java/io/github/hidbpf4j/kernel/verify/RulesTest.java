package io.github.hidbpf4j.kernel.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LinkedObject;
import io.github.hidbpf4j.bpf.object.ProgramSpec;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.PathVerification;
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
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One rule of the verifier per program, compiled by clang: {@code testdata/verifier/rules.bpf.c},
 * {@code hunted.bpf.c}. The log message of each program is in a tag of its types, where relevant
 * also the error, the number of instructions processed, or a finding; a program without a tag is
 * accepted.
 */
class RulesTest {
  private static final ApiProfile PROFILE = Profiles.forName("6.12").orElseThrow();

  @TestFactory
  Stream<DynamicTest> rules() throws IOException {
    return of("rules", 40);
  }

  @TestFactory
  Stream<DynamicTest> hunted() throws IOException {
    return of("hunted", 10);
  }

  @TestFactory
  Stream<DynamicTest> offsets() throws IOException {
    return of("offsets", 0);
  }

  @TestFactory
  Stream<DynamicTest> unreached() throws IOException {
    return of("unreached", 0);
  }

  private static Stream<DynamicTest> of(String name, int least) throws IOException {
    Path file =
        Path.of(System.getProperty("hidbpf4j.root", "."), "testdata/verifier/" + name + ".bpf.o");
    BpfObject object = BpfObject.open(name + ".bpf.o", Files.readAllBytes(file));
    LinkedObject linked = object.link(KernelTypes.forProfile("6.12").btf());
    Btf types = object.btf().orElseThrow();
    Map<String, String> messages = tags(types, "expect:");
    Map<String, String> errnos = tags(types, "errno:");
    Map<String, String> counts = tags(types, "insns:");
    Map<String, String> findings = tags(types, "finding:");
    assertThat(messages).hasSizeGreaterThan(least);
    return object.programs().stream()
        .map(ProgramSpec::name)
        .map(
            program ->
                dynamicTest(
                    program,
                    () ->
                        check(
                            verify(linked, program),
                            messages.get(program),
                            errnos.get(program),
                            counts.get(program),
                            findings.get(program))));
  }

  private static ProgramVerdict verify(LinkedObject linked, String program) {
    return ProgramVerification.verify(
        linked.program(program),
        PROFILE,
        new VerificationOptions(0, 1, VerificationOptions.DEFAULT_LOG_LIMIT),
        Map.of());
  }

  /** The reason reported is the last line of the log before the statistics. */
  @ParameterizedTest
  @ValueSource(strings = {"rules", "hunted"})
  void theReasonIsTheLastLine(String name) throws IOException {
    SoftAssertions softly = new SoftAssertions();
    for (LinkedProgram program : linked(name).programs()) {
      PathVerification.Result result = PathVerification.verify(program, PROFILE, 0, 1);
      if (!result.accepted() && !result.reason().startsWith("infinite loop")) {
        List<String> lines =
            result.log().lines().takeWhile(l -> !l.startsWith("processed ")).toList();
        softly.assertThat(result.reason()).as(program.name()).isEqualTo(lines.getLast());
      }
    }
    softly.assertAll();
  }

  private static LinkedObject linked(String name) throws IOException {
    Path file =
        Path.of(System.getProperty("hidbpf4j.root", "."), "testdata/verifier/" + name + ".bpf.o");
    return BpfObject.open(name + ".bpf.o", Files.readAllBytes(file))
        .link(KernelTypes.forProfile("6.12").btf());
  }

  private static void check(
      ProgramVerdict verdict,
      @Nullable String message,
      @Nullable String errno,
      @Nullable String count,
      @Nullable String finding) {
    if (message == null) {
      assertThat(verdict.reason()).isEmpty();
    } else {
      assertThat(verdict.accepted()).isFalse();
      assertThat(verdict.log()).contains(message);
    }
    if (errno != null) {
      assertThat(verdict.errno()).hasToString(errno);
    }
    if (count != null) {
      assertThat(verdict.processed()).isEqualTo(Integer.parseInt(count));
    }
    if (finding != null) {
      assertThat(verdict.findings()).singleElement().asString().startsWith(finding);
    }
  }

  /** Contents of the tags with this prefix, by program. */
  private static Map<String, String> tags(Btf types, String prefix) {
    Map<String, String> found = new HashMap<>();
    for (BtfType type : types.types()) {
      if (type instanceof BtfType.DeclTag tag && tag.name().startsWith(prefix)) {
        found.put(types.type(tag.type()).name(), tag.name().substring(prefix.length()));
      }
    }
    return found;
  }
}
