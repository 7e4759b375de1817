package io.github.hidbpf4j.testing.bench;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.input.InputDevice;
import io.github.hidbpf4j.hid.input.InputDeviceText;
import io.github.hidbpf4j.hid.input.InputPacket;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.event.Delivery;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that a bench observed of a device. Times are nanoseconds since the bench was ready. */
public sealed interface Observation {
  /** {@return when it happened} */
  long nanos();

  /**
   * The host, a reader of hidraw, received a report.
   *
   * @param nanos when
   * @param report its bytes, with the id first if it has one
   * @param delivery how it compares with what the device sent
   * @param reports the descriptor in use; null if there is none
   */
  record HostReport(
      long nanos, byte[] report, Delivery delivery, @Nullable ReportDescriptor reports)
      implements Observation {
    @Override
    public String toString() {
      return hex(report);
    }
  }

  /**
   * A report did not reach the host.
   *
   * @param nanos when
   * @param report its bytes as they came in
   * @param program the program that dropped it; "" if none did
   * @param reason why
   */
  record Dropped(long nanos, byte[] report, String program, String reason) implements Observation {
    @Override
    public String toString() {
      return hex(report) + " dropped: " + reason;
    }
  }

  /**
   * Readers of the input devices received something.
   *
   * @param nanos when
   * @param packets what they received
   * @param devices the input devices
   */
  record Evdev(long nanos, List<InputPacket> packets, List<InputDevice> devices)
      implements Observation {
    /** Copies. */
    public Evdev {
      packets = List.copyOf(packets);
      devices = List.copyOf(devices);
    }

    @Override
    public String toString() {
      return InputDeviceText.packets(packets, devices);
    }
  }

  /**
   * A request of a program or driver to the device is complete.
   *
   * @param nanos when it completed
   * @param request the request and its result
   */
  record Request(long nanos, RecordedRequest request) implements Observation {
    @Override
    public String toString() {
      return "%s %s 0x%02x%s"
          .formatted(
              request.kind(),
              request.type().text(),
              request.id(),
              request.data().length == 0 ? "" : " " + hex(request.data()));
    }
  }

  /**
   * A program printed a line.
   *
   * @param nanos when
   * @param program its name
   * @param line the line
   */
  record Printed(long nanos, String program, String line) implements Observation {
    @Override
    public String toString() {
      return program + ": " + line;
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes);
  }
}
