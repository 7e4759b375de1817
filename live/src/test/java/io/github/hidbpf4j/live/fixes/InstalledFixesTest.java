package io.github.hidbpf4j.live.fixes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.fixes.LeftOut.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which objects of several folders count, for which device, in which order. */
class InstalledFixesTest {
  @TempDir Path top;
  private Path own;
  private Path local;
  private Path distribution;
  private FixFolders folders;
  private FileTrust trust;

  @BeforeEach
  void threeFolders() throws IOException {
    Files.setPosixFilePermissions(top, PosixFilePermissions.fromString("rwxr-xr-x"));
    own = top.resolve("own");
    local = top.resolve("local");
    distribution = top.resolve("distribution");
    folders = new FixFolders(List.of(own, local, distribution));
    trust = new FileTrust(TestObjects.user(top), top);
  }

  private InstalledFixes read() {
    return InstalledFixes.read(folders, trust);
  }

  private static void put(Path folder, String name, byte[] contents) throws IOException {
    new FixInstaller(folder).install(name, contents);
  }

  private static LiveDevice device(int vendor, int product) {
    byte[] descriptor = {0x05, 0x01, 0x09, 0x02, (byte) 0xa1, 0x01, (byte) 0xc0};
    return new LiveDevice(
        "0003:%04X:%04X.0001".formatted(vendor, product),
        HidDeviceInfo.of("a mouse", 3, vendor, product),
        "hid-generic",
        descriptor,
        Path.of("/dev/hidraw0"),
        List.of(),
        false);
  }

  @Test
  void withoutFoldersThereIsNothing() {
    assertThat(read().fixes()).isEmpty();
    assertThat(read().sets()).isEmpty();
    assertThat(read().leftOut()).isEmpty();
  }

  @Test
  void forWhichDevice() throws IOException {
    put(local, "0010-A4Tech__Wheel.bpf.o", TestObjects.mouse());
    InstalledFixes fixes = read();
    assertThat(fixes.matching(device(0x9da, 6)))
        .extracting(InstalledFix::name)
        .containsExactly("0010-A4Tech__Wheel.bpf.o");
    assertThat(fixes.matching(device(0x9da, 0x7777))).isEmpty();
    assertThat(fixes.leftOut()).isEmpty();
  }

  @Test
  void versionsOfAFixAreTriedByFolderAndThenByNumber() throws IOException {
    put(distribution, "0030-Wheel.bpf.o", TestObjects.mouse());
    put(own, "0010-Wheel.bpf.o", TestObjects.mouse());
    put(own, "0020-wheel.bpf.o", TestObjects.mouse());
    put(local, "0010-Other.bpf.o", TestObjects.mouse());
    InstalledFixes fixes = read();
    assertThat(fixes.fixes())
        .extracting(fix -> top.relativize(fix.file()).toString())
        .containsExactly(
            "local/0010-Other.bpf.o",
            "own/0020-wheel.bpf.o",
            "own/0010-Wheel.bpf.o",
            "distribution/0030-Wheel.bpf.o");
    assertThat(fixes.fixes())
        .extracting(InstalledFix::own)
        .containsExactly(false, true, true, false);
    assertThat(fixes.sets()).extracting(FixSet::name).containsExactly(own + "", local + "");
    assertThat(fixes.sets().getFirst().fixes()).hasSize(1);
    assertThat(fixes.sets().getFirst().fixes().getFirst())
        .extracting(FixSet::fileName)
        .containsExactly("0020-wheel.bpf.o", "0010-Wheel.bpf.o", "0030-Wheel.bpf.o");
    assertThat(fixes.sets()).allMatch(FixSet::directory);
    assertThat(fixes.sets(device(0x9da, 6))).isEqualTo(fixes.sets());
    assertThat(fixes.sets(device(1, 2))).isEmpty();
  }

  @Test
  void whatDoesNotCountHindersNoOther() throws IOException {
    put(own, "0010-Wheel.bpf.o", TestObjects.mouse());
    put(own, "broken.bpf.o", "no object".getBytes(StandardCharsets.UTF_8));
    put(own, "everybodys.bpf.o", TestObjects.withoutMetadata());
    put(local, "0010-Wheel.bpf.o", TestObjects.tracingMouse());
    put(local, "writable.bpf.o", TestObjects.mouse());
    Files.setPosixFilePermissions(
        local.resolve("writable.bpf.o"), PosixFilePermissions.fromString("rw-rw-rw-"));
    Files.createSymbolicLink(local.resolve("lost.bpf.o"), Path.of("nowhere"));
    Files.createDirectory(local.resolve("folder.bpf.o"));
    Files.writeString(local.resolve("notes.txt"), "not looked at");
    put(distribution, "0010-More.bpf.o", TestObjects.mouse());
    Files.setPosixFilePermissions(distribution, PosixFilePermissions.fromString("rwxrwxrwx"));
    InstalledFixes fixes = read();
    assertThat(fixes.fixes())
        .extracting(InstalledFix::file)
        .containsExactly(own.resolve("0010-Wheel.bpf.o"));
    assertThat(fixes.leftOut())
        .extracting(out -> top.relativize(out.file()) + " " + out.reason())
        .containsExactlyInAnyOrder(
            "own/broken.bpf.o " + Reason.MALFORMED,
            "own/everybodys.bpf.o " + Reason.WITHOUT_METADATA,
            "local/0010-Wheel.bpf.o " + Reason.HIDDEN,
            "local/writable.bpf.o " + Reason.UNTRUSTED,
            "local/lost.bpf.o " + Reason.UNREADABLE,
            "local/folder.bpf.o " + Reason.UNTRUSTED,
            "distribution " + Reason.UNTRUSTED);
    assertThat(fixes.leftOut())
        .allMatch(out -> out.text().startsWith(out.file().toString()))
        .allMatch(out -> out.text().lines().count() == 1);
  }
}
