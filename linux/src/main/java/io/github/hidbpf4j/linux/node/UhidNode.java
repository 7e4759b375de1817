package io.github.hidbpf4j.linux.node;

import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import java.lang.foreign.MemorySegment;

/**
 * {@code /dev/uhid}, opened once for each device that it makes. {@link #read} gives one {@code
 * struct uhid_event}, {@link #write} takes one; both are little-endian and packed (Linux 6.12
 * {@code include/uapi/linux/uhid.h}).
 */
public interface UhidNode extends DeviceNode {
  /** Bytes of {@code struct uhid_event}. */
  int EVENT_SIZE = 4380;

  /** Where the report of an {@code INPUT2} begins. */
  int INPUT2_DATA = 6;

  /** Bytes of a report at most. */
  int DATA_MAX = 4096;

  /**
   * UHID_CREATE2. The device appears a little later, and its driver may ask for reports at once.
   *
   * @return 0 or a negative error number
   */
  int create(HidDeviceInfo info, byte[] descriptor);

  /**
   * UHID_INPUT2, of a report that is at {@link #INPUT2_DATA} of the buffer; fills what is before.
   *
   * @param event native memory that begins with the event
   * @param size bytes of the report
   * @return 0 or a negative error number
   */
  int input(MemorySegment event, int size);

  /** UHID_DESTROY. The node may then create another one. */
  int destroy();
}
