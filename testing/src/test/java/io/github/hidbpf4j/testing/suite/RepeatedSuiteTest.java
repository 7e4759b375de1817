package io.github.hidbpf4j.testing.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tests are rerun after which change. */
class RepeatedSuiteTest {
  private static final SuiteOptions OPTIONS = SuiteOptions.DEFAULT.on("6.12");
  private static final String SCENARIO =
      "device %s\nkernel 6.12\nsend 40 00 00 01\nexpect 00 00 00 00 01\n";

  @TempDir Path temp;
  private TestFolder folder;
  private RepeatedSuite suite;

  /**
   * Counts seconds, so that each change has a distinct time, whatever the file system's resolution.
   */
  private int seconds;

  @BeforeEach
  void aFolder() throws IOException {
    folder = new TestFolder(temp.toRealPath().resolve("fixes")).wheel();
    folder.run(OPTIONS.updating());
    folder.write("own/other.hid", folder.read("wheel.hid"));
    folder.copy(TestFolder.WHEEL, "own/fix.bpf.o");
    folder.write("own/a.scenario", SCENARIO.formatted("other.hid"));
    folder.write("own/b.scenario", SCENARIO.formatted("../wheel.hid"));
    folder.run(OPTIONS.updating());
    suite = new RepeatedSuite(List.of(folder.path()), UnaryOperator.identity());
  }

  private static final String WHEEL = "wheel.hid, wheel-fix.bpf.o";
  private static final String OTHER = "own/other.hid, fix.bpf.o";

  private RepeatedSuite.@Nullable Turn turn() throws IOException {
    return suite.next(OPTIONS, () -> {}, new SuiteListener() {});
  }

  /** Names of the tests that a turn runs. */
  private List<String> run() throws IOException {
    return Objects.requireNonNull(turn()).ran().cases().stream()
        .map(c -> folder.relative(c.name()))
        .toList();
  }

  private void touch(String name) throws IOException {
    Files.setLastModifiedTime(
        folder.path().resolve(name), FileTime.fromMillis(2_000_000_000_000L + 1000L * seconds++));
  }

  @Test
  void onlyTestsWhoseFilesChangedAreRunAgain() throws IOException {
    assertThat(run()).containsExactly("own/a.scenario", "own/b.scenario", OTHER, WHEEL);
    assertThat(turn()).isNull();
    touch("own/other.hid");
    assertThat(run()).containsExactly("own/a.scenario", OTHER);
    touch("wheel.hid");
    assertThat(run()).containsExactly("own/b.scenario", WHEEL);
    touch("wheel.wheel-fix.snap");
    assertThat(run()).containsExactly(WHEEL);
    touch("own/fix.bpf.o");
    RepeatedSuite.Turn turn = Objects.requireNonNull(turn());
    assertThat(turn.ran().cases()).hasSize(3);
    assertThat(turn.all().cases()).hasSize(4);
    assertThat(turn.changed()).containsExactly(folder.path().resolve("own/fix.bpf.o"));
    // A new model answers all requests.
    folder.write("own/other.model", "on get feature any: error EPIPE\n");
    assertThat(run()).containsExactly("own/a.scenario", OTHER);
    folder.write("README.md", "nothing of ours");
    assertThat(turn()).isNull();
  }

  @Test
  void whatIsNewIsRunAndWhatIsGoneIsNot() throws IOException {
    boolean passed = Objects.requireNonNull(turn()).all().isSuccess();
    assertThat(passed).isTrue();
    folder.write("own/c.scenario", SCENARIO.formatted("other.hid") + "expect dropped\n");
    RepeatedSuite.Turn more = Objects.requireNonNull(turn());
    assertThat(more.ran().cases()).hasSize(1);
    assertThat(more.all().isSuccess()).isFalse();
    assertThat(more.all().count(Status.PASSED)).isEqualTo(4);
    Files.delete(folder.path().resolve("own/c.scenario"));
    RepeatedSuite.Turn less = Objects.requireNonNull(turn());
    assertThat(less.ran().cases()).isEmpty();
    assertThat(less.all().isSuccess()).isTrue();
    // A file that cannot be read fails until it can.
    folder.write("own/a.scenario", "sned 01\n");
    assertThat(run()).contains("own/a.scenario");
    folder.write("own/a.scenario", "device none.hid\nexpect attached\n");
    assertThat(run()).contains("own/a.scenario");
    folder.write("own/a.scenario", SCENARIO.formatted("other.hid"));
    assertThat(Objects.requireNonNull(turn()).all().isSuccess()).isTrue();
  }

  @Test
  void aFolderMayBeRemovedAndComeAgain() throws IOException {
    assertThat(run()).hasSize(4);
    assertThat(suite.folders()).contains(folder.path().resolve("own"), folder.path(), temp);
    Path elsewhere = temp.toRealPath().resolve("elsewhere");
    Files.move(folder.path().resolve("own"), elsewhere);
    RepeatedSuite.Turn turn = Objects.requireNonNull(turn());
    assertThat(turn.all().cases()).hasSize(1);
    Files.move(folder.path(), temp.resolve("gone"));
    assertThatThrownBy(this::turn).hasMessageContaining("no such file or folder");
    assertThat(suite.folders()).contains(temp.toRealPath());
    Files.move(temp.resolve("gone"), folder.path());
    assertThat(turn()).isNull();
    Files.move(elsewhere, folder.path().resolve("own"));
    assertThat(run()).hasSize(3);
  }

  @Test
  void whatWasNotRunAfterAFailureIsRunLater() throws IOException {
    SuiteOptions fast = new SuiteOptions(List.of("6.12"), false, false, true, 1, null);
    folder.write("own/a.scenario", SCENARIO.formatted("other.hid") + "expect dropped\n");
    RepeatedSuite.Turn turn =
        Objects.requireNonNull(suite.next(fast, () -> {}, new SuiteListener() {}));
    assertThat(turn.all().notRun()).isEqualTo(3);
    folder.write("own/a.scenario", SCENARIO.formatted("other.hid"));
    turn = Objects.requireNonNull(suite.next(fast, () -> {}, new SuiteListener() {}));
    assertThat(turn.ran().cases()).hasSize(4);
    assertThat(turn.all().isSuccess()).isTrue();
  }

  @Test
  void anObjectThatIsOlderThanItsSourceIsTold() throws IOException {
    folder.write("own/fix.bpf.c", "int one;\n");
    touch("own/fix.bpf.c");
    // The order in which a checkout creates files is unknown.
    assertThat(Objects.requireNonNull(turn()).outdated()).isEmpty();
    touch("own/fix.bpf.c");
    RepeatedSuite.Turn turn = Objects.requireNonNull(turn());
    assertThat(turn.outdated()).containsExactly(folder.path().resolve("own/fix.bpf.o"));
    assertThat(turn.ran().cases()).isEmpty();
    assertThat(turn.all().cases()).hasSize(4);
    assertThat(turn()).isNull();
    touch("own/fix.bpf.o");
    turn = Objects.requireNonNull(turn());
    assertThat(turn.outdated()).isEmpty();
    assertThat(turn.ran().cases()).hasSize(3);
  }

  @Test
  void theSelectionHoldsForEveryTurn() throws IOException {
    suite = new RepeatedSuite(List.of(folder.path()), s -> s.select(n -> n.contains("own/")));
    assertThat(run()).hasSize(3);
    touch("wheel.wheel-fix.snap");
    assertThat(turn()).isNull();
    touch("wheel.hid");
    assertThat(run()).containsExactly("own/b.scenario");
  }
}
