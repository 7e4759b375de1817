package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code hidbpf test}: exit codes, bad input, merging of shards. */
class TestCommandTest {
  @TempDir Path folder;

  @BeforeEach
  void collection() throws IOException {
    Files.copy(Path.of(CommandRun.OBJECT), folder.resolve("fix.bpf.o"));
    Files.copy(Path.of(CommandRun.RECORDING), folder.resolve("wheel.hid"));
  }

  private CommandRun run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("test", folder.toString()));
    all.addAll(Arrays.asList(arguments));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  @Test
  void aSnapshotIsWrittenAndHolds() {
    CommandRun without = run();
    assertThat(without.exitCode()).isEqualTo(1);
    assertThat(without.out()).contains("FAILED ", "no snapshot yet: --update writes it");
    CommandRun update = run("--update", "--kernel", "6.12");
    assertThat(update.exitCode()).isZero();
    assertThat(update.out()).contains("updated  ", "written: check it", "1 test in ", "1 updated");
    CommandRun after = run();
    assertThat(after.exitCode()).isZero();
    assertThat(after.lines().getFirst()).startsWith("ok       ").endsWith("fix.bpf.o  [6.12]");
    assertThat(after.lines().getLast()).endsWith(": 1 passed, 0 failed");
    assertThat(run("--quiet").lines()).hasSize(1);
    CommandRun skipped = run("--kernel", "6.3");
    assertThat(skipped.exitCode()).isEqualTo(1);
    assertThat(skipped.out()).contains("skipped  ", "kernel 6.3 does not load this object");
  }

  /** Each error is one line with the file, and the exit code says that something is wrong. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wheel.fix.snap | hidbpf snapshot 7 | wheel.fix.snap:1: snapshot of version 7, this hidbpf has version 1: rewrite it",
        "a.scenario | device wheel.hid;sned 01 | a.scenario:2: found 'sned', expected send,",
        "a.scenario | device wheel.hid;fix none.bpf.o;expect attached | a.scenario: no file ",
        "other.hid | R: 6 06 00 ff 09 01 c0;N: none;I: 3 0001 0002 | other.hid: no object beside it is for ",
        "other.bpf.o | no object | other.bpf.o: ",
        "other.hid | R: odd | other.hid:1: ",
        "old.snap | hidbpf snapshot 1 | old.snap: no recording and object beside it belong to this snapshot",
      })
  void badInputIsTold(String name, String text, String message) throws IOException {
    write(name, text.replace(';', '\n') + "\n");
    CommandRun run = run("--kernel", "6.12");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).isEmpty();
    assertThat(run.lines().stream().filter(l -> l.startsWith("    " + folder.resolve(name))))
        .singleElement()
        .asString()
        .contains(folder.resolve(message.substring(0, message.indexOf(':'))).toString())
        .contains(message.substring(message.indexOf(':')));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--name nothing | 1 | hidbpf: no test was run: --name nothing selects none of 1 test",
        "--shard 2/2 | 1 | hidbpf: no test was run: part 2/2 has none of 1 test",
        "--shard 3/2 | 64 | hidbpf: --shard 3/2: expected a number and how many there are, as in 2/5",
        "--jobs 0 | 64 | hidbpf: --jobs 0: expected 1 to 1024",
        "--prune | 64 | hidbpf: --prune requires --update: nothing is removed without it",
        "--coverage --json | 64 | hidbpf: --coverage prints text: with --format json use --coverage-json or --coverage-lcov",
        "--json --format tap | 64 | hidbpf: --json and --format tap: choose one",
        "--merge x | 64 | hidbpf: --merge runs nothing: it cannot be combined with PATH, "
            + "--update, --list or --shard",
        "missing | 64 | hidbpf: missing: no such file or folder",
      })
  void badOptionsAreTold(String options, int exitCode, String message) {
    CommandRun run = run(options.split(" "));
    assertThat(run.err().strip()).isEqualTo(message);
    assertThat(run.exitCode()).isEqualTo(exitCode);
  }

  @Test
  void anEmptyFolderIsNoSuccess() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    CommandRun run = CommandRun.of("test", empty.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().strip())
        .startsWith("hidbpf: no test was run: expected folders with objects (*.bpf.o)");
  }

  @Test
  void partsPutTogetherAreTheWhole() throws IOException {
    run("--update", "--kernel", "6.12");
    write("a.scenario", "device wheel.hid\nkernel 6.12\nsend 40 00 00 01\nexpect 00 00 00 00 01\n");
    write("b.scenario", "device wheel.hid\nkernel 6.12\nsend 40 00 00 01\nexpect nothing\n");
    String whole = folder.resolve("whole.lcov").toString();
    assertThat(run("--coverage-lcov", whole).exitCode()).isEqualTo(1);
    List<String> merge = new ArrayList<>(List.of("test", "--merge"));
    for (String part : List.of("1/2", "2/2")) {
      String name = folder.resolve("part" + part.charAt(0)).toString();
      run("--shard", part, "--json-lines", name + ".jsonl", "--coverage-json", name + ".json");
      merge.add(name + ".jsonl");
      merge.add(name + ".json");
    }
    String together = folder.resolve("together.lcov").toString();
    merge.addAll(List.of("--coverage-lcov", together, "--coverage"));
    CommandRun merged = CommandRun.of(merge.toArray(String[]::new));
    assertThat(merged.exitCode()).isEqualTo(1);
    assertThat(merged.out())
        .contains(
            "3 tests in ",
            "2 passed, 1 failed",
            "coverage    ",
            "b.scenario:4: expected that the host gets nothing");
    assertThat(Path.of(together)).hasSameTextualContentAs(Path.of(whole));
    CommandRun none =
        CommandRun.of("test", "--merge", folder.resolve("part1.jsonl").toString(), "--coverage");
    assertThat(none.err().strip())
        .isEqualTo(
            "hidbpf: --merge: none of the files holds coverage, expected what the parts wrote by --coverage-json");
  }

  @Test
  void jsonIsAsItsSchemaSays() throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(
                Files.readString(CommandRun.ROOT.resolve("docs/schema/test.schema.json")),
                InputFormat.JSON);
    write("a.scenario", "device wheel.hid\nkernel 6.12\nexpect nothing, within 1 s\n");
    write("b.scenario", "device wheel.hid\nkernel 6.12\nexpect dropped\n");
    List<String> lines = new ArrayList<>(run("--json", "--update", "--kernel", "6.12").lines());
    lines.addAll(run("--json", "--kernel", "6.12,6.3").lines());
    lines.addAll(run("--json", "--fail-fast", "--jobs", "1").lines());
    lines.addAll(run("--json", "--shard", "1/2").lines());
    assertThat(lines).anyMatch(l -> l.contains("\"changes\":[{"));
    assertThat(lines).anyMatch(l -> l.contains("\"reasons\":[{"));
    assertThat(lines).anyMatch(l -> l.contains("\"failures\":[{"));
    assertThat(lines).anyMatch(l -> l.contains("\"not_run\":1"));
    assertThat(lines).anyMatch(l -> l.contains("\"shard\":\"1/2\""));
    for (String line : lines) {
      assertThat(schema.validate(line, InputFormat.JSON)).as(line).isEmpty();
      assertThat(schema.validate(line.replace("\"type\":", "\"kind\":"), InputFormat.JSON))
          .as(line)
          .isNotEmpty();
    }
  }

  @Test
  void namesAreSelectedAndListed() throws IOException {
    write(
        "a.scenario",
        "device wheel.hid\nscenario one\nexpect attached\nscenario two\nexpect attached\n");
    assertThat(run("--list").lines()).hasSize(3);
    assertThat(run("--list", "--name", "a.*two").lines())
        .containsExactly(folder.resolve("a.scenario") + ", two");
    assertThat(run("--list", "--name", "one", "--name", "two").lines()).hasSize(2);
  }
}
