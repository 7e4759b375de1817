package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** {@code run --json --fields}: values before and after the programs. */
class RunFieldsTest {
  private static CommandRun run(String... more) {
    String[] arguments = new String[4 + more.length];
    arguments[0] = "run";
    arguments[1] = CommandRun.OBJECT;
    arguments[2] = "--device";
    arguments[3] = CommandRun.RECORDING;
    System.arraycopy(more, 0, arguments, 4, more.length);
    return CommandRun.of(arguments);
  }

  @Test
  void valuesAreThereBeforeAndAfter() {
    CommandRun run = run("--json", "--fields");
    assertThat(run.exitCode()).as("%s", run).isZero();
    String event =
        run.lines().stream()
            .filter(l -> l.contains("\"input\":\"40000001\""))
            .findFirst()
            .orElseThrow();
    assertThat(event)
        .containsSubsequence(
            "\"input_fields\":[",
            "{\"bit_offset\":6,\"usage\":{\"usage\":589831,\"name\":\"Button 7\"},\"value\":1}",
            "{\"bit_offset\":24,\"usage\":{\"usage\":65592,\"name\":\"Wheel\"},\"value\":1}]",
            "\"output\":[{\"report\":\"0000000001\"",
            "\"fields\":[",
            "{\"bit_offset\":6,\"usage\":{\"usage\":589831,\"name\":\"Button 7\"},\"value\":0}",
            "{\"bit_offset\":24,\"usage\":{\"usage\":65592,\"name\":\"Wheel\"},\"value\":0}",
            "{\"bit_offset\":32,\"usage\":{\"usage\":787000,\"name\":\"AC Pan\"},\"value\":1}]}]");
    assertThat(run("--json").out()).doesNotContain("fields");
  }

  @Test
  void goWithJsonOnly() {
    for (String format : new String[] {"text", "timeline"}) {
      CommandRun run = run("--fields", "--format", format);
      assertThat(run.exitCode()).isEqualTo(Errors.USAGE);
      assertThat(run.err()).startsWith("hidbpf: --fields requires --format json");
    }
  }
}
