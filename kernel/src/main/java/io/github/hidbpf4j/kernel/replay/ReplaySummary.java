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
 * @param unchanged of these, those that a reader got as they were
 * @param reinterpreted those of which a reader got the same bytes, which mean something else by the
 *     descriptor in use
 * @param changed those that a reader got otherwise
 * @param dropped those that no reader got
 * @param injected reports that programs injected, during an event or later
 * @param delivered reports that a reader got in all
 * @param micros from the first event to the last thing that happened
 * @param findings the findings, each kind once a program
 * @param attachments what became of each object
 * @param callbacks how soon callbacks of timers and work items ran
 * @param pending timers and work items that were not over at the end
 * @param drained whether they were run until nothing was left, or no end could be seen
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
  /** The same with these findings. */
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

  /** The objects of which not all that they have is attached. */
  public List<ReplayStart.Attachment> unattached() {
    return attachments.stream()
        .filter(a -> a.status() != ReplayStart.Attachment.Status.ATTACHED)
        .toList();
  }

  /** The udev properties that the objects have set for the device; of several the last one's. */
  public Map<String, String> properties() {
    Map<String, String> all = new LinkedHashMap<>();
    attachments.forEach(a -> all.putAll(a.properties()));
    return all;
  }
}
