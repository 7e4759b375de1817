package io.github.hidbpf4j.linux.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.linux.sysfs.SystemTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostFactsTest {
  private static final String RELEASE = "6.12.94+deb13-amd64";
  private static final String DEBIAN =
      "# CONFIG_HID_BPF is not set\nCONFIG_UHID=m\nCONFIG_HIDRAW=y\nCONFIG_HZ=250\n";

  @TempDir private Path folder;
  private SystemTree tree;

  @BeforeEach
  void begin() throws IOException {
    tree = new SystemTree(folder);
    tree.file("/proc/sys/kernel/osrelease", RELEASE + "\n");
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void readsTheConfigurationBesideTheKernel() throws IOException {
    tree.file("/boot/config-" + RELEASE, DEBIAN);
    HostFacts facts = HostFacts.look(tree.files());
    assertThat(facts.release()).isEqualTo(RELEASE);
    assertThat(facts.options().source()).isEqualTo(tree.path("/boot/config-" + RELEASE));
    assertThat(facts.options().state("UHID")).isEqualTo(OptionState.MODULE);
    assertThat(facts.options().state("HIDRAW")).isEqualTo(OptionState.BUILT_IN);
    assertThat(facts.options().state("HZ")).as("no switch").isEqualTo(OptionState.OFF);
    assertThat(facts.hidBpf()).isEqualTo(OptionState.OFF);
  }

  @Test
  void believesTheKernelItselfFirst() throws IOException {
    tree.file("/boot/config-" + RELEASE, DEBIAN).file("/sys/kernel/btf/vmlinux", "");
    tree.file("/proc/config.gz", gzip("CONFIG_HID_BPF=y\n"));
    assertThat(HostFacts.look(tree.files()).hidBpf()).isEqualTo(OptionState.BUILT_IN);
    assertThat(HostFacts.hidBpf(tree.files())).isEqualTo(OptionState.BUILT_IN);
  }

  @Test
  void withoutBtfThereIsNoHidBpf() throws IOException {
    tree.file("/proc/config.gz", gzip("CONFIG_HID_BPF=y\n"));
    assertThat(HostFacts.look(tree.files()).hidBpf()).isEqualTo(OptionState.OFF);
  }

  @Test
  void aBrokenConfigurationIsNone() throws IOException {
    tree.file("/proc/config.gz", new byte[] {0x1f, (byte) 0x8b, 8, 0, 1, 2});
    assertThat(HostFacts.look(tree.files()).hidBpf()).isEqualTo(OptionState.UNKNOWN);
    tree.file("/proc/sys/kernel/osrelease", "../../etc/passwd\n");
    assertThat(HostFacts.look(tree.files()).options().source()).isNull();
  }

  @Test
  void anEmptySystemIsFacts() {
    HostFacts facts = HostFacts.look(new HostFiles(folder.resolve("nothing")));
    assertThat(facts.release()).isEmpty();
    assertThat(facts.devices()).isEmpty();
    assertThat(facts.hasBtf()).isFalse();
    assertThat(facts.hasUdev()).isFalse();
    assertThat(facts.hasSystemd()).isFalse();
    assertThat(facts.uhid().exists()).isFalse();
    assertThat(facts.uhid().isUsable()).isFalse();
    assertThat(facts.uhid().error()).hasMessageContaining("dev/uhid: ENOENT (no such file");
  }

  @Test
  void triesTheNodesOfDevices() throws IOException {
    tree.mouse(SystemTree.USB, "0003:046D:C077.0004", 3);
    tree.file("/dev/hidraw3", "").file("/dev/uhid", "").file("/run/udev/control", "");
    HostFacts facts = HostFacts.look(tree.files());
    assertThat(facts.hasUdev()).isTrue();
    assertThat(facts.uhid().isUsable()).isTrue();
    assertThat(facts.uhid().mode()).matches("[r-][w-][x-].{6}");
    assertThat(facts.uhid().owner()).contains(":");
    DeviceAccess mouse = facts.devices().getFirst();
    assertThat(mouse.device().hidraw()).isEqualTo(tree.path("/dev/hidraw3"));
    assertThat(Objects.requireNonNull(mouse.hidraw()).isUsable()).isTrue();
    assertThat(mouse.events()).hasSize(1);
    assertThat(mouse.events().getFirst().exists()).isFalse();
  }

  @Test
  void findsWhoHasAFileOpen() throws IOException {
    Path node = Path.of("/dev/input/event3");
    tree.link("/proc/17/fd/4", node)
        .link("/proc/17/fd/9", node)
        .file("/proc/17/comm", "ke\u0007yd\n");
    tree.link("/proc/18/fd/0", Path.of("/dev/input/event99")).file("/proc/18/comm", "cat\n");
    tree.link("/proc/self/fd/4", node);
    Path inTree = tree.path("/dev/input/event3");
    FileHolders holders = FileHolders.of(tree.files(), List.of(inTree, tree.path("/dev/uhid")));
    assertThat(holders.of(inTree)).containsExactly(new FileHolder(17, "ke?yd", inTree));
    assertThat(holders.of(tree.path("/dev/uhid"))).isEmpty();
    assertThat(holders.isComplete()).isTrue();
  }

  @Test
  void findsItself() throws IOException {
    Path file = Files.createFile(folder.resolve("open")).toRealPath();
    try (var open = Files.newInputStream(file)) {
      assertThat(open).isNotNull();
      assertThat(FileHolders.of(HostFiles.SYSTEM, List.of(file)).of(file))
          .extracting(FileHolder::pid)
          .containsExactly(ProcessHandle.current().pid());
    }
  }
}
