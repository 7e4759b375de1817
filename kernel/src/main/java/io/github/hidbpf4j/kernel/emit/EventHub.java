package io.github.hidbpf4j.kernel.emit;

import io.github.hidbpf4j.kernel.event.Cause;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.Stamp;
import io.github.hidbpf4j.time.Scheduler;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Dispatches events to sinks in their order, one event at a time, even if programs run on several
 * threads. Producers check {@link #isOn} first, so that no event is created when nobody listens.
 */
public final class EventHub {
  private final Scheduler clock;
  private final EventSink[] sinks;

  /** The sinks that want reports; null before the first report. */
  private EventSink @Nullable [] reportSinks;

  /** A thread's nesting; the last thread that asked is usually the next one as well. */
  private record Mine(Thread thread, Nesting nesting) {}

  private final ThreadLocal<Mine> nesting =
      ThreadLocal.withInitial(() -> new Mine(Thread.currentThread(), new Nesting()));

  /** The last one used, of any thread: other threads look up their own. */
  private Mine last = new Mine(Thread.currentThread(), new Nesting());

  private final AtomicLong runs = new AtomicLong();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong users = new AtomicLong();
  private final boolean hookRuns;
  private final boolean oneAtATime;

  /** Number of device reports so far. */
  private long reports;

  private volatile long origin;
  private volatile boolean on;
  private volatile boolean open;

  /** Creates a hub whose time 0 is now. */
  public EventHub(Scheduler clock, List<EventSink> sinks) {
    this.clock = clock;
    this.sinks = sinks.toArray(EventSink[]::new);
    this.origin = clock.now();
    this.oneAtATime = clock.isOneAtATime();
    this.hookRuns = sinks.stream().anyMatch(EventSink::wantsHookRuns);
    this.open = !sinks.isEmpty();
    this.nesting.set(last);
    this.on = !sinks.stream().allMatch(EventSink::isForFindingsOnly);
  }

  /** Whether any sink wants more than findings. */
  public boolean isOn() {
    return on;
  }

  /** Whether any sink wants every run at a hook. */
  boolean wantsHookRuns() {
    return hookRuns;
  }

  /** Whether any sink wants findings. */
  public boolean wantsFindings() {
    return open;
  }

  /** Sets the time origin, in nanoseconds of {@code MONOTONIC}. */
  public void countFrom(long nanos) {
    origin = nanos;
  }

  /** Stops dispatching: later events are discarded. */
  public synchronized void close() {
    on = false;
    open = false;
  }

  /** Dispatches to all sinks. */
  public synchronized void emit(KernelEvent event) {
    if (open) {
      for (EventSink sink : sinks) {
        sink.event(event);
      }
    }
  }

  /** Whether sinks are called strictly one at a time. */
  boolean isOneAtATime() {
    return oneAtATime;
  }

  /** Tells all sinks of a report that a device sends. */
  void sent(Sending report) {
    if (oneAtATime) {
      tell(report);
    } else {
      synchronized (this) {
        tell(report);
      }
    }
  }

  private void tell(Sending report) {
    report.setIndex(reports++);
    if (open) {
      for (EventSink sink : ofReports()) {
        sink.sent(report);
      }
    }
  }

  /** Tells all sinks of the outcome of a report. */
  void outcome(Arrival report) {
    if (oneAtATime) {
      tell(report);
    } else {
      synchronized (this) {
        tell(report);
      }
    }
  }

  private void tell(Arrival report) {
    if (open) {
      for (EventSink sink : ofReports()) {
        sink.outcome(report);
      }
    }
  }

  private EventSink[] ofReports() {
    EventSink[] known = reportSinks;
    if (known == null) {
      known = Arrays.stream(sinks).filter(EventSink::wantsReports).toArray(EventSink[]::new);
      reportSinks = known;
    }
    return known;
  }

  int chainLength() {
    return clock.chainLength();
  }

  /** A stamp for the current time and for what the calling thread is executing. */
  public Stamp stamp() {
    Nesting open = nesting();
    return stamp(open, open.device, open.cause());
  }

  Stamp stamp(int device, Cause cause) {
    return stamp(nesting(), device, cause);
  }

  Stamp stamp(Nesting open, int device, Cause cause) {
    return new Stamp(since(clock.now()), device, open.run(), cause, clock.chainLength());
  }

  /** A time of {@code MONOTONIC}, counted from 0. */
  public long since(long nanos) {
    return nanos - origin;
  }

  long now() {
    return since(clock.now());
  }

  Nesting nesting() {
    Mine known = last;
    if (known.thread != Thread.currentThread()) {
      known = nesting.get();
      last = known;
    }
    return known.nesting;
  }

  long nextRun() {
    return runs.incrementAndGet();
  }

  long nextRequest() {
    return requests.incrementAndGet();
  }

  long nextCall() {
    return calls.incrementAndGet();
  }

  long nextUser() {
    return users.incrementAndGet();
  }
}
