package io.github.hidbpf4j.guest.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[    4.1] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100 | PANIC",
        "[    4.1][  T133] BUG: kernel NULL pointer dereference, address: 0000000000000008 | OOPS",
        "[    4.1] BUG: unable to handle page fault for address: ffffc90000a0b000 | OOPS",
        "[    4.1] Oops: Oops: 0000 [#1] PREEMPT SMP NOPTI | OOPS",
        "[    4.1] general protection fault, probably for non-canonical address 0x6b6b: 0000 [#1] SMP | OOPS",
        "[    4.1] kernel BUG at mm/slub.c:546! | OOPS",
        "[   52.0] watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [java:133] | LOCKUP",
        "[   52.0] rcu: INFO: rcu_preempt self-detected stall on CPU | LOCKUP",
        "[   52.0] INFO: task java:140 blocked for more than 120 seconds. | LOCKUP",
        "[   52.0] Out of memory: Killed process 133 (java) total-vm:2345kB, anon-rss:1kB | OUT_OF_MEMORY",
        "# A fatal error has been detected by the Java Runtime Environment: | JAVA",
        "Exception in thread \"main\" java.io.IOException: Illegal seek | JAVA",
        "[    1.0] hid: raw HID events driver (C) Jiri Kosina | ",
        "[    5.0] java[133]: segfault at 0 ip 00007f8809000692 sp 00007f8813273c08 error 4 likely on CPU 0 | ",
        "[    2.0] WARNING: CPU: 0 PID: 1 at kernel/bpf/verifier.c:1 | ",
      })
  void tellsHowAKernelDied(String line, GuestDeath death) {
    ConsoleText text = new ConsoleText("[    0.0] Linux version 6.12\r\n" + line + "\r\nmore\r\n");
    if (death == null) {
      assertThat(text.diagnosis()).isNull();
    } else {
      String plain = line.replaceFirst("^(\\[[^]]*])+ ", "");
      assertThat(text.diagnosis()).isEqualTo(new ConsoleText.Diagnosis(death, plain));
    }
  }

  @Test
  void theCauseIsNamedRatherThanThePanicAfterIt() {
    ConsoleText text =
        new ConsoleText(
            """
            [    9.1] BUG: kernel NULL pointer dereference, address: 0000000000000008
            [    9.1] Oops: Oops: 0000 [#1] PREEMPT SMP NOPTI
            [    9.2] Kernel panic - not syncing: Fatal exception
            """);
    assertThat(text.diagnosis())
        .isEqualTo(
            new ConsoleText.Diagnosis(
                GuestDeath.OOPS,
                "BUG: kernel NULL pointer dereference, address: 0000000000000008"));
    assertThat(text.tail(1)).containsExactly("Kernel panic - not syncing: Fatal exception");
  }

  @Test
  void warningsAreWhatItSurvives() {
    ConsoleText text =
        new ConsoleText("[ 1.0] WARNING: CPU: 0 PID: 9 at drivers/hid/hid-core.c:1 f+0x1/0x2\n");
    assertThat(text.diagnosis()).isNull();
    assertThat(text.warnings())
        .isEqualTo(List.of("WARNING: CPU: 0 PID: 9 at drivers/hid/hid-core.c:1 f+0x1/0x2"));
  }
}
