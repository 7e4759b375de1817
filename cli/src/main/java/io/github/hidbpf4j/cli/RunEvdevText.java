package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.hid.input.InputDevice;
import io.github.hidbpf4j.hid.input.InputDeviceText;
import io.github.hidbpf4j.hid.input.InputFinding;
import io.github.hidbpf4j.hid.input.InputPacket;
import io.github.hidbpf4j.kernel.replay.EvdevView;
import java.io.PrintWriter;
import java.util.List;

/**
 * Prints the events that applications get below the lines of {@link RunText}: {@code run --evdev}.
 */
final class RunEvdevText implements EvdevView.Sink {
  private static final String MARGIN = "            ";

  private final PrintWriter out;
  private final EventLine line = new EventLine();
  private List<InputDevice> withoutDevices = List.of();
  private List<InputDevice> withDevices = List.of();

  /** A key that is held down; below, how often it has repeated and since when. */
  private String repeating = "";

  private int repeats;
  private long firstRepeat;

  RunEvdevText(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void devices(List<InputDevice> without, List<InputDevice> with) {
    withoutDevices = without;
    withDevices = with;
    out.println();
    out.printf(
        "input       %s%n",
        with.isEmpty()
            ? "no input devices: applications see nothing of this device"
            : "what applications see, event by event in lines with 'evdev': - without, + with the programs");
    with.forEach(device -> InputDeviceText.lines(device).forEach(l -> out.println(MARGIN + l)));
    List<String> changes = InputDeviceText.changes(without, with);
    if (!changes.isEmpty()) {
      out.println("            changed by the programs:");
      changes.forEach(line -> out.println(MARGIN + "  " + line));
    }
  }

  @Override
  public void rebound(long micros, List<InputDevice> with) {
    flush();
    List<String> changes = InputDeviceText.changes(withDevices, with);
    withDevices = with;
    changes.forEach(line -> out.println(MARGIN + "  " + line));
  }

  @Override
  public void step(EvdevView.Step step) {
    if (step.cause() == EvdevView.Cause.TIME && isRepeat(step)) {
      String what = text(step.isSame() || step.without().isEmpty() ? step.with() : step.without());
      if (!what.equals(repeating)) {
        flush();
        repeating = what;
        firstRepeat = step.micros();
      }
      repeats++;
      return;
    }
    flush();
    if (step.cause() == EvdevView.Cause.TIME) {
      line.at(step.micros()).print(out);
    }
    if (step.isSame()) {
      line("  ", step.with(), withDevices);
      return;
    }
    line("- ", step.without(), withoutDevices);
    line("+ ", step.with(), withDevices);
  }

  private static boolean isRepeat(EvdevView.Step step) {
    return areRepeats(step.without()) && areRepeats(step.with());
  }

  private static boolean areRepeats(List<InputPacket> packets) {
    for (InputPacket packet : packets) {
      if (!packet.isRepeat()) {
        return false;
      }
    }
    return true;
  }

  /** Prints what is still pending. */
  void flush() {
    if (repeats > 0) {
      out.printf(
          "%4d.%06d   evdev   %s%s%n",
          firstRepeat / 1_000_000,
          firstRepeat % 1_000_000,
          repeating,
          repeats == 1 ? "" : ", " + repeats + " times");
      repeats = 0;
      repeating = "";
    }
  }

  private void line(String mark, List<InputPacket> packets, List<InputDevice> devices) {
    line.below()
        .add("  evdev ")
        .add(mark.isBlank() ? mark : Ink.evdev(mark))
        .add(packets.isEmpty() ? "nothing" : InputDeviceText.packets(packets, devices))
        .print(out);
  }

  private String text(List<InputPacket> packets) {
    return InputDeviceText.packets(packets, withDevices);
  }

  @Override
  public void finding(InputFinding finding) {
    out.printf("%s%s %s%n", MARGIN, Ink.mark("!"), finding.message());
  }
}
