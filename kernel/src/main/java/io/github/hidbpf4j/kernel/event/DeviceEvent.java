package io.github.hidbpf4j.kernel.event;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.model.ModelDevice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events of a device and of its life on the bus. */
public sealed interface DeviceEvent extends KernelEvent {
  /**
   * The device sends a report; its fate is in the {@link InputOutcome} that it causes.
   *
   * @param at when and where it happened, and what of
   * @param index its number, from 0
   * @param report its bytes, id byte included
   * @param reports the descriptor that the device gave; null when that does not parse
   */
  record ReportSent(Stamp at, long index, byte[] report, @Nullable ReportDescriptor reports)
      implements DeviceEvent, SentView {
    @Override
    public long nanos() {
      return at.nanos();
    }

    @Override
    public Cause.Kind causeKind() {
      return at.cause().kind();
    }

    @Override
    public long causeNumber() {
      return at.cause().number();
    }

    @Override
    public int chain() {
      return at.chain();
    }

    @Override
    public int length() {
      return report.length;
    }

    @Override
    public ReportSent event() {
      return this;
    }
  }

  /**
   * The device model suppressed a report of the recording.
   *
   * @param at when and where it happened, and what of
   * @param report the bytes that the recording has, id byte included
   * @param reports the descriptor that the device gave; null when that does not parse
   */
  record Withheld(Stamp at, byte[] report, @Nullable ReportDescriptor reports)
      implements DeviceEvent {}

  /**
   * The device model entered another state.
   *
   * @param at when and where it happened, and what of
   * @param state name of the new state
   */
  record StateEntered(Stamp at, String state) implements DeviceEvent {}

  /**
   * A rule of the device's model was not followed in full: too much is already pending.
   *
   * @param at when and where it happened, and what of
   * @param line the rule's line in the model, from 1
   */
  record Overloaded(Stamp at, int line) implements DeviceEvent {
    @Override
    public String toString() {
      return "the rule in line %d of the device model is not fully followed: %d are waiting already"
          .formatted(line, ModelDevice.MAX_PENDING);
    }
  }

  /**
   * The device's descriptor passed the hooks, as at every probe.
   *
   * @param at when and where it happened, and what of
   * @param program the program that was called; "" for none
   * @param before the device's own descriptor
   * @param ret result of the hook
   * @param after the descriptor that will be parsed
   */
  record DescriptorFixed(Stamp at, String program, byte[] before, int ret, byte[] after)
      implements DeviceEvent {}

  /**
   * A driver bound to the device, with this descriptor in use.
   *
   * @param at when and where it happened, and what of
   * @param driver name, such as {@code hid-generic}
   * @param descriptor bytes of the report descriptor that the driver parsed
   */
  record Bound(Stamp at, String driver, byte[] descriptor) implements DeviceEvent {}

  /**
   * The driver was unbound.
   *
   * @param at when and where it happened, and what of
   */
  record Unbound(Stamp at) implements DeviceEvent {}

  /**
   * The user detached programs.
   *
   * @param at when and where it happened, and what of
   * @param names of the detached programs
   */
  record Detached(Stamp at, List<String> names) implements DeviceEvent {
    /** Copies. */
    public Detached {
      names = List.copyOf(names);
    }
  }
}
