package io.github.hidbpf4j.kernel.emit;

import io.github.hidbpf4j.bpf.program.AsyncKind;
import io.github.hidbpf4j.kernel.event.CallbackEvent;
import io.github.hidbpf4j.kernel.event.Cause;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.event.RunKind;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Emits events of programs' timers and work items, identified by name, and of their callbacks'
 * runs.
 */
public final class CallbackEvents {
  private final EventHub hub;
  private final RunEvents runs;

  /** The runs that started the pending callbacks. */
  private final Map<String, Cause> starters = new ConcurrentHashMap<>();

  /** Emits to this hub. */
  public CallbackEvents(EventHub hub, RunEvents runs) {
    this.hub = hub;
    this.runs = runs;
  }

  private static String key(AsyncKind kind, String what) {
    return startedAs(kind) + " " + what;
  }

  /**
   * A callback starts to run.
   *
   * @param what identifies the element
   * @param sinceStart nanoseconds since it was last started
   * @param late nanoseconds since it was due
   */
  public void began(
      AsyncKind kind, String program, String what, String function, long sinceStart, long late) {
    Cause starter = starters.remove(key(kind, what));
    runs.callbackBegan(
        runningAs(kind),
        program,
        what,
        function,
        starter == null ? Cause.NONE : starter,
        new ProgramEvent.Callback(kind, sinceStart, late));
  }

  /** The callback returned. */
  public void ended(AsyncKind kind, String program, String what) {
    runs.ended(runningAs(kind), program, what, 0);
  }

  /** A callback was started, to run after this many nanoseconds. */
  public void started(AsyncKind kind, String program, String what, String function, long delay) {
    Nesting open = hub.nesting();
    long run = open.run();
    starters.put(key(kind, what), run == 0 ? open.cause() : new Cause(Cause.Kind.RUN, run));
    // A sleepable callback of a timer runs as work, but what is started is the timer.
    runs.scheduled(startedAs(kind), program, what, function, delay);
  }

  /** A pending callback was cancelled. */
  public void cancelled(AsyncKind kind, String program, String what) {
    starters.remove(key(kind, what));
    hub.emit(new CallbackEvent.Cancelled(hub.stamp(), startedAs(kind), program, what));
  }

  /**
   * A callback is throttled, because it was started in a chain of callbacks without delay.
   *
   * @param starter identifies the element that started it; "" for none
   */
  public void spins(AsyncKind kind, String program, String what, String function, String starter) {
    RunKind started = startedAs(kind);
    hub.emit(new CallbackEvent.Spinning(hub.stamp(), started, program, what, function, starter));
  }

  /** A start was refused, as the callback had been dropped. */
  public void startRefused(String program, String map) {
    hub.emit(new CallbackEvent.StartRefused(hub.stamp(), program, map));
  }

  /** A map has lost its last user. */
  public void withoutUser(String program, String map) {
    hub.emit(new CallbackEvent.WithoutUser(hub.stamp(), program, map));
  }

  /** The kind of run of a callback: sleepable timer callbacks run as work. */
  private static RunKind runningAs(AsyncKind kind) {
    return kind == AsyncKind.TIMER ? RunKind.TIMER : RunKind.WORK;
  }

  /** The kind of object that was started. */
  private static RunKind startedAs(AsyncKind kind) {
    return kind == AsyncKind.WORK ? RunKind.WORK : RunKind.TIMER;
  }
}
