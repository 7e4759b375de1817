package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.HidBpf;
import io.github.hidbpf4j.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Directories of installed objects: of those with one stem, the highest number that loads is used.
 */
class DirectoryCommandTest {
  private static final String PAD =
      CommandRun.ROOT.resolve("testdata/conventions/pad_type.bpf.o").toString();

  @TempDir Path temp;

  private void install(String object, String name) throws IOException {
    Files.copy(Path.of(object), temp.resolve(name));
  }

  private CommandRun command(String verb, String... more) {
    List<String> arguments = new ArrayList<>(List.of(verb, temp.toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private CommandRun run(String... more) {
    List<String> arguments = new ArrayList<>(List.of("--device", CommandRun.RECORDING));
    arguments.addAll(List.of(more));
    return command("run", arguments.toArray(String[]::new));
  }

  private String file(String name) {
    return temp.resolve(name).toString();
  }

  @Test
  void highestThatLoads() throws IOException {
    install(CommandRun.TRACING, "0030-Wheel.bpf.o");
    install(CommandRun.OBJECT, "0020-wheel.bpf.o");
    install(CommandRun.OBJECT, "0010-Wheel.bpf.o");
    install(PAD, "0010-Pad.bpf.o");
    Files.writeString(temp.resolve("README"), "not an object");
    CommandRun run = run();
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.lines().subList(1, 5))
        .satisfiesExactly(
            l -> assertThat(l).isEqualTo("kernel      6.12"),
            l ->
                assertThat(l)
                    .isEqualTo(
                        "object      %s: probe accepted the device, attached a4tech_horizontal_wheel"
                            .formatted(file("0020-wheel.bpf.o"))),
            l ->
                assertThat(l)
                    .startsWith(
                        "            passed over: 0030-Wheel.bpf.o: prog 'add_pan_field': failed to find kernel BTF type ID"),
            l ->
                assertThat(l)
                    .isEqualTo(
                        "            passed over: 0010-Wheel.bpf.o: 0020-wheel.bpf.o was taken"));
    assertThat(run.err()).isEmpty();
  }

  @Test
  void tracingBuildsOnAnOlderKernel() throws IOException {
    install(CommandRun.TRACING, "0009-Wheel.bpf.o");
    install(CommandRun.OBJECT, "0010-Wheel.bpf.o");
    CommandRun run = run("--kernel", "6.10");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out())
        .contains("object      " + file("0009-Wheel.bpf.o") + ": probe accepted")
        .contains("passed over: 0010-Wheel.bpf.o: ");
  }

  @Test
  void severalFixesForOneDeviceGoByName() throws IOException {
    install(CommandRun.OBJECT, "0010-b.bpf.o");
    install(CommandRun.OBJECT, "0020-A.bpf.o");
    // The second object's probe sees a descriptor that is already fixed.
    CommandRun run = run("--quiet");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            ("hidbpf: %s: not attached: its probe rejected the device (retval -22) (--force "
                    + "attaches it anyway; --allow-unattached: this is not a failure)\n")
                .formatted(file("0010-b.bpf.o")));
  }

  @Test
  void noVersionLoads() throws IOException {
    install(CommandRun.TRACING, "0019-wheel.bpf.o");
    install(CommandRun.TRACING, "0009-wheel.bpf.o");
    CommandRun run = run("--kernel", "6.12", "--quiet");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith(
            "hidbpf: " + file("0019-wheel.bpf.o") + ": not attached: 0019-wheel.bpf.o: prog")
        .contains(", 0009-wheel.bpf.o: prog")
        .hasLineCount(1);
  }

  @Test
  void nothingForThisDevice() throws IOException {
    install(PAD, "0010-Pad.bpf.o");
    CommandRun run = run();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            ("hidbpf: %s: not attached: none of its 1 objects is for this device, by their "
                    + "metadata (--allow-unattached: this is not a failure)\n")
                .formatted(temp));
    assertThat(run("--allow-unattached").exitCode()).isZero();
  }

  @Test
  void unreadableFilesHinderNoOther() throws IOException {
    install(CommandRun.OBJECT, "0010-wheel.bpf.o");
    Files.writeString(temp.resolve("0020-wheel.bpf.o"), "no object");
    Files.createDirectory(temp.resolve("0030-wheel.bpf.o"));
    CommandRun run = run("--quiet");
    assertThat(run.exitCode()).isEqualTo(64);
    assertThat(run.out()).contains("26 changed");
    assertThat(run.err().lines())
        .containsExactly(
            "hidbpf: %s: is a directory, expected a file".formatted(file("0030-wheel.bpf.o")),
            "hidbpf: %s: ELF header (offset 0x0): found 9 bytes, expected an ELF object of at least 64"
                .formatted(file("0020-wheel.bpf.o")));
  }

  @Test
  void emptyDirectory() {
    for (String verb : List.of("run", "verify", "inspect")) {
      CommandRun run = verb.equals("run") ? run() : command(verb);
      assertThat(run.exitCode()).as("%s %s", verb, run).isEqualTo(2);
      assertThat(run.err())
          .isEqualTo(
              "hidbpf: %s: no object file in this directory, expected *.bpf.o\n".formatted(temp));
    }
  }

  @Test
  void facade() throws IOException {
    install(CommandRun.OBJECT, "0020-wheel.bpf.o");
    install(CommandRun.OBJECT, "0010-wheel.bpf.o");
    RunResult result = HidBpf.load(temp).on(Path.of(CommandRun.RECORDING)).run();
    assertThat(result.isAttached()).isTrue();
    assertThat(result.attachments())
        .singleElement()
        .satisfies(
            a -> {
              assertThat(a.object()).isEqualTo(file("0020-wheel.bpf.o"));
              assertThat(a.passedOver())
                  .containsExactly("0010-wheel.bpf.o: 0020-wheel.bpf.o was taken");
            });
    assertThat(HidBpf.load(temp).objects()).hasSize(2);
  }

  @Test
  void directoryOfUnreadableFiles() throws IOException {
    Files.writeString(temp.resolve("0010-wheel.bpf.o"), "no object");
    for (CommandRun run : List.of(run(), command("verify"), command("inspect"))) {
      assertThat(run.exitCode()).as("%s", run).isEqualTo(2);
      assertThat(run.err()).startsWith("hidbpf: " + file("0010-wheel.bpf.o") + ": ELF header");
    }
  }

  // ---- verify, inspect

  @Test
  void verifyTellsWhichVersionIsTaken() throws IOException {
    install(CommandRun.TRACING, "0009-wheel.bpf.o");
    install(CommandRun.OBJECT, "0010-Wheel.bpf.o");
    install(PAD, "0010-Pad.bpf.o");
    CommandRun run = command("verify");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.lines())
        .filteredOn(l -> !l.contains(temp.toString()))
        .containsExactly(
            "pad.bpf.o: 0010-Pad.bpf.o is used under 6.12",
            "",
            "wheel.bpf.o: 0010-Wheel.bpf.o is used under 6.12 (0009-wheel.bpf.o not needed)",
            "");
    assertThat(run.out())
        .contains(file("0009-wheel.bpf.o") + ": split_wheels: not linked: ")
        .contains(file("0010-Wheel.bpf.o") + ": split_wheels: accepted by 6.12");
    CommandRun two = command("verify", "--kernel", "6.10,6.12");
    assertThat(two.exitCode()).as("%s", two).isZero();
    assertThat(two.lines())
        .contains(
            "wheel.bpf.o: 0009-wheel.bpf.o is used under 6.10 (0010-Wheel.bpf.o does not load)",
            "wheel.bpf.o: 0010-Wheel.bpf.o is used under 6.12 (0009-wheel.bpf.o not needed)");
  }

  @Test
  void everyFixNeedsAVersionThatLoads() throws IOException {
    install(CommandRun.TRACING, "0009-wheel.bpf.o");
    install(PAD, "0010-Pad.bpf.o");
    CommandRun run = command("verify");
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    assertThat(run.out()).contains("wheel.bpf.o: no version loads under 6.12");
  }

  @Test
  void jsonOfDirectories() throws IOException {
    install(CommandRun.TRACING, "0009-wheel.bpf.o");
    install(CommandRun.OBJECT, "0010-Wheel.bpf.o");
    Json fix =
        Json.lines(command("verify", "--json")).stream()
            .filter(j -> j.text("type").equals("fix"))
            .findFirst()
            .orElseThrow();
    assertThat(fix.text("stem")).isEqualTo("wheel.bpf.o");
    assertThat(fix.values("versions")).containsExactly("0010-Wheel.bpf.o", "0009-wheel.bpf.o");
    assertThat(fix.values("taken")).containsExactly("6.12", "0010-Wheel.bpf.o");
    List<Json> inspected = Json.lines(command("inspect", "--json"));
    assertThat(inspected).extracting(j -> j.text("number")).containsExactly("0010", "0009");
    assertThat(inspected).extracting(j -> j.text("order")).containsExactly("1", "2");
  }

  @Test
  void inspectTellsTheOrder() throws IOException {
    install(CommandRun.TRACING, "0009-wheel.bpf.o");
    install(CommandRun.OBJECT, "0010-Wheel.bpf.o");
    CommandRun run = command("inspect");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out())
        .contains(
            "  version    0010 of wheel.bpf.o, tried first of 2; the first that loads is used",
            "  version    0009 of wheel.bpf.o, tried as number 2 of 2;");
  }

  @Test
  void inspectShowsPropertiesAndTheDescriptor() throws IOException {
    CommandRun text = CommandRun.of("inspect", PAD);
    assertThat(text.out())
        .contains("  property   PAD_TYPE                     given and set")
        .doesNotContain("  version ", "  misfit ");
    Json json = Json.lines(CommandRun.of("inspect", "--json", PAD)).getFirst();
    assertThat(json.values("udev_properties")).contains("PAD_TYPE", "16", "PAD_REPORT", "8");
    assertThat(json.text("report_descriptor_size")).isEqualTo("556227");
    assertThat(json.text("report_descriptor_misfit")).isEmpty();
  }
}
