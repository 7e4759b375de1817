package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.hidbpf4j.bpf.vm.ExecutionCounts;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.DeviceResponder;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.device.UhidDevice;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.time.VirtualClock;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The cost of many devices and programs, in instructions run and bytes allocated, is linear. */
class GrowthTest {
  private static final int DEVICES = 100;
  private static final int PROGRAMS = 64;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final VirtualClock clock = new VirtualClock(1);
  private final Kernel kernel =
      Kernel.builder(Profiles.forName("6.12").orElseThrow(), KernelTypes.forProfile("6.12").btf())
          .countExecution(true)
          .build(clock);
  private final List<HidDevice> devices = new ArrayList<>();

  private HidDevice plug() {
    UhidDevice uhid =
        new UhidDevice(
            kernel.bus(),
            HidDeviceInfo.of("device", HidDeviceInfo.BUS_USB, 1, 2),
            HexFormat.of().parseHex(ProgramRig.UNNUMBERED),
            DeviceResponder.NONE);
    assertThat(uhid.create()).isZero();
    clock.settle();
    HidDevice device = Objects.requireNonNull(uhid.device());
    devices.add(device);
    return device;
  }

  private void attach(HidDevice device) {
    LoadedObject object =
        kernel.load(ProgramRig.object("empty_event"), LoadOptions.forDevice(device.id()));
    assertThat(object.attach("hooks")).isZero();
  }

  /** Instructions that an event of this device makes programs run. */
  private long instructions(HidDevice device) {
    long before = executed();
    byte[] report = new byte[6];
    clock.call(
        "event",
        () -> assertThat(device.inputReport(ReportType.INPUT, report, 0, report.length)).isZero());
    return executed() - before;
  }

  private long executed() {
    long sum = 0;
    for (ExecutionCounts counts : kernel.executionCounts()) {
      for (int slot = 0; slot < counts.program().instructions().size(); slot++) {
        sum += counts.executed(slot);
      }
    }
    return sum;
  }

  /** Bytes that all threads allocate meanwhile. */
  private static long allocated(Runnable action) {
    long before = THREADS.getTotalThreadAllocatedBytes();
    action.run();
    return THREADS.getTotalThreadAllocatedBytes() - before;
  }

  @Test
  void anEventCostsNothingOfOtherDevices() {
    attach(plug());
    long alone = instructions(devices.getFirst());
    assertThat(alone).isPositive();
    for (int i = 1; i < DEVICES; i++) {
      attach(plug());
    }
    for (HidDevice device : devices) {
      assertThat(instructions(device)).isEqualTo(alone);
    }
  }

  @Test
  void devicesAndTheirProgramsCostTheSameEach() {
    // The first ones bring classes and tables with them.
    for (int i = 0; i < DEVICES / 4; i++) {
      attach(plug());
    }
    long early = allocated(() -> more(DEVICES / 4));
    more(DEVICES / 4);
    long late = allocated(() -> more(DEVICES / 4));
    assertThat(late).isLessThan(early * 3 / 2);
  }

  private void more(int count) {
    for (int i = 0; i < count; i++) {
      attach(plug());
    }
  }

  @Test
  void anEventRunsEachProgramOnce() {
    HidDevice device = plug();
    attach(device);
    long one = instructions(device);
    for (int i = 1; i < PROGRAMS; i++) {
      attach(device);
    }
    assertThat(instructions(device)).isEqualTo(PROGRAMS * one);
  }

  @Test
  void programsCostTheSameEach() {
    HidDevice device = plug();
    int part = PROGRAMS / 4;
    Runnable some =
        () -> {
          for (int i = 0; i < part; i++) {
            attach(device);
          }
        };
    some.run();
    long early = allocated(some);
    some.run();
    long late = allocated(some);
    assertThat(late).isLessThan(early * 3 / 2);
  }
}
