package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code hidbpf verify}: verdicts, exit codes, logs, the matrix, bare instructions. */
class VerifyCommandTest {
  private static final String REJECTED = rejected("unchecked-data");

  /** {@code r0 = 0; exit}. */
  private static final String FINE = "b700000000000000 9500000000000000";

  /** {@code exit}, without a value in r0. */
  private static final String EMPTY_HANDED = "9500000000000000";

  @TempDir Path folder;

  private static String rejected(String name) {
    return CommandRun.ROOT.resolve("examples/rejected").resolve(name + ".bpf.o").toString();
  }

  private static CommandRun verify(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "verify";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return CommandRun.of(all);
  }

  // ---- verdicts

  @Test
  void accepted() {
    CommandRun run = verify(CommandRun.OBJECT);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.lines())
        .hasSize(3)
        .allMatch(l -> l.matches(".*: \\w+: accepted by 6\\.12, \\d+ instructions processed"));
  }

  /** Lint findings in an object that loads: a line mentions them; the exit code stays. */
  @ParameterizedTest
  @CsvSource({
    "unchecked-report, '', '1 warning: hidbpf lint '",
    "unchecked-report, --kernel=6.12, '1 warning: hidbpf lint '",
    "unchecked-report, '--kernel=6.12,7.3', '1 warning: hidbpf lint '",
    "latch-never-reset, '', '1 hint: hidbpf lint --level hint '",
    "probe-never-accepts, '', '1 error: hidbpf lint '",
    "unchecked-report-fixed, '', ''",
    "unchecked-report, --json, ''",
    "unchecked-report, --range, ''",
    "../findings/result_below_errno_range, '', ''",
  })
  void hintsOfLint(String name, String option, String expected) {
    String object = CommandRun.ROOT.resolve("testdata/lint").resolve(name + ".bpf.o").toString();
    CommandRun run = option.isEmpty() ? verify(object) : verify(option, object);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.lines().stream().filter(l -> l.startsWith("lint: ")).toList())
        .isEqualTo(expected.isEmpty() ? List.of() : List.of("lint: " + expected + object));
  }

  @Test
  void rejectedWithOneTellingLineThenTheLog() {
    CommandRun run = verify(REJECTED);
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    assertThat(run.err()).isEmpty();
    List<String> lines = run.lines();
    assertThat(lines.getFirst())
        .startsWith(
            REJECTED + ": swap_buttons: rejected at examples/rejected/unchecked-data.bpf.c:12:")
        .contains(
            "'report[0] ^= 0x03;'",
            ": R0 invalid mem access 'mem_or_null', in slot 4 '(71) r1 = *(u8 *)(r0 +0)'",
            "; found a pointer that may be NULL",
            "; expected one that was compared with NULL before",
            "; to do: ");
    assertThat(lines.subList(1, 8))
        .satisfiesExactly(
            l -> assertThat(l).startsWith("Reason: a pointer that may be NULL (the result of "),
            l -> assertThat(l).isEqualTo("  expected one that was compared with NULL before"),
            l ->
                assertThat(l)
                    .isEqualTo(
                        "At: examples/rejected/unchecked-data.bpf.c:12:12 'report[0] ^= 0x03;', slot 4: (71) r1 = *(u8 *)(r0 +0)"),
            l -> assertThat(l).isEqualTo("Causal path:"),
            l ->
                assertThat(l)
                    .isEqualTo(
                        "  line 10 '__u8 *report = hid_bpf_get_data(hctx, 0, 4);', slot 3: R0: the result of hid_bpf_get_data()"),
            l ->
                assertThat(l)
                    .isEqualTo(
                        "  line 12 'report[0] ^= 0x03;', slot 4: R0: not compared with NULL before it"),
            l -> assertThat(l).startsWith("Suggestion: test it before it is used: "));
    assertThat(lines.get(8)).isEqualTo("0: R1=ctx() R10=fp0");
    assertThat(lines)
        .contains(
            "; report[0] ^= 0x03; @ unchecked-data.bpf.c:12",
            "R0 invalid mem access 'mem_or_null'");
    assertThat(lines.getLast()).startsWith("processed 5 insns (limit 1000000) ");
  }

  @Test
  void theDefaultProfileFollowsTheObject() {
    assertThat(verify(CommandRun.TRACING).out()).contains("accepted by 6.10");
    assertThat(verify(CommandRun.OBJECT, "--kernel", "6.12-strict-async").out())
        .contains("accepted by 6.12-strict-async");
  }

  @Test
  void oneProgram() {
    CommandRun run = verify(CommandRun.OBJECT, "--program", "probe");
    assertThat(run.exitCode()).isZero();
    assertThat(run.lines()).hasSize(1).first().asString().contains(": probe: accepted");
    CommandRun none = verify(CommandRun.OBJECT, "--program", "prob");
    assertThat(none.exitCode()).isEqualTo(Errors.USAGE);
    assertThat(none.err())
        .contains("no program of this name", "add_pan_field, split_wheels, probe");
  }

  @Test
  void severalObjectsAndTheWorstOfThem() throws IOException {
    CommandRun two = verify(CommandRun.OBJECT, REJECTED);
    assertThat(two.exitCode()).isEqualTo(1);
    assertThat(two.out()).contains("probe: accepted", "swap_buttons: rejected");
    Path bad = Files.writeString(folder.resolve("bad.bpf.o"), "not an object");
    CommandRun three = verify(bad.toString(), REJECTED, CommandRun.OBJECT);
    assertThat(three.exitCode()).isEqualTo(Errors.MALFORMED);
    assertThat(three.err().lines()).hasSize(1).first().asString().contains("bad.bpf.o");
    assertThat(three.out()).contains("probe: accepted", "swap_buttons: rejected");
  }

  @Test
  void mapsThatCannotBeMade() {
    CommandRun run = verify(CommandRun.ROOT.resolve("testdata/hid-bpf/huge_map.bpf.o").toString());
    assertThat(run.exitCode()).isEqualTo(Errors.MALFORMED);
    assertThat(run.err().lines()).hasSize(1).first().asString().contains("map 'many'", "-E2BIG");
  }

  @Test
  void whatCannotBeLinkedIsNoVerdictOfTheVerifier() {
    CommandRun run =
        verify(CommandRun.ROOT.resolve("testdata/objects/struct_ops.bpf.o").toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("unused: not linked: prog 'unused': ", "did you forget to use it?")
        .contains("event: accepted");
  }

  // ---- log

  @Test
  void logLevels() {
    assertThat(verify(REJECTED, "--log-level", "0").lines()).hasSize(1);
    assertThat(verify(REJECTED, "--log-level", "1").out()).isEqualTo(verify(REJECTED).out());
    assertThat(verify(REJECTED, "--log-level", "4").lines())
        .contains("R0 invalid mem access 'mem_or_null'", "stack depth 0")
        .noneMatch(l -> l.startsWith("0: "))
        .first()
        .asString()
        .contains("R0 invalid mem access 'mem_or_null', in slot 4");
    CommandRun all = verify(CommandRun.OBJECT, "--program", "split_wheels", "--log-level", "2");
    assertThat(all.out()).contains("\nfrom ", "0: R1=ctx() R10=fp0", "processed ");
    CommandRun one = verify(CommandRun.OBJECT, "--program", "split_wheels", "--log-level", "1");
    assertThat(one.lines()).hasSize(2).last().asString().startsWith("processed ");
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 500, 4096})
  void ofALongLogTheEndIsKept(int size) {
    String whole = log(verify(REJECTED, "--log-level", "2"));
    String end = log(verify(REJECTED, "--log-level", "2", "--log-size", "" + size));
    assertThat(end).isEqualTo(whole.substring(Math.max(0, whole.length() - size)));
  }

  private static String log(CommandRun run) {
    int end = run.out().indexOf("\nSuggestion: ");
    return run.out().substring(run.out().indexOf('\n', end + 1) + 1);
  }

  // ---- JSON

  @Test
  void json() throws IOException {
    CommandRun run = verify("--json", REJECTED, CommandRun.OBJECT);
    assertThat(run.exitCode()).isEqualTo(1);
    List<Json> lines = Json.lines(run);
    assertThat(lines).hasSize(5);
    Json first = lines.getFirst();
    assertThat(first.text("type")).isEqualTo("program");
    assertThat(first.text("object")).isEqualTo(REJECTED);
    assertThat(first.text("program")).isEqualTo("swap_buttons");
    assertThat(first.text("kernel")).isEqualTo("6.12");
    assertThat(first.text("verdict")).isEqualTo("rejected");
    assertThat(first.text("errno")).isEqualTo("EACCES");
    assertThat(first.values("messages")).containsExactly("R0 invalid mem access 'mem_or_null'");
    assertThat(first.text("line")).isEqualTo("12");
    assertThat(first.text("slot")).isEqualTo("4");
    assertThat(first.text("source")).isEqualTo("report[0] ^= 0x03;");
    assertThat(first.text("expected")).contains("NULL");
    assertThat(first.text("log")).contains("R0 invalid mem access 'mem_or_null'\n");
    assertThat(lines.get(1).text("verdict")).isEqualTo("accepted");
    assertThat(lines.getLast().text("accepted")).isEqualTo("3");
    assertThat(lines.getLast().text("rejected")).isEqualTo("1");
  }

  // ---- several profiles

  /** Kernels with the same verdicts share a column; each reason is printed once. */
  @Test
  void matrix() {
    CommandRun run = verify("--kernel", "all", CommandRun.OBJECT);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.lines().getFirst())
        .endsWith(", written for 6.12: loads on 6.11 to 7.3, not on 6.3, 6.10");
    assertThat(run.lines().get(1)).matches("program +6.3, 6.10 +6.11 to 7.3");
    assertThat(run.lines().get(2)).matches("add_pan_field +not linked +accepted");
    assertThat(run.lines().get(4)).matches("probe +accepted +accepted");
    assertThat(run.lines().get(5))
        .startsWith("add_pan_field, split_wheels under 6.3, 6.10: ")
        .contains("is not found in kernel BTF; to do: choose a kernel")
        .doesNotContain(CommandRun.OBJECT);
    assertThat(run.lines()).hasSize(6);
  }

  /** Values of {@code --kernel}, and the resulting columns. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rfc            | rfc-v1 to rfc-v6",
        "6.11..6.12     | 6.11, 6.12",
        "6.12,6.10..6.11,6.12 | 6.12 ! 6.10 ! 6.11",
        "all            | 6.3, 6.10 ! 6.11 to 7.3",
        "6.12,6.12-wq-bh | 6.12, 6.12-wq-bh",
      })
  void kernelsOfTheMatrix(String list, String columns) {
    CommandRun run = verify("--kernel", list, CommandRun.OBJECT);
    assertThat(run.lines().get(1).replaceFirst("program +", "").split("  +", -1))
        .containsExactly(columns.split(" ! ", -1));
  }

  /**
   * Options that kernels set differently make columns of their own, with names in separate lines.
   */
  @Test
  void verifierOptionsAreColumns() {
    CommandRun run =
        verify(
            "--kernel",
            "6.12,6.13",
            "--verifier-option",
            "global-functions=per-context",
            "--verifier-option",
            "global-functions=reject-mixed",
            CommandRun.OBJECT);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.lines().getFirst())
        .endsWith(
            ": loads on 6.12, 6.13 global-functions=per-context; 6.12, 6.13 global-functions=reject-mixed");
    assertThat(run.lines().get(1)).matches("program +6.12, 6.13 +6.12, 6.13");
    assertThat(run.lines().get(2))
        .matches(" +global-functions=per-context +global-functions=reject-mixed");
    assertThat(run.lines().get(3)).matches("add_pan_field +accepted +accepted");
  }

  @Test
  void verifierOptionInTheVerdict() {
    CommandRun run =
        verify("--verifier-option", "timer-callbacks=non-sleepable", CommandRun.OBJECT);
    assertThat(run.exitCode()).isZero();
    assertThat(run.lines().getFirst())
        .contains(": accepted by 6.12 timer-callbacks=non-sleepable, ");
    CommandRun wrong = verify("--verifier-option", "timer-callbacks=never", CommandRun.OBJECT);
    assertThat(wrong.exitCode()).isEqualTo(Errors.USAGE);
    assertThat(wrong.err())
        .isEqualTo(
            "hidbpf: --verifier-option timer-callbacks=never: no such choice, expected global-functions=non-sleepable|per-context|reject-mixed, timer-callbacks=sleepable|non-sleepable\n");
  }

  /** Arguments, exit code, what is printed after the object's name. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--lowest | 0 | 6.11",
        "--range | 0 | 6.11 to 7.3",
        "--range --kernel 6.3..6.11 | 0 | 6.11",
        "--lowest --kernel rfc | 1 | none of rfc-v1 to rfc-v6",
        "--range --kernel 6.10 | 1 | none of 6.10",
      })
  void shortAnswers(String options, int exitCode, String answer) {
    CommandRun run = verify((options + " " + CommandRun.OBJECT).split(" ", -1));
    assertThat(run.exitCode()).as("%s", run).isEqualTo(exitCode);
    assertThat(run.out()).isEqualTo(CommandRun.OBJECT + ": " + answer + "\n");
  }

  @Test
  void shortAnswerAsJson() throws IOException {
    CommandRun run = verify("--json", "--range", CommandRun.OBJECT);
    Json kernels = Json.lines(run).getFirst();
    assertThat(kernels.text("type")).isEqualTo("kernels");
    assertThat(kernels.text("range")).isEqualTo("6.11 to 7.3");
    assertThat(kernels.text("lowest")).isEqualTo("6.11");
    assertThat(kernels.values("loading")).startsWith("6.11", "6.12").endsWith("7.3");
    assertThat(kernels.values("refusing")).containsExactly("6.3", "6.10");
  }

  /** Name; what the message suggests instead. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "6.20 | 6.19",
        "6.6 | 6.3",
        "5.4 | 6.3",
        "8.0 | 7.3",
        "6.12.117 | 6.12",
        "rfcv4 | rfc-v4",
        "6.12-wq-hb | 6.12-wq-bh",
      })
  void unknownKernels(String name, String meant) {
    CommandRun run = verify("--kernel", name, CommandRun.OBJECT);
    assertThat(run.exitCode()).isEqualTo(Errors.USAGE);
    assertThat(run.err())
        .isEqualTo(
            "hidbpf: --kernel %s: no such profile, expected one of rfc-v1 to rfc-v6, 6.3 to 7.3, 6.12-strict-async, 6.12-wq-bh; did you mean %s?\n",
            name, meant);
  }

  @Test
  void someProfiles() throws IOException {
    CommandRun run = verify("--kernel", "6.12,6.12-strict-async", CommandRun.OBJECT);
    assertThat(run.exitCode()).as("accepted by both").isZero();
    CommandRun json =
        verify("--json", "--kernel", "6.10,6.12", "--program", "probe", CommandRun.OBJECT);
    assertThat(Json.lines(json))
        .hasSize(4)
        .first()
        .satisfies(l -> assertThat(l.text("own_kernel")).isEqualTo("false"));
    CommandRun wrong = verify("--kernel", "6.12,5.4", CommandRun.OBJECT);
    assertThat(wrong.exitCode()).isEqualTo(Errors.USAGE);
    assertThat(wrong.err()).contains("--kernel 5.4: no such profile");
  }

  // ---- bare instructions

  @ParameterizedTest
  @ValueSource(
      strings = {
        FINE,
        "b7000000000000009500000000000000",
        "0xb7 0x00 00 00 00,00,00,00 0x9500000000000000",
      })
  void bareInstructions(String hex) {
    CommandRun run = verify("--raw", hex);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out())
        .isEqualTo("instructions: program: accepted by 6.12, 2 instructions processed\n");
  }

  /** Bare instructions do not say which kernel they are for. */
  @Test
  void bareInstructionsUnderSeveralProfiles() {
    CommandRun run = verify("--raw", "--kernel", "6.10,6.12", FINE);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.lines().stream().map(l -> l.replaceAll(" +", " ")))
        .containsExactly(
            "instructions: loads on 6.10, 6.12", "program 6.10, 6.12", "program accepted");
  }

  @Test
  void bareInstructionsInSeveralArguments() {
    assertThat(verify("--raw", "b700000000000000", "9500000000000000").out())
        .isEqualTo("instructions: program: accepted by 6.12, 2 instructions processed\n");
  }

  @Test
  void bareInstructionsFromFilesAndStandardInput() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("program.hex"),
            "# nothing in r0\n  " + EMPTY_HANDED + " ; exit\n// the end\n");
    CommandRun run = verify("--raw", file.toString());
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    assertThat(run.lines().getFirst())
        .startsWith(file + ": program: rejected: R0 !read_ok, in slot 0 '(95) exit'; found ");
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(FINE.getBytes(StandardCharsets.US_ASCII)));
      assertThat(verify("--raw", "-").out()).startsWith("standard input: program: accepted");
    } finally {
      System.setIn(before);
    }
  }

  /** Program, options, reason or {@code ok}. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # r1 = map 0; r0 = 0; exit
          1811000000000000 0000000000000000 b700000000000000 9500000000000000 | --map=array,value=16 | ok
          1811000001000000 0000000000000000 b700000000000000 9500000000000000 | --map=array,value=16 | fd 1 is not pointing to valid bpf_map
          1811000001000000 0000000000000000 b700000000000000 9500000000000000 | --map=array --map=hash,key=8,value=16,entries=4,flags=1 | ok
          # call bpf_timer_init(r1 = map value of map 0, ...) would need a lookup: sleepable programs and map types
          1811000000000000 0000000000000000 b700000000000000 9500000000000000 | --type=syscall --map=array,value=16 | ok
          1811000000000000 0000000000000000 b700000000000000 9500000000000000 | --type=syscall --map=prog_array | Sleepable programs can only use array, hash, ringbuf and local storage maps
          1811000000000000 0000000000000000 b700000000000000 9500000000000000 | --type=kprobe --map=array,value=24,timer@8 | tracing progs cannot use bpf_timer yet
          1811000000000000 0000000000000000 b700000000000000 9500000000000000 | --type=kprobe --map=array,value=24,spin_lock@4 | tracing progs cannot use bpf_spin_lock yet
          # r0 = 2; exit
          b700000002000000 9500000000000000 | --type=xdp | ok
          b700000002000000 9500000000000000 | --type=cgroup/sysctl | At program exit the register R0 has smin=2 smax=2 should have been in [0, 1]
          b700000002000000 9500000000000000 | --type=cgroup_sysctl | At program exit the register R0 has smin=2 smax=2 should have been in [0, 1]
          b700000002000000 9500000000000000 | --type=struct_ops/hid_bpf_ops.hid_device_event | ok
          b700000002000000 9500000000000000 | --type=struct_ops.s/hid_bpf_ops.hid_device_event | attach to unsupported member hid_device_event of struct hid_bpf_ops
          b700000002000000 9500000000000000 | --type=struct_ops/hid_bpf_ops.hid_device_event --license=Proprietary | struct ops programs must have a GPL compatible license
          b700000002000000 9500000000000000 | --type=xdp --sleepable | Only fentry/fexit/fmod_ret, lsm, iter, uprobe, and struct_ops programs can be sleepable
          # r0 = *(u8 *)(r1 + 7); exit
          7110070000000000 9500000000000000 | --type=unspec --memory=8 | ok
          7110070000000000 9500000000000000 | --type=unspec --memory=7 | R1 min value is outside of the allowed memory range
          # *(u32 *)(r10 - 6) = 0 at an odd place; r0 = 0; exit
          620afaff00000000 b700000000000000 9500000000000000 | --test-state-freq | misaligned stack access off 0+0+-6 size 4
          # r0 = *(u16 *)(r1 + 1) of the memory
          6910010000000000 9500000000000000 | --type=unspec --memory=8 | ok
          """)
  void kindsOfBareInstructions(String hex, String options, String expected) {
    String[] words = ("--json --raw " + options).split(" ", -1);
    String[] all = java.util.Arrays.copyOf(words, words.length + 1);
    all[words.length] = hex;
    CommandRun run = verify(all);
    assertThat(run.exitCode()).as("%s", run).isEqualTo(expected.equals("ok") ? 0 : 1);
    if (!expected.equals("ok")) {
      assertThat(run.out()).contains("\"" + expected + "\"");
    }
  }

  /** Arguments and what the one line says. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --raw                                     | 64 | no instructions
          --raw b7                                  | 2  | 1 bytes, expected a multiple of 8
          --raw b70                                 | 2  | odd
          --raw -- b7zz                             | 64 | b7zz: no such file
          --raw /nowhere/x.hex                      | 64 | /nowhere/x.hex: no such file
          --raw --type=socks 9500000000000000       | 64 | --type socks: no such program type or section
          --raw --type=struct_ops/event 9500000000000000 | 64 | expected struct_ops/STRUCT.MEMBER
          --raw --memory=8 9500000000000000         | 64 | requires --type unspec
          --raw --map=arrow 9500000000000000        | 64 | no map type 'arrow', expected one of
          --raw --map=array,val=8 9500000000000000  | 64 | found 'val=8', expected key=
          --raw --map=array,value=x 9500000000000000 | 64 | value: found 'x', expected a number
          --raw --map=array,value=8,timer@0 9500000000000000 | 64 | timer@0: expected
          --raw --map=array,lock@0 9500000000000000 | 64 | no field 'lock', expected one of spin_lock, timer, wq
          --raw --map=array_of_maps,inner=0 9500000000000000 | 64 | inner=0: expected the number of a map before this one
          --raw --map=array,key=8 9500000000000000  | 2  | --map array,key=8: map 'map0' (array): key_size is 8, expected 4 (-EINVAL)
          --raw --map=hash,entries=0 9500000000000000 | 2 | max_entries is 0 (-EINVAL)
          --raw --map=hash,flags=0x8000 9500000000000000 | 2 | unknown map_flags 0x8000 (-EINVAL)
          --raw --map=ringbuf,entries=5000 9500000000000000 | 2 | expected a power of two that is a multiple of the page size, 4096 (-EINVAL)
          --raw --map=queue,key=4 9500000000000000  | 2  | key_size is 4, expected 0 (-EINVAL)
          --raw --map=lpm_trie,key=8 9500000000000000 | 2 | BPF_F_NO_PREALLOC is not set, without it there are no tries (-EINVAL)
          --raw --map=percpu_array,value=40000 9500000000000000 | 2 | value_size is 40000, at most 32768 per CPU (-E2BIG)
          --raw --map=percpu_hash,value=24,timer@0 9500000000000000 | 2 | bpf_timer in a value of this map type (-EOPNOTSUPP)
          --raw --map=lru_hash,flags=1 9500000000000000 | 2 | LRU maps are always preallocated, BPF_F_NO_PREALLOC is not for them (-ENOTSUPP)
          --raw --program=x 9500000000000000        | 64 | bare instructions have no names
          --type=xdp x.bpf.o                        | 64 | require --raw
          --log-level=8 x.bpf.o                     | 64 | --log-level 8: expected 0 to 7
          --log-size=1 x.bpf.o                      | 64 | --log-size 1: expected at least 128
          x.bpf.o --kernel=raw                      | 64 | x.bpf.o: no such file
          """)
  void wrongUsage(String arguments, int exitCode, String words) {
    CommandRun run = verify(arguments.strip().split(" +", -1));
    assertThat(run.exitCode()).as("%s", run).isEqualTo(exitCode);
    assertThat(run.err().lines()).as("%s", run).hasSize(1);
    if (!words.equals("odd")) {
      assertThat(run.err()).startsWith("hidbpf: ").contains(words);
    }
  }

  /** The kernel makes maps before it looks at programs. */
  @Test
  void aMapThatTheKernelRefuses() {
    String file = CommandRun.ROOT.resolve("testdata/verifier/refused_map.bpf.o").toString();
    CommandRun run = verify(file);
    assertThat(run.exitCode()).isEqualTo(Errors.MALFORMED);
    assertThat(run.err())
        .isEqualTo(
            "hidbpf: %s: map 'routes' (lpm_trie): BPF_F_NO_PREALLOC is not set, without it there are no tries (-EINVAL)%n"
                .formatted(file));
  }

  /** Maps of all types can be described, with what the kernel asks for. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "hash,value=24,timer@8",
        "array,value=24,wq@8",
        "lpm_trie,key=8,flags=1",
        "sk_storage,flags=1",
        "cgroup_storage",
        "arena,flags=0x400",
        "user_ringbuf",
        "xskmap",
        "bloom_filter",
        "stack_trace"
      })
  void mapsOfBareInstructions(String map) {
    CommandRun run = verify("--raw", "--map", map, "b700000000000000", "9500000000000000");
    assertThat(run.exitCode()).as("%s", run).isEqualTo(Errors.FINE);
  }

  @Test
  void noObject() {
    CommandRun run = verify();
    assertThat(run.exitCode()).isEqualTo(Errors.USAGE);
    assertThat(run.err()).contains("no object to verify");
  }

  @Test
  void aFileThatIsNoHex() throws IOException {
    Path file = Files.writeString(folder.resolve("program.hex"), "b7\nr0 = 0\n");
    CommandRun run = verify("--raw", file.toString());
    assertThat(run.exitCode()).isEqualTo(Errors.MALFORMED);
    assertThat(run.err())
        .isEqualTo("hidbpf: %s: line 2: found 'r', expected hexadecimal digits%n".formatted(file));
  }
}
