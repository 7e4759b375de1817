package io.github.hidbpf4j.tools.hunt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.tools.fuzz.RealKernelPrograms;
import io.github.hidbpf4j.tools.hunt.GuestKernel.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HuntReportTest {
  private static final Map<String, String> HERE = Map.of("kernel", "7.3.4", "seed", "1");

  @TempDir Path folder;

  private static Hunt.Outcome outcome(Answer ours, Reply theirs) {
    Btf kernel = KernelTypes.forProfile("6.12").btf();
    ApiProfile profile = Profiles.forName("6.12").orElseThrow();
    RealKernelPrograms programs = new RealKernelPrograms(profile, kernel);
    RawProgramMaker maker = new RawProgramMaker(new GuestKernel.Types(kernel, kernel.size()));
    HuntCase hunted = new GeneratedSource(1, programs, maker).batch(0, 20).getFirst();
    OwnVerifier.Verdict verdict = new OwnVerifier.Verdict(ours, null);
    return new Hunt.Outcome(hunted, verdict, theirs, Agreement.of(verdict, theirs));
  }

  private static Reply says(int error, String line) {
    return new Reply.Verdict(new Answer(error, 5, line));
  }

  @Test
  void comparisonIsOfVerdictErrorLineAndCount() {
    Answer refused = new Answer(13, 5, "no");
    Answer accepted = new Answer(0, 5, "");
    assertThat(
            List.of(
                outcome(refused, says(13, "no")).agreement(),
                outcome(accepted, says(0, "")).agreement(),
                outcome(new Answer(0, 6, ""), says(0, "")).agreement(),
                outcome(refused, says(13, "other")).agreement(),
                outcome(refused, says(22, "no")).agreement(),
                outcome(refused, says(0, "")).agreement(),
                outcome(accepted, says(13, "no")).agreement(),
                outcome(accepted, new Reply.Killed("OOPS")).agreement(),
                outcome(refused, new Reply.Killed("OOPS")).agreement(),
                outcome(refused, new Reply.NotAsked("no map")).agreement()))
        .containsExactly(
            Agreement.SAME,
            Agreement.SAME,
            Agreement.COUNT,
            Agreement.LINE,
            Agreement.ERROR,
            Agreement.FALSE_REFUSAL,
            Agreement.FALSE_ACCEPT,
            Agreement.KILLS,
            Agreement.KILLS_AND_REFUSED,
            Agreement.LEFT_OUT);
  }

  @Test
  void continuesWhereItStopped() throws IOException {
    HuntReport first = new HuntReport(folder, HERE);
    Hunt.Outcome found = outcome(new Answer(0, 5, ""), says(13, "R3 has value 7"));
    assertThat(first.count(found)).isTrue();
    assertThat(first.count(outcome(new Answer(0, 5, ""), says(0, "")))).isFalse();
    first.save(4);
    HuntReport second = new HuntReport(folder, HERE);
    assertThat(second.next()).isEqualTo(4);
    assertThat(second.compared()).isEqualTo(2);
    assertThat(second.grave()).isEqualTo(1);
    assertThat(second.count(found)).as("has its examples").isFalse();
    assertThat(second.summary())
        .contains("3 programs compared: 1 accepted by both")
        .contains("2 FALSE_ACCEPT RN has value N");
  }

  @Test
  void anotherHuntIsNotGoneOnWith() throws IOException {
    new HuntReport(folder, HERE).save(1);
    assertThatThrownBy(() -> new HuntReport(folder, Map.of("kernel", "6.12.1", "seed", "1")))
        .isInstanceOf(HidException.class)
        .hasMessage(
            "%s: another hunt: kernel is 7.3.4, expected 6.12.1; use another folder",
            folder.resolve("progress"));
  }

  @Test
  void examplesAreKept() throws IOException {
    HuntReport report = new HuntReport(folder, HERE);
    Hunt.Outcome found = outcome(new Answer(0, 5, ""), says(13, "R3 has value 7"));
    report.example(found, found);
    report.example(found, found);
    try (Stream<Path> files = Files.list(folder.resolve("findings"))) {
      assertThat(files.map(f -> f.getFileName().toString()).sorted())
          .containsExactly("0001.txt", "0002.txt");
    }
    assertThat(Files.readString(folder.resolve("findings/0001.txt")))
        .startsWith("FALSE_ACCEPT RN has value N\nseed ")
        .contains("hidbpf4j: 0\t5\t\n")
        .contains("0: r");
  }
}
