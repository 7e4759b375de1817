package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was not attached was not tested: {@code hidbpf run} says so and fails. */
class NotAttachedTest {
  private static final String FOLDER = CommandRun.ROOT.resolve("testdata/hid-bpf") + "/";
  private static final String MOUSE = FOLDER + "descriptor_only.hid";

  private static CommandRun run(String object, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("run", FOLDER + object, "--quiet", "--device", MOUSE));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "devices.bpf.o|not for this device, by its metadata|--force attaches it anyway;",
        "turned_down.bpf.o|its probe rejected the device (retval -22)|--force attaches it anyway;",
        "optional_only.bpf.o|everything in it is optional: maybe|--optional NAME creates it;",
        "probe_only.bpf.o|it has no program that can be attached|",
      })
  void oneLineEvenWhenQuiet(String object, String reason, @Nullable String remedy) {
    CommandRun run = run(object);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "hidbpf: %s%s: not attached: %s (%s--allow-unattached: this is not a failure)\n"
                .formatted(FOLDER, object, reason, remedy == null ? "" : remedy + " "));
    assertThat(run.out()).contains("summary     5 events");
    CommandRun allowed = run(object, "--allow-unattached");
    assertThat(allowed.exitCode()).isZero();
    assertThat(allowed.err()).isEmpty();
    assertThat(allowed.out()).isEqualTo(run.out());
    CommandRun explored = run(object, "--explore", "3");
    assertThat(explored.exitCode()).isEqualTo(1);
    assertThat(explored.err()).as("once for all seeds").isEqualTo(run.err());
  }

  @ParameterizedTest
  @CsvSource({"devices.bpf.o", "turned_down.bpf.o"})
  void forced(String object) {
    assertThat(run(object, "--force").exitCode()).isZero();
  }

  @Test
  void oneOfTwo() {
    CommandRun run = run("devices.bpf.o", FOLDER + "descriptor_only.bpf.o");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).hasLineCount(1).contains("devices.bpf.o: not attached");
    assertThat(run.out()).contains("3 with another meaning");
  }

  @Test
  void bareDevice() {
    CommandRun run = CommandRun.of("run", "--quiet", "--device", MOUSE);
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
  }

  @Test
  void json() throws IOException {
    List<Json> lines =
        Json.lines(CommandRun.of("run", FOLDER + "turned_down.bpf.o", "--json", "--device", MOUSE));
    assertThat(lines.getFirst().values("objects")).contains("turned_down");
    assertThat(lines.getLast().values("unattached")).containsExactly(FOLDER + "turned_down.bpf.o");
  }

  @Test
  void ofManyRecordingsEachIsNamed() {
    CommandRun run =
        CommandRun.of(
            "run",
            FOLDER + "descriptor_only.bpf.o",
            "--quiet",
            "--device",
            MOUSE,
            "--device",
            CommandRun.RECORDING);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("hidbpf: " + CommandRun.RECORDING + ": " + FOLDER)
        .contains("not attached: not for this device")
        .hasLineCount(1);
    assertThat(run.out()).contains("2 recordings, 0 failed, 1 not attached: 31 events");
  }

  @Test
  void aFunctionInNoSlotIsRefusedAsByLibbpf() {
    CommandRun run = run("no_slot.bpf.o");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("'forgotten'", "did you forget to use it?");
  }
}
