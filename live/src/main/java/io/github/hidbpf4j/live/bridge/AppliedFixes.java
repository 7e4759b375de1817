package io.github.hidbpf4j.live.bridge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fixes that are on a device, by a bridge or in the kernel, until they are taken off. */
public interface AppliedFixes extends AutoCloseable {
  /** Whether the kernel runs them. */
  boolean inKernel();

  /** How far it is. */
  Bridge.State state();

  /** What may not work as their author meant. */
  List<String> doubts();

  /** What went wrong; "" when nothing did. */
  String failure();

  /** Whether it is at work on one report for longer than any program may take. */
  boolean isStuck();

  /** What went through the bridge; null in the kernel, which does not count. */
  Bridge.@Nullable Figures figures();

  /**
   * Waits for its end.
   *
   * @param millis how long at most
   * @return whether it has ended
   */
  boolean awaitEnd(long millis);

  /** Takes them off the device. */
  @Override
  void close();
}
