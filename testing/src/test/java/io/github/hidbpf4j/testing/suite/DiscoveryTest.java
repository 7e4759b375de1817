package io.github.hidbpf4j.testing.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files of a folder are tests, and which fail because nothing tests them. */
class DiscoveryTest {
  private static final String WHEEL_TEST = "wheel.hid, wheel-fix.bpf.o";
  private static final String SCENARIO =
      "device wheel.hid\nsend 00 00 00 01\nexpect 00 00 00 01 00\n";

  @TempDir Path temp;
  private TestFolder folder;

  @BeforeEach
  void resolve() throws IOException {
    folder = new TestFolder(temp.toRealPath());
  }

  private static final SuiteOptions ONE_KERNEL = SuiteOptions.DEFAULT.on("6.12");

  @Test
  void anObjectAndARecordingAreATest() throws IOException {
    folder.wheel().write("README.md", "").write("notes.yml", "a: 1\n").write("x.model", "");
    assertThat(folder.names()).containsExactly(WHEEL_TEST);
  }

  @Test
  void foldersBelowAreSearchedAndHiddenOnesAreNot() throws IOException {
    folder
        .copy(TestFolder.WHEEL, "b/wheel-fix.bpf.o")
        .copy(TestFolder.WHEEL_RECORDING, "b/wheel.hid")
        .copy(TestFolder.WHEEL, ".git/wheel-fix.bpf.o")
        .copy(TestFolder.WHEEL_RECORDING, "b/.wheel.hid")
        .write("a/one.scenario", "scenario x\nfix ../b/wheel-fix.bpf.o\nexpect loads\n");
    assertThat(folder.names()).containsExactly("a/one.scenario, x", "b/" + WHEEL_TEST);
  }

  @Test
  void everyObjectGoesWithEveryRecordingThatItIsFor() throws IOException {
    folder
        .wheel()
        .copy(TestFolder.WHEEL, "0010-other.bpf.o")
        .copy(TestFolder.WHEEL_RECORDING, "again.hid")
        .copy(TestFolder.PEN, "pen.bpf.o")
        .copy(TestFolder.PEN_RECORDING, "pen.hid");
    assertThat(folder.names())
        .containsExactly(
            "again.hid, 0010-other.bpf.o",
            "again.hid, wheel-fix.bpf.o",
            "pen.hid, pen.bpf.o",
            "wheel.hid, 0010-other.bpf.o",
            "wheel.hid, wheel-fix.bpf.o");
  }

  /**
   * Events are parsed by the test that replays them: an error there makes it fail, and names the
   * line.
   */
  @Test
  void aMalformedEventFailsTheTestThatReplaysIt() throws IOException {
    folder.wheel();
    String recording = Files.readString(folder.path().resolve("wheel.hid"));
    int line = (int) recording.lines().count() + 2;
    folder.write("wheel.hid", recording + "# a comment\nE: 000009.000000 4 00 zz 00 00\n");
    assertThat(folder.names()).containsExactly(WHEEL_TEST);
    assertThat(folder.told(new SuiteOptions(List.of("6.12"), true, false, false, 1, null)))
        .singleElement()
        .asString()
        .startsWith(WHEEL_TEST)
        .contains("wheel.hid:" + line + ": ", "zz");
  }

  @Test
  void whatNothingTestsFails() throws IOException {
    folder.copy(TestFolder.WHEEL, "alone.bpf.o");
    assertThat(folder.told(ONE_KERNEL))
        .containsExactly(
            "alone.bpf.o [] failed | alone.bpf.o: no recording or scenario beside it: nothing tests it");
    folder.copy(TestFolder.PEN_RECORDING, "pen.hid");
    assertThat(folder.told(ONE_KERNEL))
        .hasSize(2)
        .contains(
            "alone.bpf.o [] failed | alone.bpf.o: its metadata matches none of the recordings beside it, and no scenario names it")
        .anyMatch(l -> l.startsWith("pen.hid [] failed | pen.hid: no object beside it is for "));
    Files.delete(folder.path().resolve("alone.bpf.o"));
    assertThat(folder.told(ONE_KERNEL))
        .containsExactly(
            "pen.hid [] failed | pen.hid: no object beside it: nothing is tested with it");
  }

  @Test
  void aScenarioTestsWhatItNames() throws IOException {
    folder
        .copy(TestFolder.PEN, "fixes/pen.bpf.o")
        .copy(TestFolder.WHEEL_RECORDING, "wheel.hid")
        .copy(TestFolder.WHEEL, "wheel-fix.bpf.o")
        .write("fixes/pen.scenario", "fix pen.bpf.o\ndevice ../wheel.hid\nexpect not attached\n");
    assertThat(folder.names()).containsExactly("fixes/pen.scenario", WHEEL_TEST);
    // The whole folder, and a recording without an object.
    folder
        .copy(TestFolder.WHEEL, "set/0010-a.bpf.o")
        .copy(TestFolder.WHEEL, "set/0020-a.bpf.o")
        .copy(TestFolder.WHEEL_RECORDING, "play/wheel.hid")
        .write("play/set.scenario", "fix ../set\n" + SCENARIO)
        .write("set/both.scenario", "fix .\ndevice ../wheel.hid\nexpect attached\n");
    assertThat(folder.names())
        .contains("play/set.scenario", "set/both.scenario")
        .doesNotContain("play/wheel.hid", "set/0010-a.bpf.o", "set/0020-a.bpf.o");
  }

  @Test
  void aSingleFileGoesWithWhatLiesBesideIt() throws IOException {
    folder
        .wheel()
        .copy(TestFolder.WHEEL, "other.bpf.o")
        .copy(TestFolder.WHEEL_RECORDING, "again.hid")
        .write("a.scenario", SCENARIO)
        .write("stale.snap", "hidbpf snapshot 1\n");
    assertThat(folder.names("wheel.hid"))
        .containsExactly("wheel.hid, other.bpf.o", "wheel.hid, wheel-fix.bpf.o");
    assertThat(folder.names("other.bpf.o"))
        .containsExactly("again.hid, other.bpf.o", "wheel.hid, other.bpf.o");
    assertThat(folder.names("a.scenario")).containsExactly("a.scenario");
    // Whatever their names.
    folder.copy(TestFolder.WHEEL, "plain.o").copy(TestFolder.WHEEL_RECORDING, "plain.txt");
    assertThat(folder.names("plain.o")).containsExactly("again.hid, plain.o", "wheel.hid, plain.o");
    assertThat(folder.names("plain.txt"))
        .containsExactly("plain.txt, other.bpf.o", "plain.txt, wheel-fix.bpf.o");
  }

  @Test
  void whatIsNoTestIsRefused() {
    folder.wheel().write("a.snap", "").write("a.model", "");
    for (String name : List.of("a.snap", "a.model")) {
      assertThatThrownBy(() -> folder.suite(name))
          .isInstanceOf(IOException.class)
          .hasMessageEndingWith(
              name + ": not a test by itself: name the recording, the object or the folder");
    }
    assertThatThrownBy(() -> folder.suite("missing"))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("missing: no such file or folder");
  }

  @Test
  void whatIsReachedTwiceIsThereOnce() throws IOException {
    folder
        .copy(TestFolder.WHEEL, "a/wheel-fix.bpf.o")
        .copy(TestFolder.WHEEL_RECORDING, "a/wheel.hid");
    assertThat(folder.names("a", ".", "./a", "a/wheel.hid", "a/../a"))
        .containsExactly("a/" + WHEEL_TEST);
  }

  @Test
  void linksAreFollowedAndLoopsEnd() throws IOException {
    folder
        .copy(TestFolder.WHEEL, "a/wheel-fix.bpf.o")
        .copy(TestFolder.WHEEL_RECORDING, "a/wheel.hid");
    Files.createSymbolicLink(temp.resolve("link"), Path.of("a"));
    Files.createSymbolicLink(temp.resolve("a/up"), Path.of(".."));
    Files.createSymbolicLink(temp.resolve("self"), Path.of("self"));
    assertThat(folder.names()).containsExactly("a/" + WHEEL_TEST);
    assertThat(folder.names("link")).containsExactly("link/" + WHEEL_TEST);
  }

  @Test
  void aLinkToNothingFails() throws IOException {
    folder.wheel();
    Files.createSymbolicLink(temp.resolve("gone.bpf.o"), Path.of("nowhere.o"));
    assertThat(folder.told(ONE_KERNEL.updating()))
        .contains("gone.bpf.o [] failed | gone.bpf.o: no such file");
  }

  @Test
  void filesThatCannotBeReadFailAlone() throws IOException {
    folder
        .wheel()
        .write("bad.bpf.o", "no ELF")
        .write("bad.hid", "R: 3 zz\n")
        .write("bad.scenario", "sned 00\n");
    List<String> told = folder.told(ONE_KERNEL.updating());
    assertThat(told)
        .hasSize(4)
        .contains(
            "wheel.hid, wheel-fix.bpf.o [6.12] updated | wheel.wheel-fix.snap: written: check it")
        .anyMatch(l -> l.startsWith("bad.bpf.o [] failed | bad.bpf.o: "))
        .anyMatch(l -> l.startsWith("bad.hid [] failed | bad.hid:1: "))
        .anyMatch(
            l ->
                l.startsWith(
                        "bad.scenario [] failed | bad.scenario:1: found 'sned', expected send,")
                    && l.endsWith("did you mean 'send'?"));
  }

  @Test
  void aFolderThatCannotBeReadFails() throws IOException {
    folder.wheel();
    Path closed = Files.createDirectory(temp.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    try {
      assumeThat(Files.isReadable(closed)).as("root reads everything").isFalse();
      assertThat(folder.told(ONE_KERNEL.updating()))
          .contains("closed [] failed | closed: permission denied");
    } finally {
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void severalDevicesOfARecordingAreTestsOfTheirOwn() throws IOException {
    String device = folder.wheel().read("wheel.hid");
    StringBuilder both = new StringBuilder();
    for (int i = 0; i < 2; i++) {
      both.append("D: ").append(i).append('\n').append(device).append('\n');
    }
    folder.write("wheel.hid", both.toString());
    assertThat(folder.names())
        .containsExactly(
            "wheel.hid device 0, wheel-fix.bpf.o", "wheel.hid device 1, wheel-fix.bpf.o");
    assertThat(folder.told(ONE_KERNEL.updating()))
        .containsExactly(
            "wheel.hid device 0, wheel-fix.bpf.o [6.12] updated | wheel.0.wheel-fix.snap: "
                + "written: check it",
            "wheel.hid device 1, wheel-fix.bpf.o [6.12] updated | wheel.1.wheel-fix.snap: "
                + "written: check it");
  }

  @Test
  void recordingsWithOneStemHaveSnapshotsOfTheirOwn() throws IOException {
    folder.wheel().copy(TestFolder.WHEEL_RECORDING, "wheel.hid-recording");
    assertThat(folder.told(ONE_KERNEL.updating()))
        .containsExactly(
            "wheel.hid, wheel-fix.bpf.o [6.12] updated | wheel.hid.wheel-fix.snap: written: "
                + "check it",
            "wheel.hid-recording, wheel-fix.bpf.o [6.12] updated | "
                + "wheel.hid-recording.wheel-fix.snap: written: check it");
    // The same if only one of them is named.
    assertThat(folder.told(ONE_KERNEL, "wheel.hid"))
        .containsExactly("wheel.hid, wheel-fix.bpf.o [6.12] passed");
  }

  @Test
  void testsThatWouldShareASnapshotFail() throws IOException {
    folder
        .copy(TestFolder.WHEEL, "c.bpf.o")
        .copy(TestFolder.WHEEL, "b.c.bpf.o")
        .copy(TestFolder.WHEEL_RECORDING, "a.hid")
        .copy(TestFolder.WHEEL_RECORDING, "a.b.hid");
    assertThat(folder.told(ONE_KERNEL.updating()))
        .contains("a.b.hid, c.bpf.o [6.12] updated | a.b.c.snap: written: check it")
        .anyMatch(
            l ->
                l.startsWith("a.hid, b.c.bpf.o [] failed | a.hid: its snapshot would be ")
                    && l.endsWith("a.b.hid, c.bpf.o: rename one of them"));
  }

  @Test
  void aSnapshotOfNothingFailsAndIsRemovedOnlyWhenAsked() throws IOException {
    folder
        .wheel()
        .write("other.snap", "of another tool")
        .write("old.wheel-fix.snap", "hidbpf snapshot 7\n");
    String stale =
        "old.wheel-fix.snap [] failed | old.wheel-fix.snap: no recording and object beside it belong to this snapshot: --update --prune removes it";
    assertThat(folder.told(ONE_KERNEL)).contains(stale);
    assertThat(folder.told(ONE_KERNEL.updating())).contains(stale);
    SuiteOptions prune = new SuiteOptions(List.of("6.12"), true, true, false, 1, null);
    assertThat(folder.told(prune))
        .contains(
            "old.wheel-fix.snap [] updated | old.wheel-fix.snap: removed: no recording and object belong to it");
    assertThat(folder.names()).containsExactly(WHEEL_TEST);
    assertThat(folder.read("other.snap")).isEqualTo("of another tool");
  }

  /** If an object cannot be read, it is unknown what belongs to it. */
  @Test
  void nothingIsStaleBesideWhatCannotBeRead() throws IOException {
    folder.wheel();
    folder.run(ONE_KERNEL.updating());
    folder.write("wheel-fix.bpf.o", "cut");
    SuiteOptions prune = new SuiteOptions(List.of("6.12"), true, true, false, 1, null);
    assertThat(folder.names()).containsExactly("wheel-fix.bpf.o");
    folder.run(prune);
    assertThat(folder.path().resolve("wheel.wheel-fix.snap")).exists();
  }

  @Test
  void oddNamesAreNames() throws IOException {
    folder
        .copy(TestFolder.WHEEL, "ö \u001b[1m, %s/fix #1.bpf.o")
        .copy(TestFolder.WHEEL_RECORDING, "ö \u001b[1m, %s/a b, c.hid");
    assertThat(folder.told(ONE_KERNEL.updating()))
        .containsExactly(
            "ö \u001b[1m, %s/a b, c.hid, fix #1.bpf.o [6.12] updated | ö \u001b[1m, %s/a b, "
                + "c.fix #1.snap: written: check it");
    assertThat(folder.run(ONE_KERNEL).isSuccess()).isTrue();
  }

  @Test
  void anEmptyFolderHasNoTests() throws IOException {
    assertThat(folder.names()).isEmpty();
    assertThat(folder.run(ONE_KERNEL).isSuccess()).isFalse();
  }
}
