package io.github.hidbpf4j.bpf.async;

import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.time.Scheduler;
import io.github.hidbpf4j.time.Work;

/**
 * What a {@code struct bpf_wq} stands for: a work item whose callback runs in process context,
 * where it may sleep, and never concurrently with itself. Started while it is queued it runs once;
 * started while it runs, once more.
 */
final class BpfWorkQueue extends AsyncCallback {
  private final Work work;

  BpfWorkQueue(
      AsyncCallbacks owner,
      Scheduler scheduler,
      BpfMap map,
      long field,
      long value,
      long key,
      int handle) {
    super(owner, map, field, value, key, handle);
    this.work = scheduler.newWork("bpf_wq of " + map.spec().name(), () -> call(AsyncKind.WORK));
  }

  /** Queues it; false when it was queued already. */
  boolean start(long now) {
    if (!work.queue()) {
      return false;
    }
    startedAt = now;
    dueAt = now;
    return true;
  }

  @Override
  AsyncKind kind() {
    return AsyncKind.WORK;
  }

  @Override
  boolean discard() {
    return work.cancel();
  }
}
