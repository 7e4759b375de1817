package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.finding.Finding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A replay in numbers.
 *
 * @param events events of the device
 * @param unchanged those that a reader got unchanged
 * @param reinterpreted those of which a reader got the same bytes, with another meaning under the
 *     descriptor in use
 * @param changed those that a reader got changed
 * @param dropped those that no reader got
 * @param injected reports that programs injected, during an event or later
 * @param delivered reports that a reader got in all
 * @param micros from the first event to the last thing that happened
 * @param findings the findings, each kind once per program
 * @param attachments result of attaching each object
 * @param callbacks latencies of timer and work item callbacks
 * @param pending timers and work items still pending at the end
 * @param drained whether they were run until nothing was left, or they did not seem to end
 */
public record ReplaySummary(
    long events,
    long unchanged,
    long reinterpreted,
    long changed,
    long dropped,
    long injected,
    long delivered,
    long micros,
    List<Finding> findings,
    List<ReplayStart.Attachment> attachments,
    List<CallbackLatency> callbacks,
    List<PendingRun> pending,
    boolean drained) {
  /** A copy with these findings. */
  ReplaySummary withFindings(List<Finding> all) {
    return new ReplaySummary(
        events,
        unchanged,
        reinterpreted,
        changed,
        dropped,
        injected,
        delivered,
        micros,
        List.copyOf(all),
        attachments,
        callbacks,
        pending,
        drained);
  }

  /** The objects that are not completely attached. */
  public List<ReplayStart.Attachment> unattached() {
    return attachments.stream()
        .filter(a -> a.status() != ReplayStart.Attachment.Status.ATTACHED)
        .toList();
  }

  /** The udev properties that the objects have set for the device; the last one wins. */
  public Map<String, String> properties() {
    Map<String, String> all = new LinkedHashMap<>();
    attachments.forEach(a -> all.putAll(a.properties()));
    return all;
  }
}
