package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * A function in a different slot than its section names loads, but never does what it was written
 * for.
 */
class WrongSlotTest {
  private static CommandRun verify(String name) {
    return CommandRun.of(
        "verify", CommandRun.ROOT.resolve("testdata/findings/" + name + ".bpf.o").toString());
  }

  @Test
  void isAFinding() {
    CommandRun run = verify("wrong_slot");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("finding: wrong-slot: program 'fix_event': its section says hid_device_event")
        .contains("it is in slot .hid_hw_request of struct hid_bpf_ops");
  }

  /** In a replay alone, the program would seem to be attached and do nothing. */
  @Test
  void runSaysItToo() {
    String recording =
        CommandRun.ROOT.resolve("testdata/evdev/mouse-with-side-buttons.hid").toString();
    String wrong = CommandRun.ROOT.resolve("testdata/findings/wrong_slot.bpf.o").toString();
    String right = CommandRun.ROOT.resolve("testdata/findings/wrong_slot-fixed.bpf.o").toString();
    CommandRun run = CommandRun.of("run", wrong, "--device", recording, "--force", "--quiet");
    assertThat(run.out())
        .containsOnlyOnce("finding     wrong-slot: program 'fix_event': its section says");
    assertThat(CommandRun.of("run", wrong, "--device", recording, "--force").lines())
        .first()
        .asString()
        .startsWith("device ");
    assertThat(CommandRun.of("run", wrong, "--device", recording, "--force", "--json").lines())
        .first()
        .asString()
        .startsWith("{\"type\":\"start\"");
    assertThat(CommandRun.of("run", right, "--device", recording, "--force", "--quiet").out())
        .doesNotContain("finding");
  }

  @Test
  void theRightSlotIsNone() {
    assertThat(verify("wrong_slot-fixed").out()).doesNotContain("finding:");
  }
}
