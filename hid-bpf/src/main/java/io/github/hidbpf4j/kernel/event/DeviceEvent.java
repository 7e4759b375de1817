package io.github.hidbpf4j.kernel.event;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.model.ModelDevice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a device does, and what becomes of it on its bus. */
public sealed interface DeviceEvent extends KernelEvent {
  /**
   * The device sends a report; the {@link InputOutcome} whose cause it is says what became of it.
   *
   * @param index its number, from 0
   * @param reports the descriptor that the device gave; null when that does not parse
   */
  record ReportSent(Stamp at, long index, byte[] report, @Nullable ReportDescriptor reports)
      implements DeviceEvent {}

  /** The device had a report in the recording, and its model did not let it send it. */
  record Withheld(Stamp at, byte[] report, @Nullable ReportDescriptor reports)
      implements DeviceEvent {}

  /** The device is in another state of its model. */
  record StateEntered(Stamp at, String state) implements DeviceEvent {}

  /**
   * A rule of the device's model was not followed in full: too much waits already.
   *
   * @param line the rule's line in the model, from 1
   */
  record Overloaded(Stamp at, int line) implements DeviceEvent {
    @Override
    public String toString() {
      return "the rule in line %d of the device model is not followed in full: %d wait already"
          .formatted(line, ModelDevice.MAX_PENDING);
    }
  }

  /**
   * The device's descriptor went through the hooks, as at every probe.
   *
   * @param program the program that it was given to; "" for none
   * @param before what the device gave
   * @param ret what the hook returned
   * @param after what will be parsed
   */
  record DescriptorFixed(Stamp at, String program, byte[] before, int ret, byte[] after)
      implements DeviceEvent {}

  /** A driver took the device, with this descriptor in use. */
  record Bound(Stamp at, String driver, byte[] descriptor) implements DeviceEvent {}

  /** No driver has the device any more. */
  record Unbound(Stamp at) implements DeviceEvent {}

  /** The user detached programs. */
  record Detached(Stamp at, List<String> names) implements DeviceEvent {
    /** Copies. */
    public Detached {
      names = List.copyOf(names);
    }
  }
}
