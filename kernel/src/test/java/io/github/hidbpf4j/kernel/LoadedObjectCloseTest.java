package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.device.DeviceResponder;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.device.UhidDevice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Removing an object from a kernel: nothing of it runs any more, nothing remains. */
@Timeout(60)
class LoadedObjectCloseTest {
  private static final long MILLISECOND = 1_000_000;

  private final ProgramRig rig = new ProgramRig("6.12", ProgramRig.NUMBERED);
  private final HidDevice device = Objects.requireNonNull(rig.uhid.device());

  private LoadedObject load(String path) {
    return load(path, device);
  }

  private LoadedObject load(String path, HidDevice device) {
    try {
      return rig.kernel.load(
          io.github.hidbpf4j.bpf.object.BpfObject.open(
              path, Files.readAllBytes(ProgramRig.ROOT.resolve(path))),
          LoadOptions.forDevice(device.id()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int send() {
    int[] ret = new int[1];
    rig.kernel.process("device", () -> ret[0] = rig.uhid.input(new byte[] {1, 2, 3, 4, 5, 6}));
    return ret[0];
  }

  @Test
  void pendingTimersGoWithTheObject() {
    LoadedObject object = load("testdata/async/timer_per_event.bpf.o");
    assertThat(object.attach("timer_per_event")).isZero();
    send();
    assertThat(rig.kernel.runtime().async().size()).isEqualTo(2);
    assertThat(object.readVariable("events")).startsWith(1, 0);
    object.close();
    assertThat(rig.kernel.runtime().async().size()).isZero();
    assertThat(object.attached()).isEmpty();
    assertThat(object.readVariable("events")).isNull();
    assertThat(object.writeVariable("events", new byte[8])).isFalse();
    for (var map : object.maps().values()) {
      assertThat(map.references()).as(map.spec().name()).isZero();
      assertThat(rig.kernel.runtime().maps().registry().map(map.address())).isNull();
    }
    rig.clock.advance(100 * MILLISECOND);
    send();
    object.close();
  }

  /** A device sees its own descriptor again. */
  @Test
  void descriptorFixupsAreUndone() {
    LoadedObject object = load("testdata/hid-bpf/devices.bpf.o");
    byte[] before = device.descriptor();
    for (String name : object.ops().keySet()) {
      int _ = object.attach(name);
    }
    rig.clock.settle();
    object.close();
    rig.clock.settle();
    assertThat(device.descriptor()).isEqualTo(before);
    assertThat(device.hidraw()).isNotNull();
  }

  @Test
  void aThousandLoadsTakeNoMoreThanOne() {
    long reserved = 0;
    for (int i = 0; i < 1000; i++) {
      LoadedObject object = load("testdata/async/timer_per_event.bpf.o");
      assertThat(object.attach("timer_per_event")).isZero();
      send();
      object.close();
      rig.clock.settle();
      if (i == 10) {
        reserved = rig.kernel.memory().reserved();
      }
    }
    assertThat(rig.kernel.memory().reserved()).isEqualTo(reserved);
  }

  /** Each with a fixup, events, a context that a program holds for a while, and a timer. */
  @Test
  void aThousandDevicesTakeNoMoreThanOne() {
    long reserved = 0;
    for (int i = 0; i < 1000; i++) {
      UhidDevice uhid =
          new UhidDevice(
              rig.kernel.bus(),
              HidDeviceInfo.of("device " + i, HidDeviceInfo.BUS_USB, 1, 2),
              HexFormat.of().parseHex(ProgramRig.NUMBERED),
              DeviceResponder.NONE);
      assertThat(uhid.create()).isZero();
      rig.clock.settle();
      HidDevice plugged = Objects.requireNonNull(uhid.device());
      LoadedObject object = load("testdata/async/timer_per_event.bpf.o", plugged);
      assertThat(object.attach("timer_per_event")).isZero();
      rig.kernel.process("device", () -> uhid.input(new byte[] {1, 2, 3, 4, 5, 6}));
      if (i % 2 == 0) {
        uhid.destroy();
        rig.clock.settle();
        object.close();
      } else {
        object.close();
        uhid.destroy();
      }
      rig.clock.settle();
      if (i == 10) {
        reserved = rig.kernel.memory().reserved();
      }
    }
    assertThat(rig.kernel.memory().reserved()).isEqualTo(reserved);
    assertThat(send()).as("the first device works on").isZero();
  }

  /** Links, as pins have them, are what keeps programs once their loader is gone. */
  @Test
  void withTheLastLinkProgramsGoThatNobodyElseHas() {
    LoadedObject kept = load("testdata/async/timer_per_event.bpf.o");
    assertThat(kept.attach("timer_per_event")).isZero();
    kept.detach("timer_per_event");
    assertThat(kept.attach("timer_per_event")).as("the loader has it still").isZero();
    kept.releaseMaps();
    send();
    assertThat(kept.readVariable("events")).as("attached").startsWith(1, 0);
    kept.detach("timer_per_event");
    assertThat(kept.attach("timer_per_event")).isEqualTo(-2);
    assertThat(kept.runSyscall("timer_per_event", new byte[0]).error()).isEqualTo(-2);
    kept.close();
  }

  @Test
  void whatTheTracingEraAttachedByItselfIsDetached() {
    ProgramRig old = new ProgramRig("6.10", ProgramRig.NUMBERED);
    String path = "examples/a4tech-horizontal-wheel/a4tech-horizontal-wheel.tracing.bpf.o";
    LoadedObject object;
    try {
      object =
          old.kernel.load(
              io.github.hidbpf4j.bpf.object.BpfObject.open(
                  path, Files.readAllBytes(ProgramRig.ROOT.resolve(path))),
              LoadOptions.forDevice(Objects.requireNonNull(old.uhid.device()).id()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    object.ops().keySet().forEach(name -> assertThat(object.attach(name)).isZero());
    assertThat(object.attached()).isNotEmpty();
    int fd = object.programs().values().iterator().next().fd();
    object.close();
    assertThat(object.attached()).isEmpty();
    assertThat(old.kernel.close(fd)).as("closed already").isNegative();
  }
}
