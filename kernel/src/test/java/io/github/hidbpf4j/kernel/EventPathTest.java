package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.Hidraw;
import io.github.hidbpf4j.hid.device.HidrawFile;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The path of an event from the device through a program to a reader. */
class EventPathTest {
  private static final int EVENTS = 50_000;
  private static final int MOST_ROUNDS = 30;

  /** What the run-time itself may allocate on the thread meanwhile, in bytes. */
  private static final long TOLERANCE = 16_384;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @ParameterizedTest(name = "{1} of {0}")
  @CsvSource({"calls, hooks, 6.12", "tracing, first, 6.10"})
  void allocatesNothing(String name, String ops, String profile) {
    ProgramRig rig = new ProgramRig(profile, ProgramRig.NUMBERED);
    LoadedObject object = rig.load(name);
    assertThat(object.attach(ops)).isZero();
    HidDevice device = rig.device();
    byte[] report = {1, 2, 3, 4, 5, 6};
    byte[] buffer = new byte[64];
    int[] read = new int[1];
    Hidraw node = device.hidraw();
    HidrawFile file =
        node == null ? null : node.open(f -> read[0] += f.read(buffer, 0, buffer.length));
    assertThat(file).isNotNull();
    long[] allocated = new long[1];
    int[] rounds = new int[1];
    Runnable events =
        () -> {
          for (int i = 0; i < EVENTS; i++) {
            int _ = device.inputReport(ReportType.INPUT, report, 0, report.length);
          }
        };
    rig.clock.call(
        "events",
        () -> {
          // Until everything is compiled, the run-time allocates more.
          for (int round = 0; round < MOST_ROUNDS; round++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            events.run();
            allocated[0] = THREADS.getCurrentThreadAllocatedBytes() - before;
            rounds[0]++;
            if (allocated[0] < TOLERANCE) {
              return;
            }
          }
        });
    assertThat(read[0]).isEqualTo(rounds[0] * EVENTS * report.length);
    assertThat(allocated[0]).as("bytes for %d events", EVENTS).isLessThan(TOLERANCE);
  }

  /**
   * Seen from inside the reader: no monitor, no lock of java.util.concurrent, but a pool thread's
   * own.
   */
  @Test
  void holdsNoLockOfTheVirtualMachine() {
    ProgramRig rig = new ProgramRig("6.12", ProgramRig.NUMBERED);
    LoadedObject object = rig.load("calls");
    assertThat(object.attach("hooks")).isZero();
    HidDevice device = rig.device();
    int[] locks = {-1};
    int[] inputLock = new int[1];
    Hidraw node = device.hidraw();
    HidrawFile file =
        node == null
            ? null
            : node.open(
                f -> {
                  ThreadInfo here =
                      THREADS
                          .getThreadInfo(
                              new long[] {Thread.currentThread().threadId()}, true, true)[0];
                  locks[0] =
                      here.getLockedMonitors().length
                          + (int)
                              Arrays.stream(here.getLockedSynchronizers())
                                  .filter(l -> !l.getClassName().endsWith("$Worker"))
                                  .count();
                  inputLock[0] = device.inputReport(ReportType.INPUT, new byte[] {1}, 0, 1);
                });
    assertThat(file).isNotNull();
    assertThat(rig.input("010203040506")).isZero();
    assertThat(locks[0]).isZero();
    assertThat(inputLock[0]).as("the input lock is held: -EBUSY").isEqualTo(-16);
  }
}
