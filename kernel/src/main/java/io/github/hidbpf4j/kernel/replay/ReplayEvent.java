package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.kernel.event.Delivery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event of the device and its immediate results.
 *
 * @param index its number in the replay, from 0
 * @param micros its time
 * @param input what the device sent
 * @param output what a hidraw reader got, in order
 * @param dropped why the event itself did not get through; empty when it did
 */
public record ReplayEvent(
    long index, long micros, byte[] input, List<Output> output, String dropped) {

  /**
   * A report that a reader got.
   *
   * @param delivery how it compares with the event
   * @param reports the descriptor in use when it was delivered; null when there was none
   */
  public record Output(byte[] report, Delivery delivery, @Nullable ReportDescriptor reports) {
    /** Whether a program sent it in addition. */
    public boolean injected() {
      return delivery == Delivery.INJECTED;
    }
  }

  /** The fate of the event itself. */
  public enum Result {
    /** A reader got it as it was. */
    UNCHANGED,
    /** A reader got the same bytes, with another meaning than the device's. */
    REINTERPRETED,
    /** A reader got other bytes. */
    CHANGED,
    /** No reader got it. */
    DROPPED
  }

  /** The fate of the event itself. */
  public Result result() {
    if (isDropped()) {
      return Result.DROPPED;
    }
    Result result = Result.CHANGED;
    for (Output o : output) {
      switch (o.delivery()) {
        case UNCHANGED -> {
          return Result.UNCHANGED;
        }
        case REINTERPRETED -> result = Result.REINTERPRETED;
        case CHANGED, INJECTED -> {}
      }
    }
    return result;
  }

  /** Whether the event itself did not get through. */
  public boolean isDropped() {
    return !dropped.isEmpty();
  }

  /** Whether a reader got exactly what the device sent, with the same meaning, and nothing else. */
  public boolean isUnchanged() {
    return output.size() == 1 && output.getFirst().delivery() == Delivery.UNCHANGED;
  }
}
