package io.github.hidbpf4j.live.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelSupportTest {
  private static void missing() {
    throw new HidException("libbpf.so.1: no such file; install libbpf 1.x");
  }

  @TempDir Path root;

  private void file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private KernelSupport look(Runnable libbpf) {
    return KernelSupport.look(new HostFiles(root), libbpf);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "hid_bpf_ops, STRUCT_OPS",
    "hid_bpf_device_event, TRACING",
    "hid_bpf_ops_more, NONE",
    "no_hid_bpf_ops, NONE",
  })
  void whatTheKernelDescribesDecides(String name, KernelSupport.Kind kind) throws IOException {
    file("sys/kernel/btf/vmlinux", "\0int\0" + name + "\0char\0");
    assertThat(look(KernelSupportTest::missing).kind()).isEqualTo(kind);
    assertThat(look(KernelSupportTest::missing).isUsable()).isFalse();
  }

  @Test
  void withAllOfItItWorks() throws IOException {
    file("sys/kernel/btf/vmlinux", "\0hid_bpf_ops\0");
    file("proc/self/status", "CapEff:\t000001ffffffffff\n");
    file("proc/sys/net/core/bpf_jit_enable", "1\n");
    assertThat(look(() -> {}).isUsable()).isTrue();
    assertThat(look(() -> {}).reason()).isEmpty();
  }

  @Test
  void withoutBtfThereIsTheBridge() {
    assertThat(look(KernelSupportTest::missing).reason())
        .contains("CONFIG_DEBUG_INFO_BTF", "--mode bridge")
        .doesNotContain("libbpf");
  }

  @Test
  void everythingThatIsInTheWayIsSaidWithItsRemedy() throws IOException {
    file("sys/kernel/btf/vmlinux", "\0hid_bpf_ops\0");
    file("proc/self/status", "Name:\tjava\nCapEff:\t0000000000000000\n");
    file("proc/sys/net/core/bpf_jit_enable", "0\n");
    file("proc/sys/kernel/unprivileged_bpf_disabled", "2\n");
    file("sys/kernel/security/lockdown", "none integrity [confidentiality]\n");
    KernelSupport support = look(KernelSupportTest::missing);
    assertThat(support.obstacles()).hasSize(3).allMatch(o -> !o.remedy().isEmpty());
    assertThat(support.reason())
        .contains(
            "CAP_PERFMON",
            "unprivileged_bpf_disabled is 2",
            "lockdown is 'confidentiality'",
            "sysctl net.core.bpf_jit_enable=1",
            "libbpf.so.1: no such file (install libbpf 1.x)");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "000001ffffffffff, true",
    "0000000000200000, true", // CAP_SYS_ADMIN
    "000000c000000000, true", // CAP_BPF and CAP_PERFMON
    "0000008000000000, false", // CAP_BPF alone
    "0000000000000000, false",
  })
  void rightsAreCapabilities(String capabilities, boolean enough) throws IOException {
    file("sys/kernel/btf/vmlinux", "\0hid_bpf_ops\0");
    file("proc/self/status", "CapEff:\t" + capabilities + "\n");
    assertThat(look(KernelSupportTest::missing).reason().contains("may not load"))
        .isNotEqualTo(enough);
  }
}
