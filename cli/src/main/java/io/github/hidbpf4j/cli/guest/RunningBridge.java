package io.github.hidbpf4j.cli.guest;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.live.bridge.Bridge;

/** Waits until a bridge runs. */
public final class RunningBridge {
  private static final long LIMIT_MILLIS = 20_000;
  private static final long STEP_MILLIS = 5;

  private RunningBridge() {}

  /**
   * Waits.
   *
   * @throws HidException if it has ended, or takes too long
   */
  public static void await(Bridge bridge) throws InterruptedException {
    for (long waited = 0; bridge.state() != Bridge.State.RUNNING; waited += STEP_MILLIS) {
      if (waited >= LIMIT_MILLIS || bridge.state() == Bridge.State.ENDED) {
        throw new HidException(
            "the clone did not take over: %s %s".formatted(bridge.state(), bridge.failure()));
      }
      Thread.sleep(STEP_MILLIS);
    }
  }
}
