package io.github.hidbpf4j.testing.play;

import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.model.ModelRule;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A step of a test: something that it does to a device.
 *
 * @param device index of the device
 * @param nanos when: nanoseconds since the test began
 * @param before for each device, how many reports, packets of events and requests come before this
 *     step in the replay
 * @param action what is done
 */
public record PlayStep(int device, long nanos, List<Counts> before, Action action) {
  /** Copies. */
  public PlayStep {
    before = List.copyOf(before);
  }

  /**
   * How much was observed of a device.
   *
   * @param reports reports that readers of hidraw got
   * @param packets packets that readers of its input devices got
   * @param requests requests to the device
   */
  public record Counts(int reports, int packets, int requests) {
    /** Nothing was observed. */
    public static final Counts NONE = new Counts(0, 0, 0);

    /** The counts with one more of a kind. */
    public Counts with(SeenKind kind) {
      return switch (kind) {
        case REPORT -> new Counts(reports + 1, packets, requests);
        case EVENTS -> new Counts(reports, packets + 1, requests);
        case REQUEST -> new Counts(reports, packets, requests + 1);
        case ANSWER, STATE -> this;
      };
    }

    /** Whether there is at least as much of each. */
    public boolean covers(Counts other) {
      return reports >= other.reports && packets >= other.packets && requests >= other.requests;
    }
  }

  /** An action on a device. */
  public sealed interface Action {}

  /** The device is plugged in, and the fixes are attached. */
  public record Plug() implements Action {}

  /** The device is unplugged. */
  public record Unplug() implements Action {}

  /** The fixes are detached. */
  public record Detach() implements Action {}

  /**
   * The device sends a report.
   *
   * @param report its bytes
   * @param recorded whether it is a recording's, which the model may withhold
   */
  public record Send(byte[] report, boolean recorded) implements Action {}

  /**
   * From now on the device answers by this rule first.
   *
   * @param rule in the language of device models
   */
  public record Answers(String rule) implements Action {
    /** Parses the rule. */
    public ModelRule read() {
      return DeviceModel.parse("rule", rule.getBytes(StandardCharsets.UTF_8)).always().getFirst();
    }
  }

  /**
   * A user of hidraw sends a request.
   *
   * @param request the request; its result does not matter
   */
  public record Ask(RecordedRequest request) implements Action {}

  /** The end of the test. */
  public record End() implements Action {}
}
