package io.github.hidbpf4j.live.fixes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file counts only if one user alone can have written it, along the whole path. */
class FileTrustTest {
  @TempDir Path top;
  private Path folder;
  private Path file;
  private FileTrust trust;

  @BeforeEach
  void aFileInAFolder() throws IOException {
    folder = Files.createDirectories(top.resolve("etc/fixes"));
    file = Files.writeString(folder.resolve("x.bpf.o"), "x");
    for (Path each : new Path[] {top, top.resolve("etc"), folder}) {
      permissions(each, "rwxr-xr-x");
    }
    permissions(file, "rw-r--r--");
    trust = new FileTrust(TestObjects.user(file), top);
  }

  private static void permissions(Path path, String text) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(text));
  }

  @Test
  void whatOneUserOwnsCounts() throws IOException {
    assertThat(trust.objection(file)).isEmpty();
    assertThat(trust.objectionToFolder(folder)).isEmpty();
    assertThat(trust.objection(folder)).contains("is not a regular file");
    assertThat(trust.objectionToFolder(file)).contains("is not a folder");
    assertThat(trust.objection(top.resolve("etc/./../etc/fixes/x.bpf.o"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', rwxrwxr-x",
    "'', rwxr-xrwx",
    "etc, rwxrwxr-x",
    "etc, rwxr-xrwx",
    "etc/fixes, rwxrwxr-x",
    "etc/fixes, rwxr-xrwx",
    "etc/fixes/x.bpf.o, rw-rw-r--",
    "etc/fixes/x.bpf.o, rw-r--rw-",
  })
  void whatOthersCanWriteDoesNot(String path, String permissions) throws IOException {
    Path writable = path.isEmpty() ? top : top.resolve(path);
    permissions(writable, permissions);
    assertThat(trust.objection(file))
        .isEqualTo(
            "%s: others than its owner can write it (%s): `chmod go-w %s`",
            writable, permissions, writable);
  }

  /** The advice for {@code /tmp} is not to take rights away from others. */
  @Test
  void whereAllAreToWriteIsNoPlaceForIt() throws IOException {
    Files.setAttribute(top, "unix:mode", 01777);
    assertThat(trust.objection(file))
        .isEqualTo("%s: others than its owner can write it (rwxrwxrwx): use another folder", top);
  }

  @Test
  void whatBelongsToAnotherDoesNot() throws IOException {
    int other = TestObjects.user(file) + 1;
    assertThat(new FileTrust(other, top).objection(file))
        .startsWith(top + ": belongs to user " + (other - 1) + ", expected user " + other);
  }

  @Test
  void linksAreFollowedAndAllThatIsBehindThemIsLookedAt() throws IOException {
    Path elsewhere = Files.createDirectories(top.resolve("home/user"));
    permissions(top.resolve("home"), "rwxr-xr-x");
    permissions(elsewhere, "rwxrwxrwx");
    Path theirs = Files.writeString(elsewhere.resolve("y.bpf.o"), "y");
    permissions(theirs, "rw-r--r--");
    for (Path target : new Path[] {theirs, Path.of("../../home/user/y.bpf.o")}) {
      Path link = folder.resolve("link.bpf.o");
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, target);
      assertThat(trust.objection(link)).startsWith(elsewhere + ": others");
      permissions(elsewhere, "rwxr-xr-x");
      assertThat(trust.objection(link)).isEmpty();
      permissions(elsewhere, "rwxrwxrwx");
    }
    Path folderLink = Files.createSymbolicLink(top.resolve("etc/more"), elsewhere);
    assertThat(trust.objection(folderLink.resolve("y.bpf.o"))).startsWith(elsewhere + ": others");
    assertThat(trust.objectionToFolder(folderLink)).startsWith(elsewhere + ": others");
  }

  @Test
  void linksThatLeadOutOrNowhereDoNot() throws IOException {
    Path out = Files.createSymbolicLink(folder.resolve("out.bpf.o"), Path.of("/dev/null"));
    assertThat(trust.objection(out)).contains("leads out of " + top);
    Path up = Files.createSymbolicLink(folder.resolve("up"), Path.of("../../.."));
    assertThat(trust.objection(up)).contains("leads out of " + top);
    Files.delete(up);
    Path round = Files.createSymbolicLink(folder.resolve("round"), Path.of("round"));
    assertThat(trust.objection(round)).contains("more than 40 symbolic links");
    Path nowhere = Files.createSymbolicLink(folder.resolve("nowhere"), Path.of("z"));
    assertThatThrownBy(() -> trust.objection(nowhere)).isInstanceOf(NoSuchFileException.class);
    assertThat(trust.objection(Path.of("/etc/passwd"))).contains("is not below");
  }
}
