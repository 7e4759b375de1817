package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each program of {@code examples/rejected} is refused with the telling line of its mistake. */
class RejectedExamplesTest {
  private static final Path FOLDER = CommandRun.ROOT.resolve("examples/rejected");

  /** File; program; line; the kernel's words; part of found, of expected, of what to do. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          context-leak     | set_light       | 29 | Unreleased reference id=2 alloc_insn=4 | acquired at examples/rejected/context-leak.bpf.c:17 | a release on every path | hid_bpf_release_context()
          endless-search   | find_end        | 17 | infinite loop detected at insn 7 | nothing changed | ends after a number of rounds | count up to a constant
          field-of-another-kernel | by_index | 16 | invalid func unknown#195896080 | struct hid_bpf_ctx___before_6_11.index | of this kernel | bpf_core_field_exists()
          global-sleeps    | blink_later     | 22 | program must be sleepable to call sleepable kfunc hid_bpf_allocate_context | a call of hid_bpf_allocate_context(), which may sleep | code that may sleep | make blink static
          index-from-report | translate_key  | 16 | invalid access to map value, value_size=64 off=255 size=1; R2 max value is outside of the allowed memory range | may reach offset 255 | within the 64 bytes | compare the index
          lock-over-call   | count_events    | 30 | function calls are not allowed while holding a lock | a call of hid_bpf_get_data() between | no call but | bpf_spin_unlock(), then call
          past-the-buffer  | add_wheel       | 14 | invalid access to memory, mem_size=4 off=4 size=1; R0 min value is outside of the allowed memory range | size 1 at offset 4 of the data | asked for (the result of hid_bpf_get_data() at examples/rejected/past-the-buffer.bpf.c:10 | the last argument of hid_bpf_get_data()
          read-only-field  | grow_report     | 10 | write access at off 8 with size 4 on read-only part of hid_bpf_ctx | a write | retval and size | hid_bpf_get_data()
          sleep-in-event   | refresh_battery | 12 | program must be sleepable to call sleepable kfunc hid_bpf_hw_request | a call of hid_bpf_hw_request(), which may sleep | a bpf_wq callback | bpf_wq_set_callback(), bpf_wq_start()
          timer-sleeps     | turn_off_later  | 22 | program must be sleepable to call sleepable kfunc hid_bpf_allocate_context | may sleep | a bpf_wq callback | bpf_wq_set_callback(), bpf_wq_start()
          unchecked-data   | swap_buttons    | 12 | R0 invalid mem access 'mem_or_null' | a pointer that may be NULL (the result of hid_bpf_get_data() at examples/rejected/unchecked-data.bpf.c:10 | compared with NULL before | if (!data) return 0;
          variable-size    | clear_report    | 10 | R3 is not a const | a size for hid_bpf_get_data() that is not the same number on every path | a constant | a literal or sizeof()
          work-result      | light_up        | 31 | At async callback return the register R0 has smin=0 smax=4294967295 should have been in [0, 0] | a result of a timer or work queue callback that may be other than 0 | 0 | return 0 from the callback
          """)
  void tellingLine(
      String file,
      String program,
      int line,
      String words,
      String found,
      String expected,
      String action) {
    CommandRun run = CommandRun.of("verify", FOLDER.resolve(file + ".bpf.o").toString());
    assertThat(run.exitCode()).as("%s", run).isEqualTo(Errors.REJECTED);
    assertThat(run.err()).isEmpty();
    String telling = run.lines().getFirst();
    assertThat(telling)
        .contains(": %s: rejected at examples/rejected/%s.bpf.c:%d:".formatted(program, file, line))
        .contains("': " + words)
        .containsSubsequence("; found ", found, "; expected ", expected, "; to do: ", action);
    assertThat(run.lines().getLast()).as("then the log").startsWith("processed ");
  }

  /** The line of {@code run} has the same hint. */
  @Test
  void runTellsTheSame() {
    CommandRun run =
        CommandRun.of(
            "run",
            FOLDER.resolve("unchecked-data.bpf.o").toString(),
            "--force",
            "--device",
            CommandRun.RECORDING);
    assertThat(run.exitCode()).as("%s", run).isEqualTo(Errors.REJECTED);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err())
        .contains("R0 invalid mem access 'mem_or_null'", "unchecked-data.bpf.c:12", "to do: test");
  }

  static Stream<Path> sources() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(f -> f.toString().endsWith(".bpf.c")).sorted().toList().stream();
    }
  }

  @Test
  void atLeastTen() throws IOException {
    assertThat(sources()).hasSizeGreaterThanOrEqualTo(10);
  }

  /** README.md has a row for each file: mistake, line, fix; the line is the one that is told. */
  @ParameterizedTest
  @MethodSource("sources")
  void readme(Path source) throws IOException {
    Map<String, List<String>> rows = new TreeMap<>();
    for (String line : Files.readAllLines(FOLDER.resolve("README.md"))) {
      if (line.startsWith("| [")) {
        List<String> cells = Stream.of(line.split("\\|", -1)).map(String::strip).toList();
        rows.put(cells.get(1).replaceAll("\\[(.*?)].*", "$1"), cells);
      }
    }
    String name = source.getFileName().toString();
    assertThat(rows).containsKey(name);
    List<String> row = rows.getOrDefault(name, List.of());
    String telling =
        CommandRun.of("verify", source.toString().replace(".bpf.c", ".bpf.o")).lines().getFirst();
    assertThat(telling).contains(name + ":" + row.get(3) + ":");
  }
}
