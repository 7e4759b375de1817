package io.github.hidbpf4j.live.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.live.kernel.KernelPins.Owner;
import io.github.hidbpf4j.live.kernel.KernelPins.Pinned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelPinsTest {
  private static final String DEVICE = "0003:1234:5678.0001";

  @TempDir Path root;
  private KernelPins pins;

  @BeforeEach
  void system() {
    pins = new KernelPins(new HostFiles(root));
  }

  private void pin(String path) throws IOException {
    Path file = root.resolve("sys/fs/bpf").resolve(path);
    Files.createDirectories(file.getParent());
    Files.createFile(file);
  }

  @Test
  void nothingIsThere() {
    assertThat(pins.all()).isEmpty();
    assertThat(pins.canBeSeen()).isTrue();
  }

  @Test
  void ownersAreToldApart() throws IOException {
    pin("hidbpf4j/0003_1234_5678_0001/fix/ops");
    pin("hid/0003_1234_5678_0001/0010-Vendor__Mouse/fix_ops");
    pin("hid/0003_9999_5678_0002/other/ops");
    assertThat(pins.of(DEVICE))
        .containsExactly(
            new Pinned(Owner.HIDBPF4J, "0003_1234_5678_0001", "fix"),
            new Pinned(Owner.UDEV_HID_BPF, "0003_1234_5678_0001", "0010-Vendor__Mouse"));
    assertThat(pins.all()).hasSize(3);
  }

  @Test
  void removedObjectLeavesNoFolder() throws IOException {
    pin("hidbpf4j/0003_1234_5678_0001/fix/ops");
    pin("hidbpf4j/0003_1234_5678_0001/fix/timers");
    pin("hidbpf4j/0003_1234_5678_0001/second/ops");
    List<Pinned> both = pins.of(DEVICE);
    pins.remove(both.getFirst());
    assertThat(pins.of(DEVICE)).containsExactly(both.getLast());
    pins.remove(both.getLast());
    assertThat(root.resolve("sys/fs/bpf/hidbpf4j")).isEmptyDirectory();
    // Another process was quicker.
    pins.remove(both.getLast());
  }

  @Test
  void oursOfDevicesThatAreGoneAreRemoved() throws IOException {
    pin("hidbpf4j/0003_1234_5678_0001/fix/ops");
    pin("hidbpf4j/0003_1234_5678_0002/fix/ops");
    pin("hid/0003_1234_5678_0003/fix/ops");
    pins.removeStale(List.of(DEVICE));
    assertThat(pins.all())
        .extracting(Pinned::device)
        .containsExactly("0003_1234_5678_0001", "0003_1234_5678_0003");
  }

  /** A process was killed between making the device's folder and the object's, or deleting them. */
  @Test
  void emptyFoldersOfDevicesThatAreGoneAreRemoved() throws IOException {
    Path folders = root.resolve("sys/fs/bpf/hidbpf4j");
    Files.createDirectories(folders.resolve("0003_1234_5678_0001"));
    Files.createDirectories(folders.resolve("0003_1234_5678_0002"));
    pins.removeStale(List.of(DEVICE));
    assertThat(folders.resolve("0003_1234_5678_0001")).exists();
    assertThat(folders.resolve("0003_1234_5678_0002")).doesNotExist();
  }

  @Test
  void namesHaveNoFullStop() {
    assertThat(KernelPins.objectName("0010-Vendor__Mouse.v2.bpf.o"))
        .isEqualTo("0010-Vendor__Mouse_v2");
    assertThat(KernelPins.objectName("fix.o")).isEqualTo("fix_o");
  }

  @Test
  void whatIsNotWholeIsCalledSo() throws IOException {
    pin("hidbpf4j/0003_1234_5678_0001/~fix/ops");
    Pinned left = pins.of(DEVICE).getFirst();
    assertThat(left.isUnfinished()).isTrue();
    assertThat(left.text()).isEqualTo("fix (unfinished)");
    // Neither file names nor another loader mark it as unfinished.
    assertThat(KernelPins.objectName("~fix.bpf.o")).isEqualTo("_fix");
    assertThat(new Pinned(Owner.UDEV_HID_BPF, "device", "~fix").isUnfinished()).isFalse();
    pins.remove(left);
    assertThat(root.resolve("sys/fs/bpf/hidbpf4j")).isEmptyDirectory();
  }

  @Test
  void whatIsRemovedIsUnfinishedMeanwhile() throws IOException {
    pin("hidbpf4j/0003_1234_5678_0001/fix/ops");
    pin("hidbpf4j/0003_1234_5678_0001/~fix/older");
    Path folder = pins.folder(DEVICE).resolve("fix");
    Path unfinished = KernelPins.unfinish(folder);
    assertThat(folder).doesNotExist();
    assertThat(unfinished.resolve("ops")).exists();
    assertThat(unfinished.resolve("older")).doesNotExist();
    // As if repeated after the process was killed there.
    assertThat(KernelPins.unfinish(folder)).isEqualTo(unfinished);
    assertThat(unfinished.resolve("ops")).exists();
    pins.of(DEVICE).forEach(pins::remove);
    assertThat(root.resolve("sys/fs/bpf/hidbpf4j")).isEmptyDirectory();
  }

  private String obstacle() {
    return pins.obstacle().map(KernelSupport.Obstacle::toString).orElse("");
  }

  @Test
  void whatIsInTheWayOfPinningIsToldWithARemedy() throws IOException {
    Files.createDirectories(root.resolve("proc/self"));
    Path mounts = Files.writeString(root.resolve("proc/self/mounts"), "sysfs /sys sysfs rw 0 0\n");
    assertThat(obstacle())
        .isEqualTo(
            "/sys/fs/bpf: no BPF file system is mounted there, in which links are pinned (mount -t bpf bpf /sys/fs/bpf)");
    Files.writeString(mounts, "sysfs /sys sysfs rw 0 0\nbpf /sys/fs/bpf bpf rw,mode=700 0 0\n");
    // Mounted, but not visible to this process.
    assertThat(obstacle())
        .isEqualTo(
            "/sys/fs/bpf: this process may not pin anything there (sudo; of the service, docs/install.md says how)");
    Files.createDirectories(root.resolve("sys/fs/bpf"));
    assertThat(obstacle()).isEmpty();
    assertThat(
            new KernelSupport(KernelSupport.Kind.STRUCT_OPS, List.of())
                .forPins(new HostFiles(root))
                .isUsable())
        .isTrue();
    // Something else is mounted over it.
    Files.writeString(
        mounts, "bpf /sys/fs/bpf bpf rw,mode=700 0 0\ntmpfs /sys/fs/bpf tmpfs rw 0 0\n");
    assertThat(obstacle()).contains("no BPF file system is mounted there");
    Files.writeString(mounts, "");
    assertThat(
            new KernelSupport(KernelSupport.Kind.STRUCT_OPS, List.of())
                .forPins(new HostFiles(root))
                .isUsable())
        .isFalse();
    // Without HID-BPF, that is the reason.
    assertThat(
            new KernelSupport(KernelSupport.Kind.NONE, List.of())
                .forPins(new HostFiles(root))
                .obstacles())
        .isEmpty();
  }
}
