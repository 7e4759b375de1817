package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A function in another slot than its section names loads, and never does what it was made for. */
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
        .contains("it stands in slot .hid_hw_request of struct hid_bpf_ops");
  }

  @Test
  void theRightSlotIsNone() {
    assertThat(verify("wrong_slot-fixed").out()).doesNotContain("finding:");
  }
}
