package io.github.hidbpf4j.hid.model;

import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.DeviceResponder;
import io.github.hidbpf4j.hid.device.HidErrno;
import io.github.hidbpf4j.time.Scheduler;
import io.github.hidbpf4j.time.Timer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A device that executes a {@link DeviceModel}: answers the host's requests through {@link
 * DeviceResponder}, and sends input on a {@link Scheduler}, always from softirq context as an
 * interrupt would. The seed decides every choice.
 */
public final class ModelDevice implements DeviceResponder {
  /**
   * Maximum number each of rules waiting for their next step, and of reports waiting to be sent.
   */
  public static final int MAX_PENDING = 1024;

  private static final byte[] NOTHING = {};

  private record Key(ReportType type, int id) {}

  /** A rule being executed. */
  private final class Script {
    final ModelRule rule;
    final byte[] request;
    final boolean ofState;
    final long[] waits;
    final Timer timer;
    int at;

    Script(ModelRule rule, byte[] request, boolean ofState) {
      this.rule = rule;
      this.request = request;
      this.ofState = ofState;
      this.waits = new long[rule.actions().size()];
      for (int i = 0; i < waits.length; i++) {
        if (rule.actions().get(i) instanceof ModelAction.Wait(long least, long most)) {
          waits[i] = least == most ? least : random.nextLong(least, most + 1);
        }
      }
      this.timer = scheduler.newTimer("device model", () -> resume(this));
    }
  }

  /** A timed rule of the current state. */
  private final class Clockwork {
    final ModelRule rule;
    final long period;
    final boolean repeats;
    final Timer timer = scheduler.newTimer("device model", () -> due(this));
    long deadline;

    Clockwork(ModelRule rule, long period, boolean repeats) {
      this.rule = rule;
      this.period = period;
      this.repeats = repeats;
    }

    void arm(long from) {
      deadline = from + period;
      timer.arm(deadline);
    }
  }

  private final Scheduler scheduler;
  private final DeviceModel model;
  private final SplittableRandom random;
  private final Consumer<byte[]> input;
  private final ModelObserver observer;
  private final Map<Key, byte[]> stored = new HashMap<>();
  private final Map<ModelRule, Integer> uses = new IdentityHashMap<>();
  private final List<ModelRule> overrides = new ArrayList<>();
  private final List<Script> scripts = new ArrayList<>();
  private final List<Clockwork> clockworks = new ArrayList<>();
  private final ArrayDeque<byte[]> outbox = new ArrayDeque<>();
  private final Timer sender;
  private ModelState state;
  private boolean started;
  private boolean stopped;

  /**
   * Creates a device that is not switched on: it answers, but sends nothing before {@link #start}.
   *
   * @param seed decides the duration of steps with a range
   * @param input receives each report that the device sends, in softirq context
   */
  public ModelDevice(
      Scheduler scheduler,
      DeviceModel model,
      long seed,
      Consumer<byte[]> input,
      ModelObserver observer) {
    this.scheduler = scheduler;
    this.model = model;
    this.random = new SplittableRandom(seed);
    this.input = input;
    this.observer = observer;
    this.state = model.states().getFirst();
    this.sender = scheduler.newTimer("device", this::send);
    model.reports().forEach(r -> stored.put(new Key(r.type(), r.id()), r.report()));
  }

  /** Switches it on: time starts for it, in its current state. */
  public synchronized void start() {
    if (!started && !stopped) {
      started = true;
      begin(state);
    }
  }

  /**
   * Adds a rule that takes precedence over those of the model, and over those added earlier. Timed
   * rules take effect when a state is next entered.
   */
  public synchronized void override(ModelRule rule) {
    overrides.addFirst(rule);
  }

  /** Switches it off for good: it no longer sends anything. */
  public synchronized void stop() {
    stopped = true;
    sender.cancel();
    outbox.clear();
    scripts.forEach(s -> s.timer.cancel());
    scripts.clear();
    clockworks.forEach(c -> c.timer.cancel());
    clockworks.clear();
  }

  /** Name of its current state; empty when the model has no states. */
  public synchronized String state() {
    return state.name();
  }

  /**
   * Handles a report of the recording.
   *
   * @return whether the device sends it
   */
  public synchronized boolean recorded(byte[] report) {
    boolean sends = !state.mute();
    if (!sends) {
      observer.withheld(report);
    } else {
      touch();
    }
    ModelRule rule =
        find(t -> t instanceof ModelTrigger.Recorded(BytePattern p) && p.matches(report));
    if (rule != null) {
      follow(rule, report, false);
    }
    return sends;
  }

  // ---- the host's side

  @Override
  public synchronized Answer getReport(int reportnum, ReportType type, int length) {
    touch();
    ModelRule rule =
        find(
            t ->
                t instanceof ModelTrigger.Get(ReportType wanted, int id)
                    && names(wanted, id, type, reportnum));
    if (rule == null) {
      byte[] report = stored.get(new Key(type, reportnum));
      return report == null ? Answer.error(HidErrno.EIO) : Answer.data(report.clone());
    }
    return answer(follow(rule, NOTHING, false), type, reportnum);
  }

  @Override
  public synchronized Answer setReport(int reportnum, ReportType type, byte[] report) {
    touch();
    ModelRule rule =
        find(
            t ->
                t instanceof ModelTrigger.Set(ReportType wanted, int id, BytePattern p)
                    && names(wanted, id, type, reportnum)
                    && p.matches(report));
    if (rule == null) {
      stored.computeIfPresent(new Key(type, reportnum), (k, old) -> report.clone());
      return Answer.ok();
    }
    return answer(follow(rule, report, false), type, reportnum);
  }

  @Override
  public synchronized void output(byte[] report) {
    touch();
    ModelRule rule =
        find(t -> t instanceof ModelTrigger.Output(BytePattern p) && p.matches(report));
    if (rule != null) {
      follow(rule, report, false);
    }
  }

  @Override
  public synchronized void lifecycle(TransportCall call) {
    ModelRule rule =
        switch (call) {
          case OPEN -> find(t -> t instanceof ModelTrigger.Open);
          case CLOSE -> find(t -> t instanceof ModelTrigger.Close);
          default -> null;
        };
    if (rule != null) {
      follow(rule, NOTHING, false);
    }
  }

  private static boolean names(
      @Nullable ReportType wantedType, int wantedId, ReportType type, int id) {
    return (wantedType == null || wantedType == type)
        && (wantedId == ModelTrigger.ANY_ID || wantedId == id);
  }

  private Answer answer(Script script, ReportType type, int id) {
    long delay = 0;
    for (int i = 0; i < script.waits.length; i++) {
      delay += script.waits[i];
      if (!(script.rule.actions().get(i) instanceof ModelAction.Answering answering)) {
        continue;
      }
      return switch (answering) {
        case ModelAction.Reply(ByteTemplate t) -> new Answer.Data(t.fill(script.request), delay);
        case ModelAction.Stored() -> stored(script, new Key(type, id), delay);
        case ModelAction.Ok() -> new Answer.Data(NOTHING, delay);
        case ModelAction.Failure(int error) -> new Answer.Failure(error, delay);
        case ModelAction.Silent() -> new Answer.Silence();
      };
    }
    return new Answer.Data(NOTHING, delay);
  }

  private Answer stored(Script script, Key key, long delay) {
    if (script.rule.trigger() instanceof ModelTrigger.Set) {
      stored.put(key, script.request.clone());
      return new Answer.Data(NOTHING, delay);
    }
    byte[] report = stored.get(key);
    return report == null
        ? new Answer.Failure(HidErrno.EIO, delay)
        : new Answer.Data(report.clone(), delay);
  }

  // ---- rules

  private @Nullable ModelRule find(Predicate<ModelTrigger> wanted) {
    ModelRule rule = find(overrides, wanted);
    if (rule == null) {
      rule = find(state.rules(), wanted);
    }
    return rule != null ? rule : find(model.always(), wanted);
  }

  private @Nullable ModelRule find(List<ModelRule> rules, Predicate<ModelTrigger> wanted) {
    for (ModelRule rule : rules) {
      if (wanted.test(rule.trigger()) && isLeft(rule)) {
        return rule;
      }
    }
    return null;
  }

  private boolean isLeft(ModelRule rule) {
    return rule.times() == 0 || uses.getOrDefault(rule, 0) < rule.times();
  }

  private Script follow(ModelRule rule, byte[] request, boolean ofState) {
    if (rule.times() > 0) {
      uses.merge(rule, 1, Integer::sum);
    }
    Script script = new Script(rule, request, ofState);
    advance(script);
    return script;
  }

  private void advance(Script script) {
    List<ModelAction> actions = script.rule.actions();
    while (script.at < actions.size() && !stopped) {
      int at = script.at++;
      switch (actions.get(at)) {
        case ModelAction.Wait _ -> {
          if (script.waits[at] > 0) {
            suspend(script, script.waits[at]);
            return;
          }
        }
        case ModelAction.Input(ByteTemplate report) -> post(script, report.fill(script.request));
        case ModelAction.Goto(String name) -> enter(name, script);
        case ModelAction.Answering _ -> {}
      }
    }
  }

  private void suspend(Script script, long nanos) {
    if (scripts.size() >= MAX_PENDING) {
      observer.overloaded(script.rule);
      return;
    }
    scripts.add(script);
    script.timer.arm(scheduler.now() + nanos);
  }

  private synchronized void resume(Script script) {
    if (scripts.remove(script)) {
      advance(script);
    }
  }

  private void enter(String name, Script leaving) {
    ModelState next = model.state(name);
    if (next == null) {
      return;
    }
    scripts.removeIf(s -> s != leaving && s.ofState && cancelled(s));
    clockworks.forEach(c -> c.timer.cancel());
    clockworks.clear();
    next.rules().forEach(uses::remove);
    state = next;
    if (started) {
      begin(next);
    }
  }

  private static boolean cancelled(Script script) {
    script.timer.cancel();
    return true;
  }

  /** Starts the timed rules of a state. */
  private void begin(ModelState entered) {
    if (!entered.name().isEmpty()) {
      observer.entered(entered.name());
    }
    long now = scheduler.now();
    armTimers(entered.rules(), now);
    armTimers(model.always(), now);
    ModelRule rule = find(t -> t instanceof ModelTrigger.Enter);
    if (rule != null) {
      follow(rule, NOTHING, true);
    }
  }

  private void armTimers(List<ModelRule> rules, long now) {
    for (ModelRule rule : rules) {
      Clockwork clockwork =
          switch (rule.trigger()) {
            case ModelTrigger.After(long nanos) -> new Clockwork(rule, nanos, false);
            case ModelTrigger.Every(long nanos) -> new Clockwork(rule, nanos, true);
            case ModelTrigger.Idle(long nanos) -> new Clockwork(rule, nanos, false);
            default -> null;
          };
      if (clockwork != null && isLeft(rule)) {
        clockworks.add(clockwork);
        clockwork.arm(now);
      }
    }
  }

  private synchronized void due(Clockwork clockwork) {
    if (!clockworks.contains(clockwork) || !isLeft(clockwork.rule)) {
      return;
    }
    if (clockwork.repeats) {
      clockwork.arm(clockwork.deadline);
    }
    follow(clockwork.rule, NOTHING, true);
  }

  /** Records traffic between device and host: the device is not idle. */
  private void touch() {
    for (Clockwork clockwork : clockworks) {
      if (clockwork.rule.trigger() instanceof ModelTrigger.Idle) {
        clockwork.arm(scheduler.now());
      }
    }
  }

  // ---- input

  private void post(Script script, byte[] report) {
    if (!started) {
      return;
    }
    if (outbox.size() >= MAX_PENDING) {
      observer.overloaded(script.rule);
      return;
    }
    outbox.addLast(report);
    if (!sender.isArmed()) {
      sender.arm(scheduler.now());
    }
  }

  private void send() {
    while (true) {
      byte[] report;
      synchronized (this) {
        report = outbox.pollFirst();
        if (report == null) {
          return;
        }
        touch();
      }
      // Unlocked: a program at the event hook may come back with an output report.
      input.accept(report);
    }
  }
}
