package io.github.hidbpf4j.hid.input;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.ShortReports;
import io.github.hidbpf4j.hid.descriptor.Collection;
import io.github.hidbpf4j.hid.descriptor.DeviceGroup;
import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The input devices that Linux creates for a HID device, and the events that applications get from
 * its reports, as shown by {@code evtest}. Not thread-safe; timers of the scheduler count as
 * threads.
 *
 * <pre>{@code
 * InputDevices devices =
 *     InputDevices.of(descriptor, InputOptions.DEFAULT, (device, type, code, value) -> ...);
 * boolean taken = devices.report(bytes);
 * }</pre>
 *
 * <p>Source: {@code drivers/hid/hid-input.c}, {@code hid-core.c}, {@code hid-multitouch.c} and
 * {@code drivers/input/input.c}, {@code input-mt.c} of Linux 6.12.117 and 7.3.4, and measurements
 * on both.
 */
public final class InputDevices {
  /** Maximum total number of usages of a descriptor; the kernel would need a gigabyte for more. */
  private static final int MOST_USAGES = 1 << 20;

  private final ReportDescriptor descriptor;
  private final ShortReports shortReports;
  private final LedOutput leds;
  private final List<InputDevice> devices;
  private final HidInputState state;
  private final UsageEvents events;
  private final @Nullable Multitouch multitouch;
  private final @Nullable TouchFrames frames;
  private final @Nullable MappedReport[] inputs = new @Nullable MappedReport[256];
  private final boolean numbered;

  private InputDevices(ReportDescriptor descriptor, InputOptions options, InputEventSink sink) {
    checkSize(descriptor);
    this.descriptor = descriptor;
    this.shortReports = options.shortReports();
    InputRules rules = options.rules();
    this.numbered = descriptor.isNumbered(ReportType.INPUT);
    this.state = new HidInputState(InputQuirks.of(options.id()), rules, sink);
    this.events = new UsageEvents(state);
    DeviceGroup known = options.group();
    DeviceGroup group =
        known != null
            ? known
            : DeviceGroup.scan(descriptor.bytes(), options.id().vendor(), options.id().product());
    MultitouchClass touchClass = MultitouchClass.of(options.id(), group);
    this.multitouch = touchClass == null ? null : new Multitouch(touchClass, group, rules);
    if (touchClass != null && !touchClass.perApplication()) {
      state.set(InputQuirks.Quirk.MULTI_INPUT, true);
    }
    InputConnector connector = new InputConnector(descriptor, options, state, multitouch);
    this.leds = new LedOutput(connector.outputs(), sink);
    this.devices = List.copyOf(connector.connect(sink, leds));
    for (MappedReport report : connector.inputs()) {
      inputs[report.id()] = report;
    }
    this.frames =
        multitouch == null
            ? null
            : new TouchFrames(multitouch, state, devices, options.scheduler());
  }

  private static void checkSize(ReportDescriptor descriptor) {
    long usages = 0;
    for (ReportLayout report : descriptor.reports()) {
      for (Field field : report.fields()) {
        usages += field.usageCount();
        if (usages > MOST_USAGES) {
          throw new HidException(
              "report descriptor: offset %d: more than %d usages in all; the input layer is not"
                      .formatted(field.offset(), MOST_USAGES)
                  + " modelled for that many");
        }
      }
    }
  }

  /**
   * Tells whether the input layer handles a device with this descriptor: one physical or
   * application collection for a mouse, keyboard, digitizer and the like is enough ({@code
   * hidinput_connect}).
   *
   * @param descriptor the descriptor in use
   * @return whether it is a candidate for input devices
   */
  public static boolean isInput(ReportDescriptor descriptor) {
    return descriptor.collections().stream()
        .anyMatch(
            c ->
                (c.type() == Collection.APPLICATION || c.type() == Collection.PHYSICAL)
                    && Usage.isInputApplication(c.usage()));
  }

  /**
   * Creates the input devices of a descriptor, without a reader.
   *
   * @param descriptor the descriptor in use
   * @param options device, kernel and time
   * @return the input devices, which {@link #report} feeds
   * @throws HidException if it has too many usages
   */
  public static InputDevices of(ReportDescriptor descriptor, InputOptions options) {
    return of(descriptor, options, InputEventSink.NONE);
  }

  /**
   * Creates the input devices of a descriptor.
   *
   * @param descriptor the descriptor in use
   * @param options device, kernel and time
   * @param sink the reader of all input devices
   * @return the input devices, which {@link #report} feeds
   * @throws HidException if it has too many usages
   */
  public static InputDevices of(
      ReportDescriptor descriptor, InputOptions options, InputEventSink sink) {
    return new InputDevices(descriptor, options, sink);
  }

  /**
   * {@return the input devices in the order in which they appear; empty if the kernel creates none}
   */
  public List<InputDevice> devices() {
    return devices;
  }

  /** {@return the name of the driver: {@code hid-generic} or {@code hid-multitouch}} */
  public String driver() {
    return multitouch == null ? "hid-generic" : "hid-multitouch";
  }

  /** {@return the report descriptor that they were created from} */
  public ReportDescriptor descriptor() {
    return descriptor;
  }

  /** {@return the batteries whose state is in reports} */
  public List<InputBattery> batteries() {
    return List.copyOf(state.batteries());
  }

  /** {@return the usages that have no code because another one already has it, for display} */
  public Set<String> duplicates() {
    return Set.copyOf(state.duplicates());
  }

  /**
   * Processes an input report of the device.
   *
   * @param data the report as transferred, id byte first if the descriptor uses ids
   * @return whether the HID core accepts it
   */
  public boolean report(byte[] data) {
    return report(data, 0, data.length);
  }

  /**
   * Processes an input report of the device in part of an array.
   *
   * @param data contains the report as transferred, id byte first if the descriptor uses ids
   * @param offset index of the first byte of the report
   * @param length length of the report in bytes
   * @return whether the HID core accepts it
   */
  public boolean report(byte[] data, int offset, int length) {
    if (length == 0) {
      return false;
    }
    int skip = numbered ? 1 : 0;
    MappedReport report = inputs[numbered ? data[offset] & 0xff : 0];
    if (report == null) {
      return false;
    }
    int payload = length - skip;
    if (payload < report.layout.payloadLength() && shortReports == ShortReports.DROPPED) {
      return false;
    }
    if (report.fields.length == 0 || devices.isEmpty()) {
      return true;
    }
    report.fetch(data, offset + skip, payload);
    TouchFrames touch = frames;
    Multitouch driver = multitouch;
    if (touch == null || driver == null) {
      events.process(report);
      for (int i = 0; i < devices.size(); i++) {
        devices.get(i).sync();
      }
      return true;
    }
    if (driver.touch(report).hasContacts()) {
      report.keepAll();
    } else {
      events.process(report);
    }
    touch.report(report);
    return true;
  }

  /**
   * The output report that sets all LEDs off as soon as an input device with LEDs is opened, which
   * the kernel itself does: {@code drivers/input/input-leds.c} opens every input device that has
   * LEDs.
   *
   * @return the report; null if no input device has LEDs
   */
  public byte @Nullable [] ledsAtConnect() {
    return devices.stream().anyMatch(d -> d.hasType(InputEventCodes.EV_LED)) ? leds.report() : null;
  }

  /**
   * Switches an LED, as a reader does; the sink gets the event and the output report for the
   * device.
   *
   * @param device the input device that has the LED
   * @param code such as {@code LED_CAPSL}
   * @param on true for on
   */
  public void setLed(InputDevice device, int code, boolean on) {
    device.event(InputEventCodes.EV_LED, code, on ? 1 : 0);
    device.sync();
  }
}
