package io.github.hidbpf4j.kernel;

import io.github.hidbpf4j.bpf.async.AsyncObserver;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.program.AsyncKind;
import io.github.hidbpf4j.kernel.emit.CallbackEvents;
import io.github.hidbpf4j.kernel.emit.EventHub;
import io.github.hidbpf4j.kernel.emit.RunEvents;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import io.github.hidbpf4j.time.Clock;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** Emits events of timers and work queues, some of them as findings. */
final class AsyncEvents implements AsyncObserver {
  /** Maximum number of elements reported for starting each other. */
  private static final int MOST_SPINNING = 16;

  private final EventHub hub;
  private final RunEvents runs;
  private final CallbackEvents callbacks;
  private final Clock clock;
  private final Set<String> spinning = new HashSet<>();

  /** Weak: entries disappear when nothing that uses the maps is running any more. */
  private final Set<BpfMap> unloaded =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  AsyncEvents(EventHub hub, RunEvents runs, Clock clock) {
    this.hub = hub;
    this.runs = runs;
    this.callbacks = new CallbackEvents(hub, runs);
    this.clock = clock;
  }

  /** Marks maps that lose their users on purpose, because their object is being unloaded. */
  void unload(Collection<BpfMap> maps) {
    unloaded.addAll(maps);
  }

  private String name(BpfMap map, long key) {
    return ElementName.of(map, key);
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
    if (hub.isOn()) {
      long now = clock.now();
      long waited = Math.max(0, now - startedAt);
      callbacks.began(kind, program, name(map, key), function, waited, Math.max(0, now - dueAt));
    }
  }

  @Override
  public void ended(AsyncKind kind, String program, String function, BpfMap map, long key) {
    if (hub.isOn()) {
      callbacks.ended(kind, program, name(map, key));
    }
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
    if (hub.isOn()) {
      long delay = Math.max(0, dueAt - startedAt);
      callbacks.started(kind, program, name(map, key), function, delay);
    }
  }

  @Override
  public void cancelled(AsyncKind kind, String program, String function, BpfMap map, long key) {
    if (hub.isOn()) {
      callbacks.cancelled(kind, program, name(map, key));
    }
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
    if (hub.isOn()) {
      callbacks.spins(kind, program, name(map, key), function, by == null ? "" : name(by, byKey));
    }
    String element = ElementName.withKey(map, key);
    synchronized (spinning) {
      if (spinning.size() >= MOST_SPINNING || !spinning.add(program + " " + element)) {
        return;
      }
    }
    String starter = by == null ? "an event that it caused" : ElementName.withKey(by, byKey);
    runs.found(
        new Finding(
            FindingKind.SPINNING_CALLBACK,
            program,
            ("the %s of %s%s was started again by %s, in a chain of callbacks that start each "
                    + "other without letting time pass, at %s: in Linux they keep a processor busy; "
                    + "here each further run comes a millisecond later, and everything else in its "
                    + "time: start it with a delay, or only when there is something to do")
                .formatted(
                    kind == AsyncKind.WORK ? "work item" : "timer",
                    element,
                    function.isEmpty() ? "" : " (callback " + function + ")",
                    starter.equals(element) ? "itself" : starter,
                    instant())));
  }

  private String instant() {
    long nanos = Math.max(0, hub.since(clock.now()));
    return String.format(
        Locale.ROOT, "%d.%06d s", nanos / 1_000_000_000, nanos / 1_000 % 1_000_000);
  }

  @Override
  public void startedAfterCancel(String program, BpfMap map) {
    if (hub.isOn()) {
      callbacks.startRefused(program, map.spec().name());
    }
    runs.found(
        new Finding(
            FindingKind.START_AFTER_CANCEL,
            program,
            "bpf_timer_start of a timer in map '"
                + map.spec().name()
                + "' whose callback bpf_timer_cancel had dropped: -EINVAL, nothing will run: set the"
                + " callback again before each start"));
  }

  @Override
  public void withoutUser(String program, BpfMap map) {
    if (hub.isOn()) {
      callbacks.withoutUser(program, map.spec().name());
    }
    if (unloaded.contains(map)) {
      return;
    }
    runs.found(
        new Finding(
            FindingKind.TIMERS_WITHOUT_USER,
            program,
            "nothing keeps map '"
                + map.spec().name()
                + "' but programs: its timers and work queues are cancelled, and no more can be made:"
                + " pin the map, or keep its descriptor open"));
  }
}
