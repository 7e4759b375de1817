package io.github.hidbpf4j.testing.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.testing.snapshot.SnapshotFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs of suites: what is compared, written and left out, and in which order results are reported.
 */
class SuiteTest {
  private static final String TEST = "wheel.hid, wheel-fix.bpf.o";
  private static final String SNAP = "wheel.wheel-fix.snap";
  private static final SuiteOptions DEFAULT = SuiteOptions.DEFAULT;

  @TempDir Path temp;
  private TestFolder folder;

  @BeforeEach
  void resolve() throws IOException {
    folder = new TestFolder(temp.toRealPath());
  }

  private SnapshotFile snapshot() throws IOException {
    return SnapshotFile.read(folder.path().resolve(SNAP));
  }

  // ---- snapshots

  @Test
  void aSnapshotIsWrittenOnlyWhenAsked() throws IOException {
    folder.wheel();
    assertThat(folder.told(DEFAULT))
        .containsExactly(
            TEST
                + " [] failed | "
                + SNAP
                + ": no snapshot yet: --update writes it; check it before you keep it");
    assertThat(folder.path().resolve(SNAP)).doesNotExist();
    assertThat(folder.told(DEFAULT.updating()))
        .containsExactly(
            TEST + " [6.12] updated | " + SNAP + ": written: check it",
            TEST + " [6.18] updated | " + SNAP + ": written: check it",
            TEST + " [7.3] updated | " + SNAP + ": written: check it");
    // Kernels with the same behaviour share a section.
    assertThat(snapshot().sections()).hasSize(1);
    assertThat(snapshot().kernels()).containsExactly("6.12", "6.18", "7.3");
    assertThat(folder.told(DEFAULT))
        .containsExactly(TEST + " [6.12] passed", TEST + " [6.18] passed", TEST + " [7.3] passed");
    String text = folder.read(SNAP);
    assertThat(folder.run(DEFAULT.updating()).cases()).allMatch(c -> c.status() == Status.PASSED);
    assertThat(folder.read(SNAP)).isEqualTo(text);
    assertThat(text)
        .contains(
            "descriptor  52 bytes, 61 bytes in use".replace("61 bytes in use", "61 in use"),
            "attached a4tech_horizontal_wheel",
            "1.120000 < 40 00 00 01",
            "  > 00 00 00 00 01   AC Pan 1",
            "  evdev REL_HWHEEL 1")
        .doesNotContain(temp.toString());
  }

  @Test
  void whatHappensOtherwiseIsShownWithItsLine() throws IOException {
    folder.wheel();
    folder.run(DEFAULT.on("6.12").updating());
    List<String> lines = new ArrayList<>(folder.read(SNAP).lines().toList());
    int at = lines.indexOf("1.120000 < 40 00 00 01");
    lines.set(at, "1.120000 < 40 00 00 02");
    String edited = String.join("\n", lines) + "\n";
    folder.write(SNAP, edited);
    KernelResult result = folder.run(DEFAULT).cases().getFirst().kernels().getFirst();
    assertThat(result.status()).isEqualTo(Status.FAILED);
    Failure failure = result.failures().getFirst();
    assertThat(failure.line()).isEqualTo(at + 1);
    assertThat(failure.message()).isEqualTo("not as expected: - expected, + found");
    assertThat(failure.details()).contains("- 1.120000 < 40 00 00 02", "+ 1.120000 < 40 00 00 01");
    assertThat(folder.read(SNAP)).isEqualTo(edited);
    // An update reports the same difference the other way round, and fixes it.
    assertThat(folder.run(DEFAULT.updating()).cases().getFirst().kernels().getFirst().failures())
        .containsExactly(
            new Failure(
                folder.path().resolve(SNAP), 0, "rewritten: - before, + now", failure.details()));
    assertThat(folder.run(DEFAULT).isSuccess()).isTrue();
  }

  /** A digest does not prove a text that somebody has changed. */
  @Test
  void theTextDecidesWhereItWasEdited() throws IOException {
    folder.wheel();
    folder.run(DEFAULT.on("6.12").updating());
    String text = folder.read(SNAP);
    folder.write(SNAP, text.replaceAll("-- digests \\w+", "-- digests 0000000000000000"));
    assertThat(folder.run(DEFAULT).isSuccess()).isTrue();
    folder.write(SNAP, text.replace("\n", "\r\n"));
    assertThat(folder.run(DEFAULT).isSuccess()).isTrue();
    folder.write(SNAP, text.replace("= 00 00 00 01", "= 00 00 00 02"));
    folder.write(SNAP, text.replace("AC Pan 1", "AC Pan 2"));
    assertThat(folder.run(DEFAULT).isSuccess()).isFalse();
  }

  @Test
  void onlyKernelsThatWereAskedForAreTaken() throws IOException {
    folder.wheel();
    folder.run(DEFAULT.on("6.12", "7.3").updating());
    folder.write(SNAP, folder.read(SNAP).replace("== 6.12, 7.3\n", "== 7.3, 6.12\n"));
    assertThat(folder.told(DEFAULT.on("6.15")))
        .containsExactly(
            TEST
                + " [6.15] failed | "
                + SNAP
                + ": no expectation for kernel 6.15: --update adds it");
    assertThat(folder.told(DEFAULT.on("6.15").updating()))
        .containsExactly(TEST + " [6.15] updated | " + SNAP + ": written: check it");
    assertThat(snapshot().kernels()).containsExactly("7.3", "6.12", "6.15");
    // Sections of other kernels stay unchanged, even if they are wrong.
    folder.write(SNAP, folder.read(SNAP).replace("AC Pan 1", "AC Pan 2"));
    folder.run(DEFAULT.on("6.15").updating());
    assertThat(snapshot().sections())
        .extracting(SnapshotFile.Section::kernels)
        .containsExactly(List.of("7.3", "6.12"), List.of("6.15"));
    assertThat(folder.run(DEFAULT.on("7.3")).isSuccess()).isFalse();
    assertThat(folder.run(DEFAULT.on("6.15")).isSuccess()).isTrue();
  }

  @Test
  void aKernelThatDoesNotLoadTheObjectIsLeftOut() throws IOException {
    folder.wheel();
    folder.run(DEFAULT.updating());
    String refused = " skipped | wheel-fix.bpf.o: kernel hid-bpf-next does not load this object";
    List<String> releases = Profiles.proposals();
    String proposal = releases.getFirst();
    assertThat(folder.told(DEFAULT.on("6.12", proposal)))
        .containsExactly(
            TEST + " [6.12] passed",
            TEST + " [" + proposal + "]" + refused.replace("hid-bpf-next", proposal));
    assertThat(folder.run(DEFAULT.on("6.12", proposal)).isSuccess()).isTrue();
    // Alone, the proposal tests nothing.
    SuiteResult nothing = folder.run(DEFAULT.on(proposal));
    assertThat(nothing.cases().getFirst().status()).isEqualTo(Status.SKIPPED);
    assertThat(nothing.isSuccess()).isFalse();
    String before = folder.read(SNAP);
    folder.run(DEFAULT.on(proposal).updating());
    assertThat(folder.read(SNAP)).isEqualTo(before);
  }

  @Test
  void aKernelThatNoLongerLoadsTheObjectFails() throws IOException {
    folder.wheel();
    folder.run(DEFAULT.on("6.12").updating());
    String proposal = Profiles.proposals().getFirst();
    folder.write(SNAP, folder.read(SNAP).replace("== 6.12", "== 6.12, " + proposal));
    assertThat(folder.told(DEFAULT))
        .containsExactly(
            TEST + " [6.12] passed",
            "%s [%s] failed | %s:%d: kernel %s no longer loads the object"
                .formatted(
                    TEST,
                    proposal,
                    SNAP,
                    folder.read(SNAP).lines().toList().indexOf("== 6.12, " + proposal) + 1,
                    proposal));
    assertThat(folder.told(DEFAULT.updating()))
        .containsExactly(
            TEST + " [6.12] passed",
            "%s [%s] updated | %s: section removed: kernel %s no longer loads the object"
                .formatted(TEST, proposal, SNAP, proposal));
    assertThat(snapshot().kernels()).containsExactly("6.12");
  }

  @Test
  void otherVerdictsFail() throws IOException {
    folder.wheel();
    folder.run(DEFAULT.on("6.12").updating());
    String text = folder.read(SNAP);
    String head = text.lines().skip(1).findFirst().orElseThrow();
    folder.write(SNAP, text.replace(head, "loads on    6.12"));
    assertThat(folder.told(DEFAULT))
        .containsExactly(
            TEST
                + " [] failed | "
                + SNAP
                + ":2: the kernels that load it, or the findings, are not as expected",
            TEST + " [6.12] passed");
    assertThat(folder.told(DEFAULT.updating()))
        .containsExactly(
            TEST
                + " [] updated | "
                + SNAP
                + ": the kernels that load it, or the findings, have changed: - before, + now",
            TEST + " [6.12] passed");
    assertThat(folder.read(SNAP)).isEqualTo(text);
  }

  @Test
  void anObjectThatNoKernelLoadsFails() throws IOException {
    folder
        .copy("examples/rejected/last-byte.bpf.o", "refused.bpf.o")
        .copy(TestFolder.WHEEL_RECORDING, "any.hid");
    for (SuiteOptions options : List.of(DEFAULT, DEFAULT.updating())) {
      SuiteResult result = folder.run(options);
      assertThat(result.isSuccess()).isFalse();
    }
    assertThat(folder.path().resolve("any.refused.snap")).doesNotExist();
  }

  @Test
  void aSnapshotThatCannotBeReadIsReplacedByAnUpdateAlone() throws IOException {
    folder.wheel().write(SNAP, "hidbpf snapshot 9\n== 6.12\n");
    String version =
        "snapshot of version 9, this hidbpf has version 1: rewrite it with --update, or use the "
            + "hidbpf that wrote it";
    assertThat(folder.told(DEFAULT.on("6.12")))
        .containsExactly(TEST + " [] failed | " + SNAP + ":1: " + version);
    assertThat(folder.told(DEFAULT.on("6.12").updating()))
        .containsExactly(
            TEST + " [] updated | " + SNAP + ":1: rewritten, as it could not be read",
            TEST + " [6.12] updated | " + SNAP + ": written: check it");
    // A file that is not a snapshot belongs to another tool.
    folder.write(SNAP, "exports[`x`] = 1\n");
    assertThat(folder.told(DEFAULT.on("6.12").updating()))
        .containsExactly(
            TEST
                + " [] failed | "
                + SNAP
                + ":1: not a snapshot: expected 'hidbpf snapshot 1' as the first line");
    assertThat(folder.read(SNAP)).isEqualTo("exports[`x`] = 1\n");
  }

  @Test
  void aRecordingThatLostItsDeviceFails() throws IOException {
    folder.wheel();
    Suite suite = folder.suite();
    folder.write("wheel.hid", "D: 4\n" + folder.read("wheel.hid"));
    SuiteResult result = suite.run(DEFAULT.on("6.12").updating(), new SuiteListener() {});
    assertThat(result.cases().getFirst().kernels().getFirst().failures().getFirst().message())
        .isEqualTo("no device 0 any more");
  }

  // ---- order, parts

  /** Writes a scenario for each number; those of {@code failing} fail. */
  private void scenarios(int count, List<Integer> failing) {
    folder.copy(TestFolder.WHEEL, "wheel-fix.bpf.o");
    StringBuilder text = new StringBuilder("fix wheel-fix.bpf.o\nkernel 6.12\n");
    for (int i = 0; i < count; i++) {
      text.append("scenario %02d\n".formatted(i))
          .append(failing.contains(i) ? "expect refused\n" : "expect loads\n");
    }
    folder.write("all.scenario", text.toString());
  }

  private static final class Log implements SuiteListener {
    final List<String> lines = new ArrayList<>();

    @Override
    public void started(int tests) {
      lines.add("started " + tests);
    }

    @Override
    public void finished(CaseResult result) {
      lines.add(result.name().replaceAll(".*, ", ""));
    }

    @Override
    public void finished(SuiteResult result) {
      lines.add("ended " + result.cases().size() + ", not run " + result.notRun());
    }
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj("%02d"::formatted).toList();
  }

  private static List<String> log(int tests, List<String> names, int notRun) {
    List<String> lines = new ArrayList<>(List.of("started " + tests));
    lines.addAll(names);
    lines.add("ended " + names.size() + ", not run " + notRun);
    return lines;
  }

  @Test
  void testsAreToldInOrderWhateverRunsAtATime() throws IOException {
    scenarios(40, List.of(7));
    for (int jobs : new int[] {1, 2, 8, 1000}) {
      Log log = new Log();
      SuiteResult result =
          folder.suite().run(new SuiteOptions(List.of(), false, false, false, jobs, null), log);
      assertThat(log.lines).isEqualTo(log(40, numbers(0, 40), 0));
      assertThat(result.count(Status.FAILED)).isEqualTo(1);
      assertThat(result.isSuccess()).isFalse();
    }
  }

  @Test
  void nothingIsBegunAfterAFailureWhereThatIsAskedFor() throws IOException {
    scenarios(40, List.of(7, 20));
    Log log = new Log();
    SuiteResult result =
        folder.suite().run(new SuiteOptions(List.of(), false, false, true, 1, null), log);
    assertThat(log.lines).isEqualTo(log(40, numbers(0, 8), 32));
    assertThat(result.isSuccess()).isFalse();
    // If several run in parallel, those that were started end, and all before the failure are
    // reported.
    SuiteResult several =
        folder
            .suite()
            .run(new SuiteOptions(List.of(), false, false, true, 4, null), new SuiteListener() {});
    assertThat(several.cases().size()).isBetween(8, 40);
    assertThat(several.cases().size() + several.notRun()).isEqualTo(40);
  }

  @Test
  void partsAddUp() throws IOException {
    scenarios(11, List.of());
    Suite whole = folder.suite();
    for (int parts = 1; parts <= 13; parts++) {
      List<String> together = new ArrayList<>();
      int least = whole.names().size();
      int most = 0;
      for (int i = 1; i <= parts; i++) {
        List<String> names = whole.shard(i, parts).names();
        together.addAll(names);
        least = Math.min(least, names.size());
        most = Math.max(most, names.size());
      }
      assertThat(together).containsExactlyInAnyOrderElementsOf(whole.names());
      assertThat(most - least).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void testsAreSelectedByName() throws IOException {
    scenarios(11, List.of());
    assertThat(folder.suite().select(n -> n.endsWith("3")).names())
        .containsExactly(folder.path() + "/all.scenario, 03");
    assertThat(folder.suite().select(n -> false).run(DEFAULT, new SuiteListener() {}).isSuccess())
        .isFalse();
  }

  @Test
  void theInputsOfATestAreKnown() throws IOException {
    folder.wheel().write("a.scenario", "device wheel.hid model other.model\nexpect snapshot\n");
    List<List<String>> inputs =
        Discovery.of(TestFiles.of(List.of(folder.path()))).stream()
            .map(c -> c.inputs().stream().map(p -> folder.relative(p.toString())).sorted().toList())
            .toList();
    assertThat(inputs)
        .containsExactlyInAnyOrder(
            List.of("a.scenario", "a.scenario.snap", "other.model", "wheel-fix.bpf.o", "wheel.hid"),
            List.of("wheel-fix.bpf.o", "wheel.hid", "wheel.model", SNAP));
  }
}
