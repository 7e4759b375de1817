package io.github.hidbpf4j.kernel.conduct;

/**
 * A result of a hook.
 *
 * @param result the number, {@link HookWalk#UNKNOWN_RESULT} if computed
 * @param ids the reports
 */
public record ResultUse(long result, ReportIds ids) {
  /** Whether it is computed. */
  public boolean isComputed() {
    return result == HookWalk.UNKNOWN_RESULT;
  }
}
