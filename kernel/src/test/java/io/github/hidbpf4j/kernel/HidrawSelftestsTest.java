package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.hid.device.HidrawListener;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * The behaviour checked by the kernel's own tests of hidraw (Linux 6.12, {@code hidraw.c}): the
 * results of a revoked file. Methods are named after the kernel's tests.
 */
class HidrawSelftestsTest extends SelftestDevice {
  private static final int ENODEV = -19;

  HidrawSelftestsTest() {
    super("6.12");
  }

  /** A file of its own, which reads only when asked. */
  private HidrawFile file() {
    HidrawFile[] file = new HidrawFile[1];
    kernel.process(
        "open",
        () ->
            file[0] =
                Objects.requireNonNull(
                    Objects.requireNonNull(device().hidraw()).open(HidrawListener.none())));
    return file[0];
  }

  private static int read(HidrawFile file, byte[] buffer) {
    return file.read(buffer, 0, buffer.length);
  }

  @Test
  void test_create_uhid() {
    assertThat(file().node().exists()).isTrue();
  }

  @Test
  void raw_event() {
    HidrawFile file = file();
    input(1, 42, 0, 0, 0, 0);
    byte[] buffer = new byte[10];
    assertThat(read(file, buffer)).isEqualTo(6);
    assertThat(buffer).startsWith(1, 42);
  }

  @Test
  void raw_event_revoked() {
    HidrawFile file = file();
    input(1, 42, 0, 0, 0, 0);
    byte[] buffer = new byte[10];
    assertThat(read(file, buffer)).isEqualTo(6);
    assertThat(file.revoke()).isZero();
    input(1, 43, 0, 0, 0, 0);
    assertThat(read(file, buffer)).isEqualTo(ENODEV);
  }

  @Test
  void ioctl_revoked() {
    HidrawFile file = file();
    assertThat(file.revoke()).isZero();
    assertThat(file.descriptorSize()).isEqualTo(ENODEV);
  }

  @Test
  void poll_revoked() {
    HidrawFile file = file();
    input(1, 42, 0, 0, 0, 0);
    assertThat(file.poll() & (HidrawFile.POLLIN | HidrawFile.POLLHUP)).isEqualTo(HidrawFile.POLLIN);
    assertThat(read(file, new byte[10])).isEqualTo(6);
    assertThat(file.revoke()).isZero();
    assertThat(file.poll() & (HidrawFile.POLLIN | HidrawFile.POLLHUP))
        .isEqualTo(HidrawFile.POLLHUP);
  }

  @Test
  void write_event_revoked() {
    HidrawFile file = file();
    int[] ret = new int[2];
    kernel.process("write", () -> ret[0] = file.write(new byte[] {1, 2, 42}));
    clock.settle();
    assertThat(ret[0]).isEqualTo(3);
    assertThat(sent).containsExactly("01022a");
    assertThat(file.revoke()).isZero();
    kernel.process("write", () -> ret[1] = file.write(new byte[] {1, 43, 42}));
    assertThat(ret[1]).isEqualTo(ENODEV);
    assertThat(sent).hasSize(1);
  }
}
