package io.github.hidbpf4j.live.fixes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.live.fixes.FixInstaller.Outcome;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Objects are installed completely, removed, and found to run here or not. */
class FixInstallerTest {
  @TempDir Path top;

  @Test
  void installsReplacesAndLeavesWhatIsThere() throws IOException {
    Path folder = top.resolve("etc/hidbpf/fixes");
    FixInstaller installer = new FixInstaller(folder);
    assertThat(installer.names()).isEmpty();
    assertThat(installer.install("x.bpf.o", new byte[] {1, 2})).isEqualTo(Outcome.NEW);
    assertThat(installer.install("x.bpf.o", new byte[] {1, 2})).isEqualTo(Outcome.SAME);
    assertThat(installer.install("x.bpf.o", new byte[] {1, 3})).isEqualTo(Outcome.REPLACED);
    assertThat(Files.readAllBytes(folder.resolve("x.bpf.o"))).containsExactly(1, 3);
    assertThat(installer.names()).containsExactly("x.bpf.o");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwxr-xr-x");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("x.bpf.o"))))
        .isEqualTo("rw-r--r--");
    installer.uninstall("x.bpf.o");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aLinkIsReplacedNotWrittenThrough() throws IOException {
    Path other = Files.write(top.resolve("other"), new byte[] {9});
    Files.createSymbolicLink(top.resolve("x.bpf.o"), other);
    assertThat(new FixInstaller(top).install("x.bpf.o", new byte[] {1}))
        .isEqualTo(Outcome.REPLACED);
    assertThat(Files.readAllBytes(other)).containsExactly(9);
    assertThat(Files.isRegularFile(top.resolve("x.bpf.o"))).isTrue();
  }

  @Test
  void aFolderOfThatNameStays() throws IOException {
    Files.createDirectory(top.resolve("x.bpf.o"));
    assertThatThrownBy(() -> new FixInstaller(top).install("x.bpf.o", new byte[] {1}))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("is a folder");
    try (Stream<Path> left = Files.list(top)) {
      assertThat(left).containsExactly(top.resolve("x.bpf.o"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "6.12.115+deb13-amd64, 6.12",
    "6.12, 6.12",
    "7.3.4, 7.3",
    "7.9.0-rc1, 7.3",
    "6.1.0-28-amd64, 6.3",
    "6.7.12, 6.3",
    "5.10.0, 6.3",
    "unknown, 7.3",
  })
  void theProfileNearestToAMachine(String release, String profile) {
    assertThat(MachineProfile.of(release).name()).isEqualTo(profile);
  }

  @Test
  void whetherAnObjectRunsHere() throws IOException {
    ApiProfile machine = MachineProfile.of("6.12.115");
    BpfObject mouse = BpfObject.open("mouse.bpf.o", TestObjects.mouse());
    assertThat(Suitability.of(mouse, machine)).isEqualTo(new Suitability(machine, "", ""));

    // The kernel's own HID-BPF rejects it; the bridge runs it as on the kernel that it is for.
    Suitability older = Suitability.of(mouse, MachineProfile.of("6.3.1"));
    assertThat(older.isUsable()).isTrue();
    assertThat(older.refusal()).contains("not linked");
    assertThat(older.profile().name()).isNotEqualTo("6.3");

    BpfObject refused = BpfObject.open("refused.bpf.o", TestObjects.refused());
    assertThat(Suitability.of(refused, machine).isUsable()).isFalse();
    assertThat(Suitability.of(refused, machine).obstacle()).isNotEmpty();
  }
}
