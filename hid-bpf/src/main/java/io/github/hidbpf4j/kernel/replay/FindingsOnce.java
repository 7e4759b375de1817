package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Hands on all events, of findings the first of each kind and program. */
final class FindingsOnce implements EventSink {
  private final List<EventSink> next;
  private final Set<String> found = new HashSet<>();

  FindingsOnce(List<EventSink> next) {
    this.next = next;
  }

  @Override
  public void event(KernelEvent event) {
    if (!(event instanceof ProgramEvent.Found f) || isFirst(f.finding())) {
      next.forEach(sink -> sink.event(event));
    }
  }

  private boolean isFirst(Finding finding) {
    // Each element that spins is one of its own.
    return finding.kind() == FindingKind.SPINNING_CALLBACK
        || found.add(finding.kind() + " " + finding.program());
  }
}
