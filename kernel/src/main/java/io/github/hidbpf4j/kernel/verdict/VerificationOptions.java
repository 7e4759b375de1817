package io.github.hidbpf4j.kernel.verdict;

/**
 * Options of a verification.
 *
 * @param flags {@code BPF_F_*} of program loading other than BPF_F_SLEEPABLE: 1 strict alignment, 8
 *     a state at every prune point, 128 contradictory bounds are an error
 * @param logLevel the kernel's: 0 for none, 1 for the path that fails, 2 for every path, plus 4 for
 *     statistics
 * @param logLimit characters of log kept; only the end of a longer log is kept
 */
public record VerificationOptions(int flags, int logLevel, int logLimit) {
  /** BPF_F_STRICT_ALIGNMENT. */
  public static final int F_STRICT_ALIGNMENT = 1;

  /** BPF_F_TEST_STATE_FREQ. */
  public static final int F_TEST_STATE_FREQ = 8;

  /** BPF_F_TEST_REG_INVARIANTS. */
  public static final int F_TEST_REG_INVARIANTS = 128;

  /** Default log size, as in libbpf. */
  public static final int DEFAULT_LOG_LIMIT = 16 << 20;

  /** No flags, no log. */
  public static final VerificationOptions DEFAULT =
      new VerificationOptions(0, 0, DEFAULT_LOG_LIMIT);
}
