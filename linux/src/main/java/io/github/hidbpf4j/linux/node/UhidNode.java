package io.github.hidbpf4j.linux.node;

import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import java.lang.foreign.MemorySegment;

/**
 * {@code /dev/uhid}, opened once for each device that it creates. {@link #read} returns one {@code
 * struct uhid_event}, {@link #write} accepts one; both are little-endian and packed (Linux 6.12
 * {@code include/uapi/linux/uhid.h}).
 */
public interface UhidNode extends DeviceNode {
  /** Size of {@code struct uhid_event}. */
  int EVENT_SIZE = 4380;

  /** Offset of the report in an {@code INPUT2}. */
  int INPUT2_DATA = 6;

  /** Maximum size of a report. */
  int DATA_MAX = 4096;

  /**
   * Creates a device: UHID_CREATE2. It appears a little later, and its driver may request reports
   * at once.
   *
   * @return 0 or a negative error number
   */
  int create(HidDeviceInfo info, byte[] descriptor);

  /**
   * Sends the report at {@link #INPUT2_DATA} of the buffer: UHID_INPUT2. Fills in the bytes before
   * it.
   *
   * @param event native memory that begins with the event
   * @param size size of the report
   * @return 0 or a negative error number
   */
  int input(MemorySegment event, int size);

  /**
   * Sends another report through memory from which {@link #input} has sent one of the same size:
   * the bytes before the report are still there.
   *
   * @return 0 or a negative error number
   */
  default int inputAgain(MemorySegment event, int size) {
    return input(event, size);
  }

  /** Destroys the device: UHID_DESTROY. The node may then create another one. */
  int destroy();
}
