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
 * Follows a replay and reports what applications get: both for the unmodified device and with the
 * programs. Key repeat and the release of forgotten contacts happen in recording time.
 */
public final class EvdevView implements EventSink, ReportListener {
  /**
   * Time at the end for releasing forgotten contacts, in nanoseconds. Shorter than the delay of key
   * repeat.
   */
  private static final long TAIL = 150_000_000L;

  /** The events of one point in time. */
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

  /** The events of one point in time, in reused memory. */
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

    /** The time. */
    public long micros() {
      return micros;
    }

    /** The events that readers get with the programs. */
    public PacketCollector with() {
      return with;
    }

    /** An equivalent object that can be kept; the same for all callers. */
    public Step step() {
      Step made = step;
      if (made == null) {
        made = new Step(micros, cause, without.packets(), with.packets());
        step = made;
      }
      return made;
    }
  }

  /** The origin of packets. */
  public enum Cause {
    /** An event of the device. */
    EVENT,
    /** A report that a program injected later. */
    INJECTED,
    /** The passage of time: a repeated key, a contact that the device forgot. */
    TIME
  }

  /** Receives the view. {@code without} are the devices and packets without the programs. */
  public interface Sink {
    /** The input devices. */
    void devices(List<InputDevice> without, List<InputDevice> with);

    /** The device was rebound: its input devices have changed. */
    default void rebound(long micros, List<InputDevice> with) {}

    /** Packets at one point in time. */
    void step(Step step);

    /**
     * A report brought packets. A sink that does not override this method gets a {@link Step}
     * created for it.
     *
     * @param step the packets; valid until the next event
     */
    default void reported(StepView step) {
      step(step.step());
    }

    /** A bug of the kernel's input layer that affects the devices with the programs. */
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

  /** Whether the sinks have seen the packets in the readers. */
  private boolean told;

  private final ReportGatherer reports = new ReportGatherer();
  private final Map<String, byte[]> answers = new HashMap<>();
  private final Set<Integer> refused = new HashSet<>();
  private int findingsTold;
  private @Nullable ReplayStart begin;

  /** Creates a view for these sinks, which are called in order. */
  public EvdevView(List<Sink> sinks) {
    this(sinks, true);
  }

  /**
   * Same.
   *
   * @param both whether to include the view without the programs
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

  /** Handles the device's answers to the kernel at bind, on which input devices depend. */
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

  /** Up to 6.17 the device's own descriptor determines the group, later the one in use. */
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

  /** Not visible to applications. */
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

  /** The replay is over: forgotten contacts are released. */
  public void finish() {
    pass(clock.now() + TAIL);
  }

  /** Advances to this time and reports what the passage of time causes. */
  public void passTo(long micros) {
    pass(origin + micros * 1_000);
  }

  /** Advances time; events are reported at the time at which they occur. */
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
