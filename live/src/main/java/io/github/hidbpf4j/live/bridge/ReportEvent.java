package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.hid.device.ReportView;
import io.github.hidbpf4j.linux.node.UhidNode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The event by which a clone sends its reports: UHID_INPUT2, in memory of its own. */
final class ReportEvent {
  private final MemorySegment event = Arena.ofAuto().allocate(UhidNode.EVENT_SIZE);

  /** Size of the report that was sent last: as long as it stays the same, only data changes. */
  private int last = -1;

  /**
   * Sends a report; one at a time.
   *
   * @param size how long it is to be: zeros follow a shorter one
   * @return 0 or a negative error number
   */
  int send(UhidNode uhid, ReportView report, int size) {
    int count = Math.min(size, UhidNode.DATA_MAX);
    int own = Math.min(report.size(), count);
    report.copyTo(event, UhidNode.INPUT2_DATA, own);
    if (own < count) {
      MemorySegment _ = event.asSlice(UhidNode.INPUT2_DATA + own, count - own).fill((byte) 0);
    }
    if (count == last) {
      return uhid.inputAgain(event, count);
    }
    last = count;
    return uhid.input(event, count);
  }
}
