package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.bpf.program.AsyncKind;

/**
 * A timer or work item that a program started and that was still pending when the replay ended.
 *
 * @param program name of the program whose callback it is
 * @param function name of the callback; "" when it is not known
 * @param element map and key: {@code alarms[1]}
 * @param nanos when it is due, since the first event; {@link Long#MAX_VALUE} for never
 * @param running whether it is running, and waiting for something
 */
public record PendingRun(
    AsyncKind kind, String program, String function, String element, long nanos, boolean running) {
  /** {@code timer} or {@code work}. */
  public String kindText() {
    return kind == AsyncKind.WORK ? "work" : "timer";
  }
}
