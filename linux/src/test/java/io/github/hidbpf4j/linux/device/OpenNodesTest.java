package io.github.hidbpf4j.linux.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.linux.call.SystemCallException;
import io.github.hidbpf4j.linux.call.SystemError;
import io.github.hidbpf4j.linux.call.TestFiles;
import io.github.hidbpf4j.linux.node.UhidNode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes over packet sockets: what they write, and errors for files that are not nodes. */
class OpenNodesTest {
  private static final HidDeviceInfo MOUSE = HidDeviceInfo.of("Mouse", 3, 0x46d, 0xc077);

  private final TestFiles.Pair pair = TestFiles.packets();
  private final OpenHidraw kernel = OpenHidraw.over(pair.second(), "the kernel's end");
  private final MemorySegment buffer = Arena.ofAuto().allocate(UhidNode.EVENT_SIZE);

  @AfterEach
  void close() {
    kernel.close();
  }

  private byte[] received() {
    int size = kernel.read(buffer, 0, UhidNode.EVENT_SIZE);
    assertThat(size).isPositive();
    return buffer.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE);
  }

  @Test
  void uhidCreatesSendsAndDestroys() {
    try (OpenUhid uhid = OpenUhid.over(pair.first(), "/dev/uhid")) {
      assertThat(uhid.create(MOUSE, new byte[] {5, 1})).isZero();
      assertThat(received()).hasSize(282).startsWith(11, 0, 0, 0, 'M', 'o', 'u', 's', 'e', 0);
      MemorySegment event = Arena.ofAuto().allocate(UhidNode.EVENT_SIZE);
      event.set(ValueLayout.JAVA_BYTE, UhidNode.INPUT2_DATA, (byte) 0x77);
      assertThat(uhid.input(event, 1)).isZero();
      assertThat(received()).containsExactly(12, 0, 0, 0, 1, 0, 0x77);
      assertThat(uhid.input(event, 4096)).isZero();
      assertThat(received()).hasSize(4102).startsWith(12, 0, 0, 0, 0, 16, 0x77);
      assertThat(uhid.destroy()).isZero();
      assertThat(received()).containsExactly(1, 0, 0, 0);
    }
  }

  @Test
  void uhidRefusesWhatDoesNotFit() {
    try (OpenUhid uhid = OpenUhid.over(pair.first(), "/dev/uhid")) {
      int invalid = SystemError.EINVAL.result();
      assertThat(uhid.create(MOUSE, new byte[0])).isEqualTo(invalid);
      assertThat(uhid.create(MOUSE, new byte[4097])).isEqualTo(invalid);
      assertThat(uhid.input(buffer, 4097)).isEqualTo(invalid);
      assertThat(uhid.input(buffer, -1)).isEqualTo(invalid);
      assertThat(kernel.read(buffer, 0, 8)).isEqualTo(SystemError.EAGAIN.result());
    }
  }

  @Test
  void errorsAreResults() {
    OpenUhid uhid = OpenUhid.over(pair.first(), "/dev/uhid");
    kernel.close();
    assertThat(uhid.destroy()).isEqualTo(SystemError.EPIPE.result());
    uhid.close();
    assertThat(uhid.create(MOUSE, new byte[1])).isEqualTo(SystemError.EBADF.result());
    assertThat(uhid.input(buffer, 1)).isEqualTo(SystemError.EBADF.result());
  }

  @Test
  void hidrawSaysWhatIsNone() {
    try (OpenHidraw hidraw = OpenHidraw.over(pair.first(), "/dev/hidraw9")) {
      assertThatThrownBy(hidraw::descriptor)
          .isInstanceOf(SystemCallException.class)
          .hasMessageStartingWith("HIDIOCGRDESCSIZE /dev/hidraw9: ENOTTY (not a device of this");
      for (ReportType type : ReportType.values()) {
        int none = SystemError.ENOTTY.result();
        assertThat(hidraw.getReport(type, buffer, 0, 8)).isEqualTo(none);
        assertThat(hidraw.setReport(type, buffer, 0, 8)).isEqualTo(none);
      }
      MemorySegment large = Arena.ofAuto().allocate(0x8000);
      assertThat(hidraw.setReport(ReportType.FEATURE, large, 0, 0x4000))
          .isEqualTo(SystemError.EINVAL.result());
    }
  }

  @Test
  void evdevSaysWhatIsNone() {
    try (OpenEvdev evdev = OpenEvdev.over(pair.first(), "/dev/input/event9")) {
      assertThat(evdev.grab(true)).isEqualTo(SystemError.ENOTTY.result());
      assertThat(evdev.isAnyKeyDown()).isFalse();
      assertThatThrownBy(evdev::name)
          .hasMessageStartingWith("EVIOCGNAME /dev/input/event9: ENOTTY (not a device of this");
      assertThatThrownBy(evdev::id).hasMessageStartingWith("EVIOCGID /dev/input/event9: ENOTTY");
    }
  }

  @Test
  void openSaysWhatToDo() {
    assertThatThrownBy(() -> OpenHidraw.open(Path.of("/dev/hidraw-none")))
        .hasMessageStartingWith("open /dev/hidraw-none: ENOENT (no such file; unplugged, or");
  }
}
