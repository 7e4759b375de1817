package io.github.hidbpf4j.kernel.conduct;

/**
 * What a hook returns.
 *
 * @param result the number, {@link HookWalk#UNKNOWN_RESULT} where it is computed
 * @param ids for which reports
 */
public record ResultUse(long result, ReportIds ids) {
  /** Whether it is computed. */
  public boolean isComputed() {
    return result == HookWalk.UNKNOWN_RESULT;
  }
}
