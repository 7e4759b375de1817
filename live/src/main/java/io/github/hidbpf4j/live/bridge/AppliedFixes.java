package io.github.hidbpf4j.live.bridge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fixes that are applied to a device, by a bridge or in the kernel, until they are removed. */
public interface AppliedFixes extends AutoCloseable {
  /** Whether the kernel runs them. */
  boolean inKernel();

  /** Its current state. */
  Bridge.State state();

  /** What may not work as the author intended. */
  List<String> doubts();

  /** The failure; "" if there is none. */
  String failure();

  /** Whether it has been working on one report for longer than any program may take. */
  boolean isStuck();

  /** Statistics of the bridge; null in the kernel, which has none. */
  Bridge.@Nullable Figures figures();

  /**
   * Waits until it ends.
   *
   * @param millis for how long at most
   * @return whether it has ended
   */
  boolean awaitEnd(long millis);

  /** Removes the fixes from the device. */
  @Override
  void close();
}
