package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a replay begins.
 *
 * @param profile name of the API profile
 * @param device the recorded device
 * @param sysfsName its name on the bus
 * @param driver the driver that took it; empty when its descriptor does not parse
 * @param attachments what became of each object
 * @param descriptorBefore the descriptor that the device gave
 * @param descriptorAfter the descriptor in use once all is attached; empty when it does not parse
 * @param reportsBefore {@code descriptorBefore}, parsed; null when it does not parse
 * @param reportsAfter {@code descriptorAfter}, parsed; null when it does not parse
 */
public record ReplayStart(
    String profile,
    RecordedDevice device,
    String sysfsName,
    String driver,
    List<Attachment> attachments,
    byte[] descriptorBefore,
    byte[] descriptorAfter,
    @Nullable ReportDescriptor reportsBefore,
    @Nullable ReportDescriptor reportsAfter) {

  /**
   * What became of an object.
   *
   * @param object its name
   * @param forThisDevice whether its metadata names this device; true where it has none
   * @param probed whether it has a probe
   * @param probeResult what the probe left in {@code retval}
   * @param attached names of the maps and programs that are attached
   * @param failures what could not be attached, with the errno
   */
  public record Attachment(
      String object,
      boolean forThisDevice,
      boolean probed,
      int probeResult,
      List<String> attached,
      List<String> failures) {
    /** Whether its probe turned the device down. */
    public boolean refused() {
      return probed && probeResult != 0;
    }
  }
}
