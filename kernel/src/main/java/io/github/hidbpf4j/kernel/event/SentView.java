package io.github.hidbpf4j.kernel.event;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * A report that a device sends: the contents of a {@link DeviceEvent.ReportSent}, in memory that
 * may be reused. Valid only during the call; its bytes must not be modified.
 */
public interface SentView extends StampView {
  /** {@return its number, from 0} */
  long index();

  /** {@return an array that starts with its bytes, id byte included} */
  byte[] report();

  /** {@return its length in bytes} */
  int length();

  /** {@return the device's own descriptor; null when that does not parse} */
  @Nullable ReportDescriptor reports();

  /** {@return an equivalent event that can be kept} */
  DeviceEvent.ReportSent event();
}
