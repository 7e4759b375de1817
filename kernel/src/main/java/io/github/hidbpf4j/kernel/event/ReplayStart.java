package io.github.hidbpf4j.kernel.event;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A replay starts: the device exists, the objects are loaded, probed and attached.
 *
 * @param at when and where it happened, and what of
 * @param profile name of the API profile
 * @param device the recorded device
 * @param sysfsName its name on the bus
 * @param driverBefore the driver that bound to it at first; empty when its descriptor does not
 *     parse
 * @param driver the driver once everything is attached, a different one if a descriptor fixup
 *     changed the kind of device (since Linux 6.18); empty when no driver takes it
 * @param attachments the result of attaching each object
 * @param descriptorBefore the device's own descriptor
 * @param descriptorAfter the descriptor in use once everything is attached; empty when it does not
 *     parse
 * @param reportsBefore {@code descriptorBefore}, parsed; null when it does not parse
 * @param reportsAfter {@code descriptorAfter}, parsed; null when it does not parse
 */
public record ReplayStart(
    Stamp at,
    String profile,
    RecordedDevice device,
    String sysfsName,
    String driverBefore,
    String driver,
    List<Attachment> attachments,
    byte[] descriptorBefore,
    byte[] descriptorAfter,
    @Nullable ReportDescriptor reportsBefore,
    @Nullable ReportDescriptor reportsAfter)
    implements KernelEvent {

  /**
   * The result of loading and attaching an object.
   *
   * @param object its name
   * @param forThisDevice whether its metadata names this device; true if it has none
   * @param loaded whether it was loaded at all
   * @param probed whether it has a probe
   * @param probeResult the probe's final value of {@code retval}
   * @param attached names of the maps and programs that are attached
   * @param failures what could not be attached, with the errno
   * @param leftOut optional maps and programs that were not requested
   * @param properties the udev properties that its probe has set for the device
   * @param warnings oddities of these, or of the report descriptor passed to it
   * @param passedOver other versions of it in its directory, and why each was not taken
   */
  public record Attachment(
      String object,
      boolean forThisDevice,
      boolean loaded,
      boolean probed,
      int probeResult,
      List<String> attached,
      List<String> failures,
      List<String> leftOut,
      Map<String, String> properties,
      List<String> warnings,
      List<String> passedOver) {
    /** Copies. */
    public Attachment {
      attached = List.copyOf(attached);
      failures = List.copyOf(failures);
      leftOut = List.copyOf(leftOut);
      properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
      warnings = List.copyOf(warnings);
      passedOver = List.copyOf(passedOver);
    }

    /** The overall result. */
    public enum Status {
      /**
       * Everything is attached; or there is nothing to attach, but its probe has set properties.
       */
      ATTACHED,
      /** Its metadata names other devices. */
      NOT_FOR_THIS_DEVICE,
      /** The device is to be left alone: property HID_BPF_IGNORE_DEVICE. */
      DEVICE_IGNORED,
      /** Its probe rejected the device. */
      TURNED_DOWN,
      /** The kernel refused part of it. */
      FAILED,
      /** There is nothing to attach in it. */
      NOTHING_TO_ATTACH
    }

    /**
     * {@return the overall result; anything but ATTACHED means that the object had no effect on the
     * device}
     */
    public Status status() {
      if (!failures.isEmpty()) {
        return Status.FAILED;
      }
      if (!attached.isEmpty() || !properties.isEmpty()) {
        return Status.ATTACHED;
      }
      if (!loaded) {
        return forThisDevice ? Status.DEVICE_IGNORED : Status.NOT_FOR_THIS_DEVICE;
      }
      return refused() ? Status.TURNED_DOWN : Status.NOTHING_TO_ATTACH;
    }

    /** {@return why the object is not attached, as text for people; empty when it is attached} */
    public String reason() {
      return switch (status()) {
        case ATTACHED -> "";
        case NOT_FOR_THIS_DEVICE -> "not for this device, by its metadata";
        case DEVICE_IGNORED -> "the device has property HID_BPF_IGNORE_DEVICE";
        case TURNED_DOWN -> "its probe rejected the device (retval " + probeResult + ")";
        case FAILED -> String.join(", ", failures);
        case NOTHING_TO_ATTACH ->
            leftOut.isEmpty()
                ? "it has no program that can be attached"
                : "everything in it is optional: " + String.join(", ", leftOut);
      };
    }

    /** {@return whether the object's probe rejected the device} */
    public boolean refused() {
      return probed && probeResult != 0;
    }
  }
}
