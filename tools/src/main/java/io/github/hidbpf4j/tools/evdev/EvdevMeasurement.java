package io.github.hidbpf4j.tools.evdev;

import io.github.hidbpf4j.hid.device.HidCoreRules;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.hid.recording.RecordingReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Compares a recording's events in the input layer with those measured on a kernel. */
public final class EvdevMeasurement {
  private EvdevMeasurement() {}

  /**
   * Lists where the input layer differs from a kernel for a recording.
   *
   * @param measured JSON lines of the kernel's measurement
   * @param rules of that kernel
   * @return one line each; empty if they agree
   */
  public static List<String> differences(Path recording, Path measured, HidCoreRules rules)
      throws IOException {
    return List.copyOf(compare(recording, measured, rules).differences());
  }

  /**
   * The answers of a recording's device, from its comments, as a device model.
   *
   * @return the model; empty if there are no such comments
   */
  public static String model(Path recording) throws IOException {
    return DeviceAnswers.of(recording, false).toModel();
  }

  static DeviceComparison compare(Path recording, Path measured, HidCoreRules rules)
      throws IOException {
    MeasuredDevice device = MeasuredDevice.read(measured);
    List<RecordedEvent> events = new ArrayList<>();
    RecordedDevice recorded;
    try (RecordingReader reader = RecordingReader.open(recording)) {
      for (RecordedEvent event = reader.next(); event != null; event = reader.next()) {
        events.add(event);
      }
      recorded = reader.devices().getFirst();
    }
    boolean zeros = device.header().get("get_report").text().equals("zeros");
    DeviceComparison comparison = new DeviceComparison(rules, DeviceAnswers.of(recording, zeros));
    comparison.compare(recorded, events, device);
    return comparison;
  }
}
