package io.github.hidbpf4j.kernel.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LinkedObject;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * One rule of the verifier each, as clang compiles it: {@code testdata/verifier/rules.bpf.c}. What
 * the log says stands beside each program there, as a tag in its types; a program without is
 * accepted.
 */
class RulesTest {
  private static final String TAG = "expect:";

  @TestFactory
  Stream<DynamicTest> rules() throws IOException {
    Path file = Path.of(System.getProperty("hidbpf4j.root", "."), "testdata/verifier/rules.bpf.o");
    BpfObject object = BpfObject.open("rules.bpf.o", Files.readAllBytes(file));
    LinkedObject linked = object.link(KernelTypes.forProfile("6.12").btf());
    Map<String, String> expected = expectations(object.btf().orElseThrow());
    assertThat(expected).hasSizeGreaterThan(40);
    ApiProfile profile = Profiles.forName("6.12").orElseThrow();
    return object.programs().stream()
        .map(
            program ->
                dynamicTest(
                    program.name(),
                    () ->
                        check(
                            ProgramVerification.verify(
                                linked.program(program.name()),
                                profile,
                                new VerificationOptions(
                                    0, 1, VerificationOptions.DEFAULT_LOG_LIMIT),
                                Map.of()),
                            expected.get(program.name()))));
  }

  private static void check(ProgramVerdict verdict, @Nullable String message) {
    if (message == null) {
      assertThat(verdict.reason()).isEmpty();
    } else {
      assertThat(verdict.accepted()).isFalse();
      assertThat(verdict.log()).contains(message);
    }
  }

  /** The tags, by program. */
  private static Map<String, String> expectations(Btf types) {
    Map<String, String> expected = new HashMap<>();
    for (BtfType type : types.types()) {
      if (type instanceof BtfType.DeclTag tag && tag.name().startsWith(TAG)) {
        expected.put(types.type(tag.type()).name(), tag.name().substring(TAG.length()));
      }
    }
    return expected;
  }
}
