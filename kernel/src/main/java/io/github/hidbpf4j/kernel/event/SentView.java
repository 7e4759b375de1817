package io.github.hidbpf4j.kernel.event;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * A report that a device sends: what {@link DeviceEvent.ReportSent} says, in memory that may be
 * used again. Valid during the call only, its bytes not to be modified.
 */
public interface SentView extends StampView {
  /** {@return its number, from 0} */
  long index();

  /** {@return an array that begins with its bytes, id byte included} */
  byte[] report();

  /** {@return how many bytes it has} */
  int length();

  /** {@return the descriptor that the device gave; null when that does not parse} */
  @Nullable ReportDescriptor reports();

  /** {@return an event that says the same, and can be kept} */
  DeviceEvent.ReportSent event();
}
