package io.github.hidbpf4j.testing.snapshot;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.input.InputDevice;
import io.github.hidbpf4j.hid.input.InputDeviceText;
import io.github.hidbpf4j.hid.input.InputPacket;
import io.github.hidbpf4j.hid.input.PacketCollector;
import io.github.hidbpf4j.hid.report.ReportWords;
import io.github.hidbpf4j.kernel.replay.GatheredReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Records a run as readable lines: the body of a snapshot (docs/testing.md). */
public final class TextTranscript implements Transcript {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private final List<String> lines = new ArrayList<>();

  /**
   * The last events that passing time alone caused, since when, and how often: a held key repeats.
   */
  private String repeated = "";

  private long repeatedSince;
  private int repeats;

  /** Ends the transcript and returns its lines. */
  public List<String> lines() {
    endRepeats();
    return lines;
  }

  private void endRepeats() {
    if (repeats > 0) {
      lines.add(
          "%s evdev %s%s"
              .formatted(
                  time(repeatedSince), repeated, repeats == 1 ? "" : ", " + repeats + " times"));
      repeats = 0;
      repeated = "";
    }
  }

  @Override
  public void line(String text) {
    endRepeats();
    // Lines after the first are indented, so that none looks like a marker of the file.
    String indent = "";
    for (String line : text.lines().toList()) {
      lines.add((indent + line).stripTrailing());
      indent = "  ";
    }
  }

  @Override
  public void report(GatheredReport event) {
    endRepeats();
    String time = time(event.micros());
    if (event.isUnchanged()) {
      lines.add(
          time
              + " = "
              + HEX.formatHex(event.input(), 0, event.inputLength())
              + fields(event.output(0)));
      return;
    }
    lines.add(time + " < " + HEX.formatHex(event.input(), 0, event.inputLength()));
    for (int i = 0; i < event.outputs(); i++) {
      lines.add("  " + output(event.output(i)));
    }
    if (event.isDropped()) {
      lines.add("  x " + event.dropped());
    }
  }

  @Override
  public void injected(long micros, GatheredReport.Output output) {
    endRepeats();
    lines.add(time(micros) + " " + output(output));
  }

  private static String output(GatheredReport.Output output) {
    return output.delivery().mark()
        + " "
        + HEX.formatHex(output.report(), 0, output.length())
        + fields(output);
  }

  private static String fields(GatheredReport.Output output) {
    String values =
        ReportWords.values(
            output.reports(),
            ReportType.INPUT,
            Arrays.copyOf(output.report(), output.length()),
            Integer.MAX_VALUE);
    return values.isEmpty() ? "" : "   " + values;
  }

  @Override
  public void packets(long micros, PacketCollector packets, List<InputDevice> devices) {
    endRepeats();
    lines.add("  evdev " + InputDeviceText.packets(packets.packets(), devices));
  }

  @Override
  public void passed(long micros, List<InputPacket> packets, List<InputDevice> devices) {
    String text = InputDeviceText.packets(packets, devices);
    if (!text.equals(repeated)) {
      endRepeats();
      repeated = text;
      repeatedSince = micros;
    }
    repeats++;
  }

  /** Formats seconds, such as {@code 0.304000}. */
  static String time(long micros) {
    return "%d.%06d".formatted(micros / 1_000_000, micros % 1_000_000);
  }
}
