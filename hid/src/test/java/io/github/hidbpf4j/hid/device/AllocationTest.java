package io.github.hidbpf4j.hid.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** The event path allocates nothing per event. */
class AllocationTest {
  private static final int EVENTS = 100_000;

  /** What the run-time itself may allocate on the thread meanwhile, in bytes. */
  private static final long TOLERANCE = 16_384;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Rig rig = new Rig(Rig.NUMBERED);

  @Test
  void fromAnArrayWithoutHooks() {
    rig.bus.setObserver(null);
    rig.plug();
    HidrawFile file = rig.open();
    HidDevice device = rig.device();
    byte[] report = {1, 2, 3, 4, 5, 6};
    byte[] buffer = new byte[64];
    assertNothingAllocated(
        () -> {
          device.inputReport(ReportType.INPUT, report, 0, report.length);
          file.read(buffer, 0, buffer.length);
        });
  }

  @Test
  void throughAHookThatInjects() {
    rig.bus.setObserver(null);
    byte[] memory = new byte[64];
    MemorySegment own = MemorySegment.ofArray(memory);
    MemorySegment injected = MemorySegment.ofArray(new byte[] {1, 9, 9, 9, 9, 9});
    rig.bus.setHooks(
        new HidHooks() {
          @Override
          public int deviceEvent(
              HidDevice device, ReportType type, ReportView event, long source, boolean fromBpf) {
            int size = event.size();
            event.copyTo(memory, 0, size);
            event.pointTo(own, 0, memory.length, size);
            event.set(1, event.get(2));
            return fromBpf ? 0 : device.injectLocked(type, injected, 0, 6, 6, 7);
          }
        });
    rig.plug();
    HidrawFile file = rig.open();
    HidDevice device = rig.device();
    MemorySegment report = MemorySegment.ofArray(new byte[] {1, 2, 3, 4, 5, 6});
    byte[] buffer = new byte[64];
    assertNothingAllocated(
        () -> {
          device.inputReport(ReportType.INPUT, report, 0, 6, 6);
          file.read(buffer, 0, buffer.length);
          file.read(buffer, 0, buffer.length);
        });
  }

  private static void assertNothingAllocated(Runnable event) {
    for (int i = 0; i < EVENTS; i++) {
      event.run();
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < EVENTS; i++) {
      event.run();
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).as("bytes for %d events", EVENTS).isLessThan(TOLERANCE);
  }
}
