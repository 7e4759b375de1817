package io.github.hidbpf4j.bpf.helper;

import io.github.hidbpf4j.bpf.proto.CoreFunctions;
import io.github.hidbpf4j.time.ClockId;

/**
 * Helpers for the clocks of the run, in nanoseconds. The tick is that of a kernel with
 * CONFIG_HZ=250, as Debian and Ubuntu build it: {@code jiffies64} counts 4 ms steps from the
 * kernel's start value, 300 seconds before a 32-bit wrap, and the coarse clock moves in the same
 * steps.
 */
final class TimeHelpers {
  /** Ticks per second: CONFIG_HZ. */
  public static final int HZ = 250;

  private static final long TICK = 1_000_000_000L / HZ;

  /** {@code INITIAL_JIFFIES}, {@code include/linux/jiffies.h}. */
  private static final long INITIAL_JIFFIES = 0xffff_ffffL & (-300L * HZ);

  private TimeHelpers() {}

  static void addTo(HelperRegistry.Builder b) {
    b.helper(
            CoreFunctions.KTIME_GET_NS,
            (run, _, _, _, _, _) -> run.scheduler().now(ClockId.MONOTONIC))
        .helper(
            CoreFunctions.KTIME_GET_BOOT_NS,
            (run, _, _, _, _, _) -> run.scheduler().now(ClockId.BOOTTIME))
        .helper(
            CoreFunctions.KTIME_GET_TAI_NS,
            (run, _, _, _, _, _) -> run.scheduler().now(ClockId.TAI))
        .helper(CoreFunctions.KTIME_GET_COARSE_NS, (run, _, _, _, _, _) -> ticks(run) * TICK)
        .helper(CoreFunctions.JIFFIES64, (run, _, _, _, _, _) -> INITIAL_JIFFIES + ticks(run));
  }

  private static long ticks(RunContext run) {
    return run.scheduler().now(ClockId.MONOTONIC) / TICK;
  }
}
