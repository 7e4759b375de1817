package io.github.hidbpf4j.linux.sysfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SystemHidDevicesTest {
  private static final String MOUSE = "0003:046D:C077.0004";

  @TempDir private Path folder;
  private SystemTree tree;
  private SystemHidDevices devices;

  @BeforeEach
  void begin() {
    tree = new SystemTree(folder);
    devices = new SystemHidDevices(tree.files());
  }

  @Test
  void showsAllOfADevice() throws IOException {
    tree.mouse(SystemTree.USB, MOUSE, 3);
    SystemHidDevice mouse = devices.device(MOUSE).orElseThrow();
    assertThat(mouse.id()).isEqualTo(MOUSE);
    assertThat(mouse.ids()).isEqualTo("0003:046D:C077");
    assertThat(mouse.bus()).isEqualTo(3);
    assertThat(mouse.vendor()).isEqualTo(0x46d);
    assertThat(mouse.product()).isEqualTo(0xc077);
    assertThat(mouse.group()).isEqualTo(1);
    assertThat(mouse.name()).isEqualTo("Logitech USB Mouse");
    assertThat(mouse.phys()).isEqualTo("usb-0000:00:14.0-1/input0");
    assertThat(mouse.uniq()).isEqualTo("123");
    assertThat(mouse.driver()).isEqualTo("hid-generic");
    assertThat(mouse.descriptor()).containsExactly(5, 1, 9, 2);
    assertThat(mouse.hidraw()).isEqualTo(tree.path("/dev/hidraw3"));
    assertThat(mouse.eventNodes()).containsExactly(tree.path("/dev/input/event3"));
    assertThat(mouse.inputs()).hasSize(1);
    assertThat(mouse.inputs().getFirst().inhibited()).isFalse();
    assertThat(mouse.batteries()).containsExactly(new SystemBattery("hid-123-battery", 77));
    assertThat(mouse.folder()).isEqualTo(tree.path(SystemTree.USB + MOUSE).toRealPath());
    assertThat(mouse.info())
        .isEqualTo(
            new HidDeviceInfo(
                "Logitech USB Mouse",
                "usb-0000:00:14.0-1/input0",
                "123",
                3,
                0x46d,
                0xc077,
                0x111,
                0x21));
  }

  @Test
  void showsDevicesInTheOrderTheyCameIn() throws IOException {
    for (String id :
        new String[] {"0018:04F3:31D1.0002", "0003:046D:C077.000F", "0005:12345678:0001.10000"}) {
      tree.device(SystemTree.USB, id, "HID_NAME=x\n");
    }
    tree.device(SystemTree.USB, "nonsense", "HID_NAME=x\n");
    assertThat(devices.all())
        .extracting(SystemHidDevice::id)
        .containsExactly("0018:04F3:31D1.0002", "0003:046D:C077.000F", "0005:12345678:0001.10000");
    assertThat(devices.all().getLast().vendor()).isEqualTo(0x12345678);
  }

  @Test
  void aDeviceNeedsNothingButItsProperties() throws IOException {
    tree.device(SystemTree.USB, MOUSE, "");
    SystemHidDevice bare = devices.device(MOUSE).orElseThrow();
    assertThat(bare.driver()).isNull();
    assertThat(bare.hidraw()).isNull();
    assertThat(bare.descriptor()).isEmpty();
    assertThat(bare.eventNodes()).isEmpty();
    assertThat(bare.batteries()).isEmpty();
    assertThat(bare.name()).isEmpty();
  }

  @Test
  void thereMayBeNone() {
    assertThat(devices.all()).isEmpty();
    assertThat(devices.device(MOUSE)).isEmpty();
    assertThat(devices.device("../../etc")).isEmpty();
    assertThat(devices.device("0003:046D:C077." + "F".repeat(40))).isEmpty();
  }

  @Test
  void aCloneIsMadeByAProcessAndHasThePrefix() throws IOException {
    String ours = "HID_NAME=m\nHID_PHYS=hidbpf4j/1/input0\nHID_UNIQ=\n";
    tree.device(SystemTree.UHID, "0003:0001:0001.0001", ours);
    tree.device(SystemTree.UHID, "0003:0001:0001.0002", "HID_NAME=m\nHID_PHYS=aa:bb\nHID_UNIQ=\n");
    tree.device(SystemTree.USB, "0003:0001:0001.0003", ours);
    assertThat(devices.all())
        .extracting(d -> d.isClone("hidbpf4j/"))
        .containsExactly(true, false, false);
    assertThat(devices.all())
        .extracting(SystemHidDevice::isMadeByProcess)
        .containsExactly(true, true, false);
  }

  /** A serial number or name with line breaks does not make a device a clone, or another one. */
  @Test
  void aDeviceCannotForgeWhatTheKernelSays() throws IOException {
    tree.device(
        SystemTree.UHID,
        "0005:0001:0001.0001",
        "HID_NAME=evil\nHID_PHYS=hidbpf4j/1/input0\nHID_PHYS=aa:bb\nHID_UNIQ=\n");
    tree.device(
        SystemTree.UHID,
        "0005:0001:0001.0002",
        "HID_NAME=a\u001b[2Jb\rc\nHID_PHYS=aa:bb\nHID_UNIQ=1\nHID_PHYS=hidbpf4j/1\nHID_NAME=z\n");
    assertThat(devices.all()).noneMatch(d -> d.isClone("hidbpf4j/"));
    assertThat(devices.all()).extracting(SystemHidDevice::name).containsExactly("evil", "a?[2Jb?c");
  }

  @Test
  void textAndSizesAreWhatTheDeviceLikes() throws IOException {
    Random random = new Random(2);
    for (int i = 0; i < 60; i++) {
      byte[] junk = new byte[random.nextInt(9000)];
      random.nextBytes(junk);
      String id = String.format("0003:0001:0002.%04X", i);
      String at = SystemTree.USB + id;
      tree.device(SystemTree.USB, id, "");
      tree.file(at + "/uevent", junk).file(at + "/modalias", junk);
      tree.file(at + "/report_descriptor", junk).file(at + "/input/input1/name", junk);
      tree.file(at + "/power_supply/x/capacity", junk).file(at + "/country", junk);
      tree.file(at + "/input/input1/id/version", junk);
      SystemHidDevice device = devices.device(id).orElseThrow();
      assertThat(device.descriptor()).hasSize(Math.min(junk.length, 4096));
      assertThat(Stream.of(device.name(), device.inputs().getFirst().name()))
          .noneMatch(text -> text.chars().anyMatch(Character::isISOControl));
      assertThat(device.batteries().getFirst().capacity()).isBetween(-1, 999);
      assertThat(device.version()).isBetween(0, 0xffff);
      assertThat(device.country()).isBetween(0, 0xffff);
    }
  }

  /** Queries while a device appears and goes: it is complete, incomplete or missing. */
  @Test
  @Timeout(60)
  void devicesMayVanishDuringALook() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    Thread plugging =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < 40; i++) {
                    plugAndUnplug(i);
                  }
                  over.set(true);
                });
    while (!over.get()) {
      for (SystemHidDevice device : devices.all()) {
        assertThat(device.eventNodes()).hasSizeLessThan(2);
      }
    }
    plugging.join();
    assertThat(devices.all()).isEmpty();
  }

  private void plugAndUnplug(int i) {
    try {
      String id = String.format("0003:046D:C077.%04X", i);
      tree.mouse(SystemTree.USB, id, i);
      try (Stream<Path> all = Files.walk(tree.path(SystemTree.USB + id))) {
        for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(path);
        }
      }
      Files.delete(tree.path("/sys/bus/hid/devices/" + id));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
