package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.hid.input.InputDevice;
import io.github.hidbpf4j.hid.input.InputDeviceText;
import io.github.hidbpf4j.hid.input.InputFinding;
import io.github.hidbpf4j.hid.input.InputPacket;
import io.github.hidbpf4j.kernel.replay.EvdevView;
import io.github.hidbpf4j.kernel.trace.TimelineWriter;
import io.github.hidbpf4j.kernel.trace.TraceJsonWriter;
import java.util.List;

/** Puts the events that applications get into a lane of their own, in a timeline or a trace. */
final class RunEvdevLane implements EvdevView.Sink {
  private static final String NAME = "evdev";

  /** The lane. */
  private interface Lane {
    /**
     * Adds events that applications got.
     *
     * @param mark {@code -} without the programs, {@code +} with them; a space if both are the same
     */
    void add(long nanos, char mark, String what);
  }

  private final Lane lane;
  private List<InputDevice> withoutDevices = List.of();
  private List<InputDevice> withDevices = List.of();
  private long lastMicros;

  private RunEvdevLane(Lane lane) {
    this.lane = lane;
  }

  static RunEvdevLane of(TimelineWriter timeline) {
    return new RunEvdevLane(
        (nanos, mark, what) -> timeline.note(nanos, NAME, mark == ' ' ? what : mark + " " + what));
  }

  static RunEvdevLane of(TraceJsonWriter trace) {
    return new RunEvdevLane(
        (nanos, mark, what) -> {
          String programs =
              switch (mark) {
                case '-' -> "without";
                case '+' -> "with";
                default -> "no difference";
              };
          trace.note(nanos, NAME, what, "programs", programs);
        });
  }

  @Override
  public void devices(List<InputDevice> without, List<InputDevice> with) {
    withoutDevices = without;
    withDevices = with;
  }

  @Override
  public void rebound(long micros, List<InputDevice> with) {
    withDevices = with;
  }

  @Override
  public void step(EvdevView.Step step) {
    lastMicros = step.micros();
    if (step.isSame()) {
      add(' ', step.with(), withDevices);
    } else {
      add('-', step.without(), withoutDevices);
      add('+', step.with(), withDevices);
    }
  }

  private void add(char mark, List<InputPacket> packets, List<InputDevice> devices) {
    lane.add(lastMicros * 1_000, mark, InputDeviceText.packets(packets, devices));
  }

  @Override
  public void finding(InputFinding finding) {
    lane.add(lastMicros * 1_000, ' ', finding.message());
  }
}
