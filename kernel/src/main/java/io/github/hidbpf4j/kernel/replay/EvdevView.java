package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.hid.descriptor.DeviceGroup;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidCoreRules;
import io.github.hidbpf4j.hid.input.InputDevice;
import io.github.hidbpf4j.hid.input.InputDevices;
import io.github.hidbpf4j.hid.input.InputFinding;
import io.github.hidbpf4j.hid.input.InputId;
import io.github.hidbpf4j.hid.input.InputOptions;
import io.github.hidbpf4j.hid.input.InputPacket;
import io.github.hidbpf4j.hid.input.PacketCollector;
import io.github.hidbpf4j.hid.input.ReportRequests;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.event.DeviceEvent;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.OutcomeView;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.event.RequestEvent;
import io.github.hidbpf4j.kernel.event.SentView;
import io.github.hidbpf4j.kernel.rules.HidRules;
import io.github.hidbpf4j.time.Clock;
import io.github.hidbpf4j.time.VirtualClock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows a replay and tells what applications get of it: twice, of the device as it is, and of
 * what the programs make of it. Key repeat and the release of forgotten contacts come at the time
 * of the recording.
 */
public final class EvdevView implements EventSink, ReportListener {
  /** How long contacts may be forgotten at the end: nanoseconds. Less than keys take to repeat. */
  private static final long TAIL = 150_000_000L;

  /** What happened at one time. */
  public record Step(long micros, Cause cause, List<InputPacket> without, List<InputPacket> with) {
    /** Copies. */
    public Step {
      without = List.copyOf(without);
      with = List.copyOf(with);
    }

    /** Whether the programs made no difference. */
    public boolean isSame() {
      return without.equals(with);
    }
  }

  /** What happened at one time, in memory that is used again. */
  public static final class StepView {
    private final PacketCollector without;
    private final PacketCollector with;
    private long micros;
    private Cause cause = Cause.EVENT;
    private @Nullable Step step;

    StepView(PacketCollector without, PacketCollector with) {
      this.without = without;
      this.with = with;
    }

    void begin(long time, Cause why) {
      micros = time;
      cause = why;
      step = null;
    }

    /** When it was. */
    public long micros() {
      return micros;
    }

    /** What readers get with the programs. */
    public PacketCollector with() {
      return with;
    }

    /** An object that says the same, and can be kept; the same for all who ask. */
    public Step step() {
      Step made = step;
      if (made == null) {
        made = new Step(micros, cause, without.packets(), with.packets());
        step = made;
      }
      return made;
    }
  }

  /** Where packets come from. */
  public enum Cause {
    /** An event of the device. */
    EVENT,
    /** A report that a program injected later. */
    INJECTED,
    /** Only time: a key that repeats, a contact that the device forgot. */
    TIME
  }

  /** Who is told. Without are the devices and packets as they would be without programs. */
  public interface Sink {
    /** The input devices. */
    void devices(List<InputDevice> without, List<InputDevice> with);

    /** The device was bound anew: there are other input devices. */
    default void rebound(long micros, List<InputDevice> with) {}

    /** Something happened. */
    void step(Step step);

    /**
     * A report brought packets. A sink that leaves this method as it is gets a {@link Step}, which
     * is made for it.
     *
     * @param step what happened; valid until the view is told of something else
     */
    default void reported(StepView step) {
      step(step.step());
    }

    /** What the kernel's input layer does by mistake, of the devices that the programs make. */
    default void finding(InputFinding finding) {}
  }

  /** One of the two views: a device with its readers. */
  private static final class Side {
    final PacketCollector reader;
    @Nullable InputDevices devices;

    Side(Clock clock) {
      reader = new PacketCollector(clock);
    }

    List<InputDevice> list() {
      InputDevices d = devices;
      return d == null ? List.of() : d.devices();
    }

    void report(byte[] report, int length) {
      InputDevices d = devices;
      if (d != null) {
        boolean _ = d.report(report, 0, length);
      }
    }
  }

  private final List<Sink> sinks;
  private final boolean both;
  private final VirtualClock clock = new VirtualClock(0, -1);

  /** Time of the recording's first event. */
  private final long origin = clock.now();

  private final Side without = new Side(clock);
  private final Side with = new Side(clock);
  private final StepView present = new StepView(without.reader, with.reader);

  /** Whether the sinks have seen the packets that the readers hold. */
  private boolean told;

  private final ReportGatherer reports = new ReportGatherer();
  private final Map<String, byte[]> answers = new HashMap<>();
  private final Set<Integer> refused = new HashSet<>();
  private int findingsTold;
  private @Nullable ReplayStart begin;

  /** A view for these readers, each told in its turn. */
  public EvdevView(List<Sink> sinks) {
    this(sinks, true);
  }

  /**
   * The same.
   *
   * @param both whether they want to see it without the programs, too
   */
  public EvdevView(List<Sink> sinks, boolean both) {
    this.sinks = List.copyOf(sinks);
    this.both = both;
  }

  @Override
  public boolean wantsHookRuns() {
    return false;
  }

  @Override
  public void sent(SentView report) {
    reports.sent(report);
  }

  @Override
  public void outcome(OutcomeView report) {
    reports.outcome(report, this);
  }

  @Override
  public void event(KernelEvent event) {
    switch (event) {
      case SentView sent -> sent(sent);
      case OutcomeView outcome -> outcome(outcome);
      case ReplayStart start -> started(start);
      case DeviceEvent.Bound bound -> rebound(bound.at().micros(), bound.descriptor());
      case RequestEvent.Answered answered -> {
        RecordedRequest request = answered.recorded(0);
        if (request != null) {
          request(request);
        }
      }
      default -> {}
    }
  }

  /** The device answers the kernel when it is bound; input devices depend on it. */
  private void request(RecordedRequest r) {
    if (r.origin() != RecordedRequest.Origin.KERNEL) {
      return;
    }
    switch (r.kind()) {
      case GET_REPORT -> {
        if (r.result() >= 0) {
          answers.put(r.type() + " " + r.id(), r.data());
        }
      }
      case SET_REPORT -> {
        if (r.result() < 0) {
          refused.add(r.id());
        }
      }
      default -> {}
    }
  }

  private void started(ReplayStart start) {
    begin = start;
    without.devices =
        both ? connect(start, start.reportsBefore(), start.device().group(), without) : null;
    with.devices = connect(start, start.reportsAfter(), group(start), with);
    sinks.forEach(sink -> sink.devices(without.list(), with.list()));
    reportFindings();
  }

  /** Up to 6.17 the device's own descriptor decides on the group, later the one in use. */
  private static @Nullable DeviceGroup group(ReplayStart start) {
    return rules(start).fixup() == HidCoreRules.FixupTime.ONCE_BEFORE_GROUPING
        ? null
        : start.device().group();
  }

  private static HidCoreRules rules(ReplayStart start) {
    return HidRules.ofProfile(start.profile()).core();
  }

  private @Nullable InputDevices connect(
      ReplayStart start,
      @Nullable ReportDescriptor descriptor,
      @Nullable DeviceGroup group,
      Side side) {
    if (descriptor == null) {
      return null;
    }
    RecordedDevice device = start.device();
    InputOptions options =
        InputOptions.DEFAULT
            .withDevice(
                device.name(), new InputId(device.bus(), device.vendor(), device.product(), 0))
            .withPaths(device.phys(), "")
            .withRules(rules(start).input(), rules(start).shortReports())
            .withScheduler(clock)
            .withRequests(
                new ReportRequests() {
                  @Override
                  public byte @Nullable [] get(ReportType type, int id) {
                    return answers.get(type + " " + id);
                  }

                  @Override
                  public boolean set(int id) {
                    return !refused.contains(id);
                  }
                });
    return InputDevices.of(
        descriptor, group == null ? options : options.withGroup(group), side.reader);
  }

  @Override
  public void report(GatheredReport report) {
    passTo(report.micros());
    without.report(report.input(), report.inputLength());
    for (int i = 0; i < report.outputs(); i++) {
      GatheredReport.Output o = report.output(i);
      with.report(o.report(), o.length());
    }
    emit(report.micros(), Cause.EVENT);
  }

  @Override
  public void injected(long micros, GatheredReport.Output output) {
    passTo(micros);
    with.report(output.report(), output.length());
    emit(micros, Cause.INJECTED);
  }

  /** Applications get nothing of it. */
  @Override
  public void injectionDropped(OutcomeView dropped) {}

  private void rebound(long micros, byte[] descriptor) {
    ReplayStart start = begin;
    if (start == null) {
      return;
    }
    passTo(micros);
    with.devices = connect(start, ReportDescriptor.parseOrNull(descriptor), group(start), with);
    sinks.forEach(sink -> sink.rebound(micros, with.list()));
  }

  /** The replay is over: contacts that the device forgot are released. */
  public void finish() {
    pass(clock.now() + TAIL);
  }

  /** Nothing happens up to this time: reports what time alone brings. */
  public void passTo(long micros) {
    pass(origin + micros * 1_000);
  }

  /** Lets time pass; what comes of it is told for the time at which it comes. */
  private void pass(long nanos) {
    forget();
    if (nanos <= clock.now()) {
      return;
    }
    clock.advanceTo(nanos);
    if (without.reader.size() == 0 && with.reader.size() == 0) {
      return;
    }
    List<InputPacket> mine = without.reader.packets();
    List<InputPacket> fixed = with.reader.packets();
    told = true;
    int i = 0;
    int k = 0;
    while (i < mine.size() || k < fixed.size()) {
      long at =
          Math.min(
              i < mine.size() ? mine.get(i).nanos() : Long.MAX_VALUE,
              k < fixed.size() ? fixed.get(k).nanos() : Long.MAX_VALUE);
      int firstMine = i;
      int firstFixed = k;
      while (i < mine.size() && mine.get(i).nanos() == at) {
        i++;
      }
      while (k < fixed.size() && fixed.get(k).nanos() == at) {
        k++;
      }
      Step step =
          new Step(
              (at - origin) / 1_000,
              Cause.TIME,
              mine.subList(firstMine, i),
              fixed.subList(firstFixed, k));
      sinks.forEach(sink -> sink.step(step));
    }
    forget();
  }

  /** Clears the packets that the sinks have seen. */
  private void forget() {
    if (told) {
      without.reader.clear();
      with.reader.clear();
      told = false;
    }
  }

  private void emit(long micros, Cause cause) {
    if (without.reader.size() > 0 || with.reader.size() > 0) {
      told = true;
      present.begin(micros, cause);
      for (Sink sink : sinks) {
        sink.reported(present);
      }
    }
    reportFindings();
  }

  private void reportFindings() {
    if (findingsTold == with.reader.findingCount()) {
      return;
    }
    List<InputFinding> all = with.reader.findings();
    for (; findingsTold < all.size(); findingsTold++) {
      InputFinding finding = all.get(findingsTold);
      sinks.forEach(sink -> sink.finding(finding));
    }
  }
}
