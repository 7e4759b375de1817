package io.github.hidbpf4j.kernel.replay;

import java.util.Arrays;
import java.util.List;

/**
 * An event of the device and what came of it before anything else happened.
 *
 * @param index its number in the replay, from 0
 * @param micros its time
 * @param input what the device sent
 * @param output what a hidraw reader got, in order
 * @param dropped why the event itself did not get through; empty when it did
 */
public record ReplayEvent(
    long index, long micros, byte[] input, List<Output> output, String dropped) {

  /** A report that a reader got; {@code injected} when a program sent it in addition. */
  public record Output(byte[] report, boolean injected) {}

  /** Whether the event itself did not get through. */
  public boolean isDropped() {
    return !dropped.isEmpty();
  }

  /** Whether a reader got just what the device sent, and nothing else. */
  public boolean isUnchanged() {
    return output.size() == 1 && Arrays.equals(input, output.getFirst().report());
  }
}
