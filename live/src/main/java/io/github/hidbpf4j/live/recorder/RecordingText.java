package io.github.hidbpf4j.live.recorder;

import io.github.hidbpf4j.hid.descriptor.DescriptorPrinter;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.hid.recording.RecordingLine;
import io.github.hidbpf4j.hid.recording.RecordingWriter;
import io.github.hidbpf4j.hid.report.ReportWords;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.recorder.Recorder.Item;
import io.github.hidbpf4j.live.recorder.Recorder.Tap;
import java.io.IOException;
import java.io.Writer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the lines of a recording, with comments for people as in hid-recorder: the decoded
 * descriptor, and which fields of a report have a value. For one thread at a time.
 */
final class RecordingText {
  /** How many names of fields a comment has at most. */
  private static final int MOST_NAMES = 12;

  private final RecordingWriter writer;
  private final List<RecordingSource> sources;
  private final Map<String, Optional<ReportDescriptor>> descriptors = new HashMap<>();
  private long first = -1;

  RecordingText(Writer out, List<RecordingSource> sources) {
    this.writer = new RecordingWriter(out);
    this.sources = sources;
  }

  /** Writes the lines that describe the devices. */
  void begin() throws IOException {
    for (int i = 0; i < sources.size(); i++) {
      RecordingSource source = sources.get(i);
      LiveDevice device = source.device();
      if (i > 0) {
        writer.write(new RecordingLine.Device(i));
      }
      remark(
          "%s, %s, %s, driver %s"
              .formatted(
                  device.info().name(), device.sysfsName(), device.hidraw(), device.driver()));
      for (String line : DescriptorPrinter.print(device.descriptor())) {
        remark(line);
      }
      writer.write(device.recorded(i));
      LiveDevice clone = source.bridged();
      if (clone != null) {
        remark(
            "B: lines are what the device sends, E: lines what its clone %s, %s, gets after the programs"
                .formatted(clone.sysfsName(), clone.hidraw()));
      }
      if (!source.kernelPrograms().isEmpty()) {
        // hid-recorder's words.
        remark("BPF programs active: " + String.join(", ", source.kernelPrograms()));
      }
    }
  }

  void remark(String text) throws IOException {
    writer.write(new RecordingLine.Comment(" " + text));
  }

  void report(Item.Report report) throws IOException {
    Tap tap = report.tap();
    if (first < 0) {
      first = report.nanos();
    }
    String words =
        ReportWords.values(
            descriptor(tap.device()).orElse(null), ReportType.INPUT, report.data(), MOST_NAMES);
    if (!words.isEmpty()) {
      remark(words);
    }
    writer.write(
        new RecordedEvent(tap.index(), tap.kind(), (report.nanos() - first) / 1000, report.data()));
  }

  /** Writes that a node has vanished. */
  void gone(Tap tap) throws IOException {
    remark("%s, %s, is gone".formatted(tap.device().sysfsName(), tap.device().hidraw()));
  }

  private Optional<ReportDescriptor> descriptor(LiveDevice device) {
    return descriptors.computeIfAbsent(
        device.sysfsName(),
        _ -> Optional.ofNullable(ReportDescriptor.parseOrNull(device.descriptor())));
  }
}
