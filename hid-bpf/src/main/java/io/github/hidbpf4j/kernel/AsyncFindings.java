package io.github.hidbpf4j.kernel;

import io.github.hidbpf4j.bpf.async.AsyncKind;
import io.github.hidbpf4j.bpf.async.AsyncObserver;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import io.github.hidbpf4j.kernel.finding.FindingSink;
import io.github.hidbpf4j.time.Clock;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** Makes findings of what happens to timers and work queues, and hands everything on. */
final class AsyncFindings implements AsyncObserver {
  /** Elements that are reported for starting each other; no more after that. */
  private static final int MOST_SPINNING = 16;

  private final FindingSink findings;
  private final ArenaMemory memory;
  private final Clock clock;
  private final Set<String> spinning = new HashSet<>();
  private volatile long origin;

  /** Weak: they go when nothing runs any more that uses them. */
  private final Set<BpfMap> unloaded =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private volatile AsyncObserver watcher = AsyncObserver.NONE;

  AsyncFindings(FindingSink findings, ArenaMemory memory, Clock clock) {
    this.findings = findings;
    this.memory = memory;
    this.clock = clock;
  }

  /** Findings that name a time count from this one on. */
  void countFrom(long nanos) {
    origin = nanos;
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
  public void spins(
      AsyncKind kind,
      String program,
      String function,
      BpfMap map,
      long key,
      @Nullable BpfMap by,
      long byKey) {
    watcher.spins(kind, program, function, map, key, by, byKey);
    String element = ElementName.withKey(memory, map, key);
    synchronized (spinning) {
      if (spinning.size() >= MOST_SPINNING || !spinning.add(program + " " + element)) {
        return;
      }
    }
    String starter =
        by == null ? "an event that it caused" : ElementName.withKey(memory, by, byKey);
    findings.report(
        new Finding(
            FindingKind.SPINNING_CALLBACK,
            program,
            "the %s of %s%s was started once more by %s, in a chain of callbacks that start each other without giving time, at %s: in Linux they keep a processor busy; here each further run comes a millisecond later, and all else at its time: start it with a delay, or only when there is something to do"
                .formatted(
                    kind == AsyncKind.WORK ? "work item" : "timer",
                    element,
                    function.isEmpty() ? "" : " (callback " + function + ")",
                    starter.equals(element) ? "itself" : starter,
                    instant())));
  }

  private String instant() {
    long nanos = Math.max(0, clock.now() - origin);
    return String.format(
        Locale.ROOT, "%d.%06d s", nanos / 1_000_000_000, nanos / 1_000 % 1_000_000);
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
