package io.github.hidbpf4j.guest.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hidbpf4j.guest.GuestException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModuleTreeTest {
  @TempDir Path folder;

  private void module(String file, String depends) throws IOException {
    Path path = folder.resolve("kernel").resolve(file);
    Files.createDirectories(path.getParent());
    Files.write(path, TestKernels.module("license=GPL depends=" + depends + " vermagic=6.12 SMP "));
  }

  private List<String> order(String... wanted) throws IOException {
    return ModuleTree.of(folder).closure(Arrays.asList(wanted)).stream()
        .map(ModuleTree.Module::name)
        .toList();
  }

  @Test
  void eachComesAfterWhatItDependsOn() throws IOException {
    module("fs/9p/9p.ko", "netfs,9pnet");
    module("net/9p/9pnet.ko", "");
    module("fs/netfs/netfs.ko", "");
    module("drivers/hid/hid.ko", "hid-bpf-dispatch");
    module("drivers/hid/hid-bpf-dispatch.ko", "");
    module("drivers/hid/hid-generic.ko", "hid");
    module("drivers/hid/uhid.ko", "hid");
    assertThat(order("uhid", "hid-generic", "9p"))
        .containsExactly("hid_bpf_dispatch", "hid", "uhid", "hid_generic", "netfs", "9pnet", "9p");
  }

  @Test
  void whatIsNotThereIsLeftOut() throws IOException {
    module("drivers/hid/hid.ko", "");
    assertThat(order("virtio_console", "hid", "hidraw")).containsExactly("hid");
  }

  @Test
  void dashesAndUnderscoresAreTheSame() throws IOException {
    module("drivers/hid/hid-multitouch.ko", "");
    assertThat(order("hid_multitouch")).containsExactly("hid_multitouch");
    assertThat(ModuleTree.of(folder).has("hid-multitouch")).isTrue();
  }

  @Test
  void whatIsBuiltInNeedNotBeLoaded() throws IOException {
    module("drivers/hid/hid.ko", "usb-common");
    Files.writeString(folder.resolve("modules.builtin"), "kernel/drivers/usb/usb-common.ko\n");
    assertThat(order("hid")).containsExactly("hid");
    assertThat(ModuleTree.of(folder).isBuiltIn("usb_common")).isTrue();
  }

  @Test
  void aMissingDependencyIsSaid() throws IOException {
    module("drivers/hid/hid.ko", "usb-common");
    Files.writeString(folder.resolve("modules.builtin"), "kernel/fs/ext4.ko\n");
    assertThatThrownBy(() -> order("hid"))
        .isInstanceOf(GuestException.class)
        .hasMessage(
            "%s: depends on usb_common, which is neither below %s nor built in"
                .formatted(folder.resolve("kernel/drivers/hid/hid.ko"), folder));
  }

  @Test
  void aRingOfDependenciesIsSaid() throws IOException {
    module("a.ko", "b");
    module("b.ko", "a");
    assertThatThrownBy(() -> order("a"))
        .isInstanceOf(GuestException.class)
        .hasMessage(folder + ": module a depends on itself");
  }

  @ParameterizedTest
  @CsvSource({"gz,", "xz, xz", "zst, zstd"})
  void compressedOnesAreRead(String suffix, String command)
      throws IOException, InterruptedException {
    module("hid.ko", "");
    Path plain = folder.resolve("kernel/hid.ko");
    byte[] image = Files.readAllBytes(plain);
    Path compressed = folder.resolve("kernel/hid.ko." + suffix);
    if (command == null) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
        gzip.write(image);
      }
      Files.write(compressed, out.toByteArray());
    } else {
      assumeTrue(
          Files.isExecutable(Path.of("/usr/bin", command)), "no " + command + " on this machine");
      Process process =
          new ProcessBuilder(command, "-qk", plain.toString()).redirectErrorStream(true).start();
      assertThat(process.waitFor()).isZero();
    }
    Files.delete(plain);
    List<ModuleTree.Module> modules = ModuleTree.of(folder).closure(List.of("hid"));
    assertThat(modules).hasSize(1);
    assertThat(modules.getFirst().image()).isEqualTo(image);

    byte[] damaged = Arrays.copyOf(Files.readAllBytes(compressed), 40);
    Files.write(compressed, damaged);
    assertThatThrownBy(() -> order("hid"))
        .isInstanceOf(GuestException.class)
        .hasMessageStartingWith(compressed + ": ");
  }

  @ParameterizedTest
  @CsvSource({"0, not an ELF file", "60, not an ELF file", "5000, section headers"})
  void damagedModulesAreSaid(int size, String message) throws IOException {
    module("hid.ko", "");
    Path file = folder.resolve("kernel/hid.ko");
    byte[] bytes = Arrays.copyOf(Files.readAllBytes(file), size);
    if (bytes.length > 60) {
      // A table beyond the end.
      bytes[42] = 1;
    }
    Files.write(file, bytes);
    assertThatThrownBy(() -> order("hid"))
        .isInstanceOf(GuestException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(message);
  }
}
