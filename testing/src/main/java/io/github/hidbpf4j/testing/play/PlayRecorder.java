package io.github.hidbpf4j.testing.play;

import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.input.InputDevice;
import io.github.hidbpf4j.hid.input.InputPacket;
import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.model.ModelRule;
import io.github.hidbpf4j.hid.model.ModelState;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.event.RequestEvent;
import io.github.hidbpf4j.kernel.replay.EvdevView;
import io.github.hidbpf4j.testing.bench.BenchActions;
import io.github.hidbpf4j.testing.bench.BenchDevice;
import io.github.hidbpf4j.testing.bench.DeviceSetup;
import io.github.hidbpf4j.testing.play.PlayStep.Counts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records what is done to the devices of a bench, and what is observed of them: give it to the
 * bench as its actions, and give each device its one of the {@link #sinks}.
 */
public final class PlayRecorder implements BenchActions {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private final String profile;
  private final long seed;
  private final List<DeviceSetup> setups;
  private final Map<String, byte[]> objects;
  private final List<Follower> followers = new ArrayList<>();
  private final List<PlayStep> steps = new ArrayList<>();
  private final List<Seen> seen = new ArrayList<>();
  private final List<Counts> counts = new ArrayList<>();

  /**
   * Creates a recorder of one run.
   *
   * @param profile name of the bench's kernel profile
   * @param seed the bench's seed
   * @param setups the bench's devices, in its order
   * @param objects bytes of the devices' objects, by the objects' names
   */
  public PlayRecorder(
      String profile, long seed, List<DeviceSetup> setups, Map<String, byte[]> objects) {
    this.seed = seed;
    this.profile = profile;
    this.setups = List.copyOf(setups);
    this.objects = new LinkedHashMap<>(objects);
    for (int i = 0; i < setups.size(); i++) {
      followers.add(new Follower(i));
      counts.add(Counts.NONE);
    }
  }

  /** A sink for each device. */
  public List<EventSink> sinks() {
    return List.copyOf(followers);
  }

  /**
   * Whether the devices were plugged in at all, which requires that the kernel loads their fixes.
   */
  public boolean hasBegun() {
    return followers.stream().allMatch(follower -> follower.wasReady);
  }

  /** What was done; call it at the end. */
  public Play play() {
    return new Play(profile, seed, setups.stream().map(this::played).toList(), steps, objects);
  }

  /** What was observed, in order. */
  public List<Seen> seen() {
    return List.copyOf(seen);
  }

  private PlayedDevice played(DeviceSetup setup) {
    DeviceModel model = setup.model();
    return new PlayedDevice(
        setup.name(),
        setup.device(),
        setup.fixes().stream()
            .map(
                fix ->
                    new PlayedDevice.Fix(
                        fix.name(),
                        fix.directory(),
                        fix.objects().map(object -> object.name()).toList()))
            .toList(),
        model == null ? "" : model.toText(),
        setup.properties(),
        setup.optional().stream().sorted().toList(),
        setup.force());
  }

  // ---- what is done

  private Follower of(BenchDevice device) {
    for (int i = 0; i < setups.size(); i++) {
      if (setups.get(i).name().equals(device.setup().name())) {
        return followers.get(i);
      }
    }
    throw new IllegalArgumentException("a device of another bench");
  }

  private void step(BenchDevice device, PlayStep.Action action) {
    Follower follower = of(device);
    long now = device.now();
    followers.forEach(each -> each.passTo(now));
    steps.add(new PlayStep(follower.number, now, counts, action));
  }

  @Override
  public void plugging(BenchDevice device) {
    of(device).listens = false;
    step(device, new PlayStep.Plug());
  }

  @Override
  public void plugged(BenchDevice device) {
    Follower follower = of(device);
    for (ReplayStart.Attachment attachment : device.start().attachments()) {
      follower.state(
          "fix %s %s"
              .formatted(
                  Path.of(attachment.object()).getFileName(),
                  attachment.status() == ReplayStart.Attachment.Status.ATTACHED
                      ? "is attached"
                      : "is not attached"));
    }
    follower.settled(device);
  }

  @Override
  public void unplugging(BenchDevice device) {
    step(device, new PlayStep.Unplug());
    of(device).listens = false;
  }

  @Override
  public void detaching(BenchDevice device) {
    step(device, new PlayStep.Detach());
    of(device).listens = false;
  }

  @Override
  public void detached(BenchDevice device) {
    of(device).settled(device);
  }

  @Override
  public void sending(BenchDevice device, byte[] report, boolean recorded) {
    step(device, new PlayStep.Send(report.clone(), recorded));
  }

  @Override
  public void answering(BenchDevice device, ModelRule rule) {
    DeviceModel alone =
        new DeviceModel(List.of(), List.of(rule), List.of(new ModelState("", false, List.of())));
    step(device, new PlayStep.Answers(alone.toText().strip()));
  }

  @Override
  public void asking(BenchDevice device, RecordedRequest request) {
    step(device, new PlayStep.Ask(request));
  }

  @Override
  public void asked(BenchDevice device, RecordedRequest done) {
    of(device).add(SeenKind.ANSWER, device.now(), RequestText.answer(done));
  }

  @Override
  public void over(long nanos) {
    followers.forEach(Follower::finish);
    steps.add(new PlayStep(0, nanos, counts, new PlayStep.End()));
  }

  // ---- what is seen

  /** Records the observations of one device. */
  private final class Follower implements EventSink, EvdevView.Sink {
    final int number;
    final EvdevView view = new EvdevView(List.of(this), false);
    boolean listens;
    boolean wasReady;
    private List<InputDevice> inputs = List.of();

    Follower(int number) {
      this.number = number;
    }

    void add(SeenKind kind, long nanos, String text) {
      if (!listens && kind.isAwaited()) {
        return;
      }
      int step = steps.size() - 1;
      while (step > 0 && steps.get(step).nanos() > nanos) {
        step--;
      }
      long begun = step < 0 ? 0 : steps.get(step).nanos();
      seen.add(new Seen(number, kind, step, Math.max(0, nanos - begun), text));
      counts.set(number, counts.get(number).with(kind));
    }

    void state(String line) {
      add(SeenKind.STATE, steps.getLast().nanos(), line);
    }

    /** Records the state of the device. */
    void settled(BenchDevice device) {
      state("driver " + (device.driver().isEmpty() ? "none" : device.driver()));
      state("descriptor " + HEX.formatHex(device.descriptor()));
      for (int i = 0; i < inputs.size(); i++) {
        InputState.of(i, inputs.get(i)).lines().forEach(this::state);
      }
      listens = true;
      wasReady = true;
    }

    void passTo(long nanos) {
      view.passTo(nanos / 1_000);
    }

    void finish() {
      view.finish();
    }

    @Override
    public boolean wantsHookRuns() {
      return false;
    }

    @Override
    public void event(KernelEvent event) {
      view.event(event);
      long nanos = event.at().nanos();
      switch (event) {
        case InputOutcome outcome
            when outcome.type() == ReportType.INPUT && outcome.delivered() != null ->
            add(SeenKind.REPORT, nanos, HEX.formatHex(outcome.output()));
        case RequestEvent.Asked asked when asked.type() != null -> request(nanos, asked);
        default -> {}
      }
    }

    private void request(long nanos, RequestEvent.Asked asked) {
      TransportCall call = asked.call();
      @Nullable ReportType type = asked.type();
      if (type != null
          && (call == TransportCall.GET_REPORT
              || call == TransportCall.SET_REPORT
              || call == TransportCall.OUTPUT)) {
        add(SeenKind.REQUEST, nanos, RequestText.asked(call, type, asked.id(), asked.data()));
      }
    }

    @Override
    public void devices(List<InputDevice> without, List<InputDevice> with) {
      inputs = with;
    }

    @Override
    public void rebound(long micros, List<InputDevice> with) {
      inputs = with;
    }

    @Override
    public void step(EvdevView.Step step) {
      for (InputPacket packet : step.with()) {
        if (!packet.isRepeat()) {
          add(
              SeenKind.EVENTS,
              step.micros() * 1_000,
              InputState.packet(packet.device(), packet.events(), packet.mark()));
        }
      }
    }
  }
}
