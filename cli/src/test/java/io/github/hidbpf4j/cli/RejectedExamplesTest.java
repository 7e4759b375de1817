package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each program of {@code examples/rejected} is rejected with the message that names its mistake.
 */
class RejectedExamplesTest {
  private static final Path FOLDER = CommandRun.ROOT.resolve("examples/rejected");

  /**
   * File; program; line; the kernel's message; parts of what was found, what was expected, and the
   * advice.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          callback-parameters | start_timer | 21 | only read from bpf_array | the map itself | which is the value | (void *map, int *key,
          constant-write | ignore_jitter | 17 | write into map forbidden | only read: a constant | writable | leave const away
          context-after-release | set_light | 22 | arg#0 pointer type STRUCT hid_bpf_ctx | since hid_bpf_release_context() at examples/rejected/context-after-release.bpf.c:21 | still holds | make this call before that one
          context-kept | light_up | 24 | arg#0 pointer type STRUCT hid_bpf_ctx | from memory where the verifier knows of no pointer | only valid inside of the hook | hctx->hid->id
          context-leak     | set_light       | 29 | Unreleased reference id=2 alloc_insn=4 | acquired at examples/rejected/context-leak.bpf.c:17 | a release on every path | hid_bpf_release_context()
          context-unchecked | set_light | 19 | arg#0 is ptr_or_null_ expected ptr_ | the result of hid_bpf_allocate_context() at | compared with NULL | if (!p) return 0;
          data-in-syscall | read_report | 21 | calling kernel function hid_bpf_get_data is not allowed | from SEC("syscall") | from a hook | hid_bpf_hw_request(..., HID_REQ_GET_REPORT)
          device-field-write | set_product | 10 | write access at off 60 with size 4 on read-only part of hid_device | struct hid_device | retval and size | hid_bpf_get_data()
          element-unchecked | count_reports | 24 | R0 invalid mem access 'map_value_or_null' | the result of bpf_map_lookup_elem() at | compared with NULL | if (!p) return 0;
          endless-search   | find_end        | 17 | infinite loop detected at insn 7 | nothing changed | ends after a number of rounds | count up to a constant
          field-of-another-kernel | by_index | 16 | invalid func unknown#195896080 | struct hid_bpf_ctx___before_6_11.index | of this kernel | bpf_core_field_exists()
          global-sleeps    | blink_later     | 22 | program must be sleepable to call sleepable kfunc hid_bpf_allocate_context | a call of hid_bpf_allocate_context(), which may sleep | code that may sleep | make blink static
          global-unchecked | dead_zone | 14 | R1 invalid mem access 'mem_or_null' | parameter 1 of length() | compared with NULL | make length() static
          index-from-report | translate_key  | 16 | invalid access to map value, value_size=64 off=255 size=1; R2 max value is outside of the allowed memory range | may reach offset 255 | within the 64 bytes | compare the index
          inject-in-syscall | press | 21 | calling kernel function hid_bpf_try_input_report is not allowed | from SEC("syscall") | may not sleep | call hid_bpf_input_report() instead
          iterator-left | find_key | 12 | Unreleased reference id=2 alloc_insn=11 | iterator-left.bpf.c:20 | on every path | call bpf_iter_num_destroy()
          last-byte | check_end | 14 | value -2147483648 makes mem pointer be out of bounds | may be -2147483648 | within the object | if (i >= LENGTH) return 0;
          license | swap_axes | 8 | cannot call kernel function from non-GPL compatible program | licence 'Proprietary' | compatible with the GPL | Dual BSD/GPL
          local-table | map_buttons | 15 | invalid variable-offset write to stack R3 | an index into a local array | within the array | if (i >= LENGTH) return 0;
          lock-left | count_presses | 21 | bpf_spin_unlock is missing | with the lock held | on every path | unlock before each return
          lock-over-call   | count_events    | 30 | function calls are not allowed while holding a lock | a call of hid_bpf_get_data() between | no call but | bpf_spin_unlock(), then call
          loop-to-size | invert_report | 15 | invalid access to memory, mem_size=8 off=8 size=1 | compared with something else | the 8 bytes that were asked for | i < 8
          past-the-buffer  | add_wheel       | 14 | invalid access to memory, mem_size=4 off=4 size=1; R0 min value is outside of the allowed memory range | size 1 at offset 4 of the data | asked for (the result of hid_bpf_get_data() at examples/rejected/past-the-buffer.bpf.c:10 | the last argument of hid_bpf_get_data()
          read-only-field  | grow_report     | 10 | write access at off 8 with size 4 on read-only part of hid_bpf_ctx | a write | retval and size | hid_bpf_get_data()
          record-dynptr-left | log_bytes | 13 | Unreleased reference id=3 alloc_insn=12 | record-dynptr-left.bpf.c:20 | also where making it failed | bpf_ringbuf_discard_dynptr()
          record-left | log_report | 18 | Unreleased reference id=3 alloc_insn=9 | record-left.bpf.c:21 | on every path | bpf_ringbuf_discard()
          request-size | mirror_output | 12 | R3 min value is negative | argument 3 of hid_bpf_hw_output_report() | the size of the buffer | use an unsigned variable
          sleep-in-event   | refresh_battery | 12 | program must be sleepable to call sleepable kfunc hid_bpf_hw_request | a call of hid_bpf_hw_request(), which may sleep | a bpf_wq callback | bpf_wq_set_callback(), bpf_wq_start()
          sleep-under-rcu | wake_first | 17 | kernel func hid_bpf_hw_output_report is sleepable within rcu_read_lock region | in an RCU read section | a call outside | bpf_rcu_read_unlock() before the call
          stack-of-two-calls | remember_device | 17 | combined stack size of 2 calls is 608 | 608 bytes | at most 512 | global variable
          table-off-by-one | translate_key | 17 | invalid access to map value, value_size=104 off=104 size=1 | may reach offset 104 | within the 104 bytes | compare the index
          timer-of-another-map | start_timer | 39 | timer pointer in R1 map_uid=0 | with another map | the map that the element is in | the map that the look-up was made in
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

  /** {@code run} prints the same hint. */
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

  private static final List<String> KERNELS = List.of("6.12", "6.18", "7.3");

  /** Mistakes that some kernels accept, according to README.md. */
  private static final Map<String, Set<String>> ACCEPTED =
      Map.of("6.12", Set.of(), "6.18", Set.of(), "7.3", Set.of("global-sleeps"));

  private static List<String> verdicts(String kernel, List<Path> sources) {
    List<String> arguments = new ArrayList<>(List.of("verify", "--log-level", "0", "--kernel"));
    arguments.add(kernel);
    sources.forEach(s -> arguments.add(object(s)));
    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
    assertThat(run.err()).isEmpty();
    return run.lines().stream().filter(l -> VERDICT.matcher(l).find()).toList();
  }

  private static final Pattern VERDICT =
      Pattern.compile("^\\S+\\.bpf\\.o: \\w+: (accepted by|rejected)");

  private static String object(Path source) {
    return source.toString().replace(".bpf.c", ".bpf.o");
  }

  private static String name(Path source) {
    return source.getFileName().toString().replace(".bpf.c", "");
  }

  /** Later kernels reject the mistakes too, and each rejection has advice of its own. */
  @Test
  void mistakesAreRefused() throws IOException {
    List<Path> sources = sources().toList();
    assertThat(sources).hasSizeGreaterThanOrEqualTo(26);
    for (String kernel : KERNELS) {
      List<String> verdicts = verdicts(kernel, sources);
      assertThat(verdicts).as(kernel).hasSameSizeAs(sources);
      for (int i = 0; i < sources.size(); i++) {
        Set<String> accepted = ACCEPTED.getOrDefault(kernel, Set.of());
        if (accepted.contains(name(sources.get(i)))) {
          assertThat(verdicts.get(i)).contains(": accepted by " + kernel);
        } else {
          assertThat(verdicts.get(i))
              .contains(": rejected", "; found ", "; expected ", "; to do: ")
              .doesNotContain("see the log of hidbpf verify");
        }
      }
    }
  }

  /** The corrected twin of each mistake, which follows the advice, loads on all of them. */
  @Test
  void mendedTwinsAreAccepted() throws IOException {
    List<Path> mended =
        sources().map(s -> FOLDER.resolve("mended").resolve(name(s) + "-mended.bpf.c")).toList();
    for (String kernel : KERNELS) {
      assertThat(verdicts(kernel, mended))
          .hasSameSizeAs(mended)
          .allSatisfy(v -> assertThat(v).contains(": accepted by " + kernel));
    }
    try (Stream<Path> files = Files.list(FOLDER.resolve("mended"))) {
      assertThat(files.filter(f -> f.toString().endsWith(".bpf.c")))
          .containsExactlyInAnyOrderElementsOf(mended);
    }
  }

  /**
   * README.md has a row for each file: mistake, line, fix; the line is the one that is reported.
   */
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
