package io.github.hidbpf4j.live.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeadManSwitchTest {
  /** Stands in for this process. */
  private final Process watched;

  DeadManSwitchTest() throws IOException {
    watched = new ProcessBuilder("sleep", "1000").start();
  }

  @AfterEach
  void end() {
    watched.destroyForcibly();
  }

  @Test
  void processThatDoesNotMoveIsKilled() throws Exception {
    try (DeadManSwitch _ = DeadManSwitch.start(watched.pid(), 1, () -> false)) {
      assertThat(watched.waitFor(40, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(watched.exitValue()).isEqualTo(128 + 9);
  }

  @Test
  void processThatMovesIsNot() throws Exception {
    CountDownLatch beats = new CountDownLatch(4);
    try (DeadManSwitch _ =
        DeadManSwitch.start(
            watched.pid(),
            30,
            () -> {
              beats.countDown();
              return true;
            })) {
      beats.await();
      assertThat(watched.isAlive()).isTrue();
    }
    assertThat(watched.isAlive()).isTrue();
  }
}
