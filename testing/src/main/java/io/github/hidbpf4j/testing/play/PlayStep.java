package io.github.hidbpf4j.testing.play;

import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.model.ModelRule;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Something that a test does to a device.
 *
 * @param device its number
 * @param nanos when: nanoseconds since the test began
 * @param before how many reports, packets of events and requests of each device there are before
 *     it, as far as the replay goes
 * @param action what is done
 */
public record PlayStep(int device, long nanos, List<Counts> before, Action action) {
  /** Copies. */
  public PlayStep {
    before = List.copyOf(before);
  }

  /**
   * How much was seen of a device.
   *
   * @param reports that readers of hidraw got
   * @param packets that readers of its input devices got
   * @param requests that it was asked
   */
  public record Counts(int reports, int packets, int requests) {
    /** Nothing was seen. */
    public static final Counts NONE = new Counts(0, 0, 0);

    /** One more of a kind. */
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

  /** What is done. */
  public sealed interface Action {}

  /** It is plugged in, and the fixes are attached. */
  public record Plug() implements Action {}

  /** It is pulled out. */
  public record Unplug() implements Action {}

  /** The fixes are taken away. */
  public record Detach() implements Action {}

  /**
   * It sends a report.
   *
   * @param report its bytes
   * @param recorded whether a recording has it: then its model may withhold it
   */
  public record Send(byte[] report, boolean recorded) implements Action {}

  /**
   * From now on it answers by this rule first.
   *
   * @param rule in the language of device models
   */
  public record Answers(String rule) implements Action {
    /** The rule, read. */
    public ModelRule read() {
      return DeviceModel.parse("rule", rule.getBytes(StandardCharsets.UTF_8)).always().getFirst();
    }
  }

  /**
   * A user of hidraw asks something.
   *
   * @param request what is asked; its result does not matter
   */
  public record Ask(RecordedRequest request) implements Action {}

  /** Nothing more is done. */
  public record End() implements Action {}
}
