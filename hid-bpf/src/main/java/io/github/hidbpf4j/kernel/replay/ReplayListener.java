package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.trace.TraceRecorder;
import java.util.List;

/** Told of a replay as it goes. Times are microseconds since the recording's first event. */
public interface ReplayListener {
  /** The device is there, the objects are loaded, probed and attached. */
  default void started(ReplayStart start) {}

  /** An event of the device, and all that came of it at once. */
  default void event(ReplayEvent event) {}

  /** A program injected a report later, from a timer or a work item. */
  default void injected(long micros, ReplayEvent.Output output) {}

  /**
   * The device was bound anew: from now on the host goes by this descriptor.
   *
   * @param descriptor its bytes
   */
  default void rebound(long micros, byte[] descriptor) {}

  /**
   * A request or output report begins; {@link #request} says how it ended.
   *
   * @param token tells it from the others, rising from 0
   */
  default void requestBegan(long token) {}

  /**
   * A request or output report is over: one of a user as the user sees it, one of a program or
   * driver as the device sees it.
   */
  default void request(long token, RecordedRequest request) {}

  /** The device entered a state of its model. */
  default void stateEntered(long micros, String state) {}

  /** The device's model withheld a report of the recording. */
  default void withheld(long micros, byte[] report) {}

  /** What was attached is attached no more. */
  default void detached(long micros, List<String> names) {}

  /** A program printed a line. */
  default void printk(long micros, String program, String line) {}

  /**
   * What is told from now on comes, or comes no more, of callbacks that start each other again and
   * again without giving time: {@link TraceRecorder#FOLDED_AFTER} in a row. Listeners that print
   * may leave it out: {@link FoldingListener}.
   */
  default void repeating(boolean repeats) {}

  /** Of such callbacks so much was left out. */
  default void folded(long micros, long count) {}

  /** A program did what Linux breaks on; each kind is told once a program. */
  default void finding(long micros, Finding finding) {}
}
