package io.github.hidbpf4j.kernel;

import io.github.hidbpf4j.bpf.async.AsyncKind;
import io.github.hidbpf4j.bpf.async.AsyncObserver;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import io.github.hidbpf4j.kernel.finding.FindingSink;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/** Makes findings of what happens to timers and work queues, and hands everything on. */
final class AsyncFindings implements AsyncObserver {
  private final FindingSink findings;

  /** Weak: they go when nothing runs any more that uses them. */
  private final Set<BpfMap> unloaded =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private volatile AsyncObserver watcher = AsyncObserver.NONE;

  AsyncFindings(FindingSink findings) {
    this.findings = findings;
  }

  void setWatcher(AsyncObserver next) {
    watcher = next;
  }

  /** From now on it is meant that these maps have no user: their object is being unloaded. */
  void unload(Collection<BpfMap> maps) {
    unloaded.addAll(maps);
  }

  @Override
  public void begun(
      AsyncKind kind,
      String program,
      String function,
      BpfMap map,
      long key,
      long startedAt,
      long dueAt) {
    watcher.begun(kind, program, function, map, key, startedAt, dueAt);
  }

  @Override
  public void ended(AsyncKind kind, String program, String function, BpfMap map, long key) {
    watcher.ended(kind, program, function, map, key);
  }

  @Override
  public void started(
      AsyncKind kind,
      String program,
      String function,
      BpfMap map,
      long key,
      long startedAt,
      long dueAt) {
    watcher.started(kind, program, function, map, key, startedAt, dueAt);
  }

  @Override
  public void cancelled(AsyncKind kind, String program, String function, BpfMap map, long key) {
    watcher.cancelled(kind, program, function, map, key);
  }

  @Override
  public void startedAfterCancel(String program, BpfMap map) {
    findings.report(
        new Finding(
            FindingKind.START_AFTER_CANCEL,
            program,
            "bpf_timer_start of a timer in map '"
                + map.spec().name()
                + "' whose callback bpf_timer_cancel had dropped: -EINVAL, nothing will run: set the"
                + " callback again before each start"));
    watcher.startedAfterCancel(program, map);
  }

  @Override
  public void withoutUser(String program, BpfMap map) {
    watcher.withoutUser(program, map);
    if (unloaded.contains(map)) {
      return;
    }
    findings.report(
        new Finding(
            FindingKind.TIMERS_WITHOUT_USER,
            program,
            "nothing keeps map '"
                + map.spec().name()
                + "' but programs: its timers and work queues are cancelled, and no more can be made:"
                + " pin the map, or keep its descriptor open"));
  }
}
