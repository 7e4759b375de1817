package io.github.hidbpf4j.guest.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.guest.GuestException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelImageTest {
  private static final String RELEASE = "6.12.1+deb13-amd64";
  private static final byte[] MODULE = TestKernels.module("depends= ");

  @TempDir Path folder;
  @TempDir Path cache;

  private void write(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "'', boot/vmlinuz-R, lib/modules/R/kernel/hid.ko",
    "'', boot/vmlinuz-R, usr/lib/modules/R/kernel/hid.ko",
    "'', usr/lib/modules/R/vmlinuz, usr/lib/modules/R/kernel/hid.ko",
    "'', vmlinuz, modules/hid.ko",
    "'', vmlinuz, modules/R/kernel/hid.ko",
    "boot/vmlinuz-R, boot/vmlinuz-R, lib/modules/R/kernel/hid.ko",
    "usr/lib/modules/R, usr/lib/modules/R/vmlinuz, usr/lib/modules/R/kernel/hid.ko",
    "usr/lib/modules/R/vmlinuz, usr/lib/modules/R/vmlinuz, usr/lib/modules/R/kernel/hid.ko",
  })
  void isFound(String path, String boot, String module) throws IOException {
    write(boot.replace("R", RELEASE), TestKernels.boot(RELEASE));
    write(module.replace("R", RELEASE), MODULE);
    KernelImage image = KernelImage.open(folder.resolve(path.replace("R", RELEASE)), cache);
    assertThat(image.release()).isEqualTo(RELEASE);
    assertThat(image.boot().getFileName().toString()).startsWith("vmlinuz");
    assertThat(image.modules().has("hid")).isTrue();
  }

  @Test
  void oneOfSeveralHasToBeNamed() throws IOException {
    write("boot/vmlinuz-1", TestKernels.boot("1"));
    write("boot/vmlinuz-2", TestKernels.boot("2"));
    assertThatThrownBy(() -> KernelImage.open(folder, cache))
        .isInstanceOf(GuestException.class)
        .hasMessageContaining("2 kernels: name one of them")
        .hasMessageContaining("vmlinuz-2");
  }

  @Test
  void whatIsMissingIsSaid() throws IOException {
    assertThatThrownBy(() -> KernelImage.open(folder.resolve("no"), cache))
        .isInstanceOf(GuestException.class)
        .hasMessageContaining("not found; expected a kernel");
    assertThatThrownBy(() -> KernelImage.open(folder, cache))
        .isInstanceOf(GuestException.class)
        .hasMessageContaining("no vmlinuz");
    write("boot/vmlinuz", TestKernels.boot(RELEASE));
    assertThatThrownBy(() -> KernelImage.open(folder, cache))
        .isInstanceOf(GuestException.class)
        .hasMessageContaining("no folder with its modules");
    write("boot/vmlinuz", new byte[1000]);
    assertThatThrownBy(() -> KernelImage.open(folder, cache))
        .isInstanceOf(GuestException.class)
        .hasMessageContaining("no 'HdrS' at offset 514");
  }

  // ---- packages

  private static final String LONG =
      "lib/modules/%s/kernel/%s/hid.ko".formatted(RELEASE, "drivers/".repeat(15) + "hid");

  @Test
  void aPackageIsUnpackedOnce() throws IOException {
    write(
        "linux-image-x_1_amd64.deb",
        TestKernels.deb(
            Map.of(
                "boot/vmlinuz-x",
                TestKernels.boot(RELEASE),
                LONG,
                MODULE,
                "usr/share/doc/x",
                new byte[3])));
    Path deb = folder.resolve("linux-image-x_1_amd64.deb");
    KernelImage image = KernelImage.open(deb, cache);
    assertThat(image.release()).isEqualTo(RELEASE);
    assertThat(image.modules().closure(List.of("hid")).getFirst().image()).isEqualTo(MODULE);
    assertThat(image.boot()).startsWith(cache.toRealPath());
    Files.delete(
        image.modules().folder().resolve("kernel/" + "drivers/".repeat(15) + "hid/hid.ko"));
    assertThat(KernelImage.open(deb, cache).modules().has("hid")).isFalse();
    try (var files = Files.walk(cache)) {
      assertThat(files.filter(file -> file.endsWith("usr/share/doc/x"))).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"linux-image-", "linux-binary-", "linux-modules-"})
  void packagesOfADividedKernelAreFoundByAnyOfThem(String named) throws IOException {
    write("linux-image-7_1_amd64.deb", TestKernels.deb(Map.of("usr/share/doc/x", new byte[3])));
    write(
        "linux-binary-7_1_amd64.deb",
        TestKernels.deb(Map.of("usr/lib/modules/7/vmlinuz", TestKernels.boot("7"))));
    write(
        "linux-modules-7_1_amd64.deb",
        TestKernels.deb(Map.of("usr/lib/modules/7/kernel/hid.ko", MODULE)));
    KernelImage image = KernelImage.open(folder.resolve(named + "7_1_amd64.deb"), cache);
    assertThat(image.release()).isEqualTo("7");
    assertThat(image.modules().has("hid")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0, not a Debian package",
    "100, no data.tar",
    "250, 'cut off|no data.tar|EOF|Unexpected end'",
    "300, 'cut off|EOF|Unexpected end'"
  })
  void damagedPackagesAreSaid(int size, String message) throws IOException {
    byte[] whole = TestKernels.deb(Map.of("boot/vmlinuz-x", TestKernels.boot(RELEASE)));
    write("x.deb", Arrays.copyOf(whole, size));
    assertThatThrownBy(() -> KernelImage.open(folder.resolve("x.deb"), cache))
        .isInstanceOf(GuestException.class)
        .hasMessageMatching("(?s).*(" + message + ").*");
    try (var left = Files.walk(cache)) {
      assertThat(left.filter(Files::isRegularFile)).as("nothing is left of it").isEmpty();
    }
  }

  @Test
  void filesOutsideOfThePackageAreRefused() throws IOException {
    write("x.deb", TestKernels.deb(Map.of("boot/vmlinuz/../../../out", new byte[3])));
    assertThatThrownBy(() -> KernelImage.open(folder.resolve("x.deb"), cache))
        .isInstanceOf(GuestException.class)
        .hasMessageContaining("outside of it");
  }

  @Test
  void namesOfPaxArchivesAreRead() throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    TestKernels.entry(
        tar, "PaxHeader", 'x', "20 path=boot/vmlinuz\n".getBytes(StandardCharsets.UTF_8));
    TestKernels.entry(tar, "short", '0', new byte[] {1, 2, 3});
    tar.write(new byte[1024]);
    TarStream stream = new TarStream("x", new ByteArrayInputStream(tar.toByteArray()));
    assertThat(stream.next()).isEqualTo(new TarStream.Member("boot/vmlinuz", '0', 3));
    assertThat(stream.bytes()).containsExactly(1, 2, 3);
    assertThat(stream.next()).isNull();
  }

  @Test
  void aUserModeLinuxSaysItsRelease() throws IOException {
    Path program = program("echo 6.12.117");
    assertThat(UserModeLinux.release(program)).isEqualTo("6.12.117");
    assertThat(UserModeLinux.is(program)).as("not an ELF file").isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo 6.12; exit 1", "echo 'true (GNU coreutils) 9.1'", "exit 0"})
  void anotherProgramIsNoKernel(String does) throws IOException {
    Path program = program(does);
    assertThatThrownBy(() -> UserModeLinux.release(program))
        .isInstanceOf(GuestException.class)
        .hasMessageStartingWith(program + ": an ELF file that prints no release")
        .hasMessageEndingWith("(built with ARCH=um)");
  }

  @Test
  void anElfFileThatCannotBeStartedIsNoKernel() throws IOException {
    Path file = folder.resolve("vmlinux");
    Files.write(file, new byte[] {0x7f, 'E', 'L', 'F', 2, 1});
    assertThatThrownBy(() -> KernelImage.open(file, folder))
        .isInstanceOf(GuestException.class)
        .hasMessageStartingWith(file + ": an ELF file that prints no release");
  }

  private Path program(String does) throws IOException {
    Path program = folder.resolve("linux");
    Files.writeString(program, "#!/bin/sh\n" + does + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program;
  }
}
