package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.ClassRequest;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.input.InputDevices;
import io.github.hidbpf4j.hid.input.InputId;
import io.github.hidbpf4j.hid.input.InputOptions;
import io.github.hidbpf4j.time.Work;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Switches the LEDs of a device off when it is connected, in kernels that do so ({@link
 * HidCoreRules#ledsAtConnect}). The first reader of an input device causes every LED to be set; for
 * devices with LEDs, that reader is the kernel itself ({@code drivers/input/input-leds.c}). A work
 * item then sends the report of the first LED ({@code input_start_device} of {@code
 * drivers/input/input.c}, {@code hidinput_led_worker} of {@code drivers/hid/hid-input.c} in Linux
 * 7.3).
 */
final class ConnectLeds {
  private final HidDevice device;

  /** Guarded by the input lock. */
  private @Nullable Work work;

  ConnectLeds(HidDevice device) {
    this.device = device;
  }

  /** Called when a driver has created the input devices. */
  void connected() {
    byte[] report = device.bus().rules().ledsAtConnect() ? report() : null;
    if (report != null) {
      Work led =
          device.bus().scheduler().newWork("led_work of hid " + device.id(), () -> send(report));
      work = led;
      boolean _ = led.queue();
    }
  }

  private byte @Nullable [] report() {
    ReportDescriptor reports = device.reports();
    if (reports == null || reports.reports(ReportType.OUTPUT).isEmpty()) {
      return null;
    }
    HidDeviceInfo info = device.info();
    InputOptions options =
        InputOptions.DEFAULT
            .withDevice(
                info.name(), new InputId(info.bus(), info.vendor(), info.product(), info.version()))
            .withRules(device.bus().rules().input(), device.bus().rules().shortReports())
            .withGroup(device.group());
    try {
      return InputDevices.of(reports, options).ledsAtConnect();
    } catch (HidException e) {
      // More usages than the input layer is modelled for.
      device.log(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private void send(byte[] report) {
    MemorySegment data = MemorySegment.ofArray(report);
    int length = report.length;
    if (device.hwOutputReport(data, 0, length, 0, false) == -HidErrno.ENOSYS) {
      int id = device.isNumbered(ReportType.OUTPUT) ? report[0] & 0xff : 0;
      int _ =
          device.hwRawRequest(
              id, data, 0, length, ReportType.OUTPUT, ClassRequest.SET_REPORT, 0, false);
    }
  }

  /** Called when the input devices are removed. */
  void disconnected() {
    Work led = work;
    work = null;
    if (led != null) {
      boolean _ = led.cancel();
    }
  }
}
