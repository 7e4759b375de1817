package io.github.hidbpf4j.live.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.live.bridge.BridgeException;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Devices of a fake sysfs. */
class LiveDevicesTest {
  @TempDir Path root = Path.of("");

  private LiveDevices devices() {
    return new LiveDevices(new HostFiles(root));
  }

  private void file(String path, String text) throws IOException {
    Path file = root.resolve(path.substring(1));
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void device(String id, String name, String phys, int number) throws IOException {
    String folder = "/sys/bus/hid/devices/" + id;
    file(folder + "/uevent", "HID_NAME=" + name + "\nHID_PHYS=" + phys + "\nHID_UNIQ=4711\n");
    file(folder + "/modalias", "hid:b0003g0001v000009DAp00000006\n");
    file(folder + "/country", "21\n");
    file(folder + "/report_descriptor", "\u0005\u0001");
    file(folder + "/hidraw/hidraw" + number + "/dev", "");
    file(folder + "/input/input9/id/version", "0111\n");
    file(folder + "/input/input9/name", name + "\n");
    file(folder + "/input/input9/event" + number + "/dev", "");
    Files.createSymbolicLink(
        root.resolve(folder.substring(1) + "/driver"), Path.of("../../drivers/hid-generic"));
  }

  @BeforeEach
  void make() throws IOException {
    device("0003:09DA:0006.0001", "A4Tech Mouse", "usb-1/input0", 3);
    device("0005:1234:ABCD.0002", "Some Keyboard", "aa:bb", 4);
    device("0003:09DA:0006.0003", "A4Tech Mouse", "hidbpf4j/0003:09DA:0006.0001/input0", 5);
  }

  @Test
  void deviceIsAsSysfsShowsIt() {
    LiveDevice mouse = devices().device("0003:09DA:0006.0001").orElseThrow();
    assertThat(mouse.info())
        .isEqualTo(
            new HidDeviceInfo("A4Tech Mouse", "usb-1/input0", "4711", 3, 0x9da, 6, 0x111, 0x21));
    assertThat(mouse.driver()).isEqualTo("hid-generic");
    assertThat(mouse.hidraw()).isEqualTo(root.resolve("dev/hidraw3"));
    assertThat(mouse.inputs()).isEqualTo(List.of(root.resolve("dev/input/event3")));
    assertThat(mouse.descriptor()).containsExactly(5, 1);
    assertThat(mouse.battery()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0003:09da:0006.0001, 0003:09DA:0006.0001",
    "09da:0006, 0003:09DA:0006.0001",
    "0005:1234:abcd, 0005:1234:ABCD.0002",
    "a4tech, 0003:09DA:0006.0001",
    "KEYBOARD, 0005:1234:ABCD.0002",
  })
  void originalIsFoundByWhatUsersCallIt(String called, String name) {
    assertThat(devices().findOriginal(called).sysfsName()).isEqualTo(name);
  }

  @Test
  void nodeFindsItsDevice() {
    String node = root.resolve("dev/hidraw4").toString();
    assertThat(devices().find(node).sysfsName()).isEqualTo("0005:1234:ABCD.0002");
    String event = root.resolve("dev/input/event3").toString();
    assertThat(devices().find(event).sysfsName()).isEqualTo("0003:09DA:0006.0001");
  }

  @Test
  void whatIsNotThereOrNotClearIsSaidWithWhatThereIs() {
    assertThatThrownBy(() -> devices().find("tablet"))
        .isInstanceOf(BridgeException.class)
        .hasMessageContaining("device 'tablet': not found; there are: ")
        .hasMessageContaining("0005:1234:ABCD.0002 (Some Keyboard)");
    assertThatThrownBy(() -> devices().find("a4tech"))
        .hasMessageContaining("more than one; which of: ")
        .hasMessageNotContaining("Keyboard");
    assertThatThrownBy(() -> devices().find("")).hasMessageContaining("not found");
  }

  @Test
  void machineWithoutDevicesSaysSo(@TempDir Path empty) throws IOException {
    LiveDevices none = new LiveDevices(new HostFiles(empty));
    assertThatThrownBy(() -> none.find("mouse"))
        .hasMessage(
            "device 'mouse': not found; this machine has no HID device: the module hid is not loaded,"
                + " /sys/bus/hid does not exist (modprobe usbhid, or the driver of another bus)");
    Files.createDirectories(empty.resolve("sys/bus/hid"));
    assertThatThrownBy(() -> none.find("mouse"))
        .hasMessageEndingWith("; this machine has no HID device");
  }

  @Test
  void changedNodesAreAnotherDevice() throws IOException {
    RealNodes nodes = new RealNodes(devices());
    LiveDevice mouse = devices().device("0003:09DA:0006.0001").orElseThrow();
    assertThat(nodes.isStill(mouse)).isTrue();
    Path hidraw = root.resolve("sys/bus/hid/devices/0003:09DA:0006.0001/hidraw");
    Files.move(hidraw.resolve("hidraw3"), hidraw.resolve("hidraw8"));
    assertThat(nodes.isStill(mouse)).isFalse();
  }
}
