package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code install} and {@code uninstall}. */
class InstallCommandTest {
  private static final Path EXAMPLES = CommandRun.ROOT.resolve("examples");

  @TempDir Path top;
  private FakeMachine machine;
  private Path own;
  private Path distribution;

  @BeforeEach
  void aMachine() throws IOException {
    machine = new FakeMachine(top);
    own = machine.own();
    distribution = machine.distribution();
  }

  private CommandRun install(String... arguments) throws IOException {
    return machine.install(arguments);
  }

  private CommandRun uninstall(String... arguments) throws IOException {
    return machine.uninstall(arguments);
  }

  private Path copy(String object, String name) throws IOException {
    Path folder = Files.createDirectories(top.resolve("home"));
    return Files.write(folder.resolve(name), Files.readAllBytes(Path.of(object)));
  }

  @Test
  void installsSaysForWhatAndTakesAwayAgain() throws IOException {
    Path file = copy(CommandRun.OBJECT, "0010-A4Tech__Wheel.bpf.o");
    CommandRun run = install(file.toString());
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.lines())
        .containsExactly(
            "installed   " + own.resolve("0010-A4Tech__Wheel.bpf.o"),
            "  for       b0003g*v000009DAp00000006",
            "  runs as   on kernel 6.12; this is 6.12.115+deb13-amd64");
    assertThat(own.resolve("0010-A4Tech__Wheel.bpf.o")).hasSameBinaryContentAs(file);
    assertThat(machine.machine().fixes().fixes()).hasSize(1);

    assertThat(install(file.toString()).out()).startsWith("unchanged   ");
    copy(CommandRun.TRACING, "0010-A4Tech__Wheel.bpf.o");
    CommandRun replaced = install(file.toString());
    assertThat(replaced.lines().getFirst())
        .isEqualTo(
            "replaced    "
                + own.resolve("0010-A4Tech__Wheel.bpf.o")
                + ", which had other contents");
    assertThat(replaced.out()).contains("whose own HID-BPF would refuse it; the bridge does not");

    Path version = copy(CommandRun.OBJECT, "0020-A4Tech__Wheel.bpf.o");
    assertThat(install(version.toString()).lines().getLast())
        .isEqualTo(
            "  beside    "
                + own.resolve("0010-A4Tech__Wheel.bpf.o")
                + ", of which the first that loads is used");

    CommandRun gone = uninstall("0010-A4Tech__Wheel", "0020-A4Tech__Wheel.bpf.o");
    assertThat(gone.exitCode()).as("%s", gone).isZero();
    assertThat(gone.lines())
        .containsExactly(
            "uninstalled " + own.resolve("0010-A4Tech__Wheel.bpf.o"),
            "uninstalled " + own.resolve("0020-A4Tech__Wheel.bpf.o"));
    assertThat(machine.machine().fixes().fixes()).isEmpty();
  }

  @Test
  void whatNothingRunsIsNotInstalled() throws IOException {
    CommandRun run = install(EXAMPLES.resolve("rejected/unchecked-data.bpf.o").toString());
    assertThat(run.exitCode()).isEqualTo(Errors.REJECTED);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("unchecked-data.bpf.o: ").hasLineCount(1);
    assertThat(own).doesNotExist();
  }

  @Test
  void anObjectForNoDeviceNeedsForce() throws IOException {
    String object = CommandRun.ROOT.resolve("testdata/hid-bpf/inject.bpf.o").toString();
    CommandRun run = install(object);
    assertThat(run.exitCode()).isEqualTo(Errors.REJECTED);
    assertThat(run.err()).contains("does not say which devices it is for", "--force");
    assertThat(own).doesNotExist();
    CommandRun forced = install(object, "--force");
    assertThat(forced.exitCode()).as("%s", forced).isZero();
    assertThat(forced.out()).contains("  for       no device by itself");
    assertThat(machine.machine().fixes().fixes()).isEmpty();
  }

  @Test
  void ofADirectoryTheOthersAreInstalledAllTheSame() throws IOException {
    copy(CommandRun.OBJECT, "0010-Wheel.bpf.o");
    Path broken = Files.writeString(top.resolve("home/broken.bpf.o"), "no object");
    CommandRun run = install(top.resolve("home").toString());
    assertThat(run.exitCode()).isEqualTo(Errors.MALFORMED);
    assertThat(run.err()).startsWith("hidbpf: " + broken + ": ").hasLineCount(1);
    assertThat(own.resolve("0010-Wheel.bpf.o")).exists();
  }

  @Test
  void namesThatNobodyWouldLookAt() throws IOException {
    Path file = copy(CommandRun.OBJECT, "wheel.o");
    assertThat(install(file.toString()).err()).contains("wheel.o: expected a name that ends with");
    assertThat(install("-").exitCode()).isEqualTo(Errors.USAGE);
    assertThat(install(top.resolve("none.bpf.o").toString()).err()).contains("no such file");
  }

  @Test
  void aWrongNameTakesNothingAway() throws IOException {
    install(copy(CommandRun.OBJECT, "0010-A4Tech__Wheel.bpf.o").toString());
    CommandRun near = uninstall("0010-A4Tech__Wheel", "0010-A4Tech__Whele");
    assertThat(near.exitCode()).isEqualTo(Errors.USAGE);
    assertThat(near.err()).contains("did you mean '0010-A4Tech__Wheel.bpf.o'?").hasLineCount(1);
    assertThat(uninstall("unlike").err()).contains("; there are 0010-A4Tech__Wheel.bpf.o");
    assertThat(machine.machine().fixes().fixes()).hasSize(1);
    assertThat(uninstall("../fixes/0010-A4Tech__Wheel").exitCode()).isEqualTo(Errors.USAGE);
  }

  @Test
  void whatBelongsToTheDistributionStays() throws IOException {
    install("--folder", distribution.toString(), copy(CommandRun.OBJECT, "0010-W.bpf.o") + "");
    CommandRun run = uninstall("0010-W");
    assertThat(run.exitCode()).isEqualTo(Errors.USAGE);
    assertThat(run.err())
        .contains("(" + distribution.resolve("0010-W.bpf.o") + " is not ours), nor any other");
    assertThat(distribution.resolve("0010-W.bpf.o")).exists();
  }

  @Test
  void withoutRightsTheRemedyIsSaid() throws IOException {
    Files.createDirectories(own);
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeThat(Files.isWritable(own)).as("rights count, which they do not for root").isFalse();
    CommandRun run = install(copy(CommandRun.OBJECT, "0010-W.bpf.o").toString());
    assertThat(run.err())
        .isEqualTo("hidbpf: " + own + ": permission denied; run as root: sudo hidbpf install …\n");
  }
}
