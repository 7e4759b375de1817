package io.github.hidbpf4j.testing.snapshot;

import io.github.hidbpf4j.hid.input.InputDevice;
import io.github.hidbpf4j.hid.input.InputPacket;
import io.github.hidbpf4j.hid.input.PacketCollector;
import io.github.hidbpf4j.kernel.replay.GatheredReport;
import java.util.List;

/**
 * Records a run, part by part, in the order of events. Times are microseconds since the first event
 * of the recording.
 */
public interface Transcript {
  /** Adds a line that is neither a report nor an event of an input device. */
  void line(String text);

  /** The device sent a report, which had these immediate effects; valid during the call only. */
  void report(GatheredReport event);

  /**
   * The host got a report that was not caused by a report of the device at that time; valid during
   * the call only.
   */
  void injected(long micros, GatheredReport.Output output);

  /**
   * Readers of the input devices got packets because of a report.
   *
   * @param packets valid during the call only
   */
  void packets(long micros, PacketCollector packets, List<InputDevice> devices);

  /** Readers of the input devices got packets because time passed, without a report. */
  void passed(long micros, List<InputPacket> packets, List<InputDevice> devices);
}
