package io.github.hidbpf4j.guest.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.guest.image.ModuleTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpioArchiveTest {
  @TempDir Path folder;

  /** An entry, parsed as the format specifies: name, mode in octal, content. */
  private record Entry(String name, String mode, String content, int device) {}

  private static int field(byte[] bytes, int header, int number) {
    return Integer.parseUnsignedInt(
        new String(bytes, header + 6 + 8 * number, 8, StandardCharsets.US_ASCII), 16);
  }

  private static List<Entry> read(byte[] bytes) {
    List<Entry> entries = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      if (bytes[at] == 0) {
        at += 4;
        continue;
      }
      assertThat(at % 4).isZero();
      assertThat(new String(bytes, at, 6, StandardCharsets.US_ASCII)).isEqualTo("070701");
      int size = field(bytes, at, 6);
      int nameSize = field(bytes, at, 11);
      assertThat(field(bytes, at, 2)).as("uid").isZero();
      assertThat(field(bytes, at, 3)).as("gid").isZero();
      assertThat(field(bytes, at, 12)).as("check").isZero();
      String name = new String(bytes, at + 110, nameSize - 1, StandardCharsets.UTF_8);
      assertThat(bytes[at + 110 + nameSize - 1]).isZero();
      int data = at + 110 + nameSize + 3 & ~3;
      String content = new String(bytes, data, size, StandardCharsets.UTF_8);
      int device = field(bytes, at, 9) << 8 | field(bytes, at, 10);
      entries.add(new Entry(name, Integer.toOctalString(field(bytes, at, 1)), content, device));
      at = data + size + 3 & ~3;
    }
    return entries;
  }

  @Test
  void itIsAsTheFormatSays() throws IOException {
    Path program = folder.resolve("program");
    Files.writeString(program, "#!");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CpioArchive archive = new CpioArchive(out)) {
      archive.file("a/b/text", "abc".getBytes(StandardCharsets.UTF_8));
      archive.file("a/program", program);
      archive.link("lib", "a/b");
      archive.device("dev/console", 5, 1);
      archive.folder("a/b");
    }
    assertThat(read(out.toByteArray()))
        .containsExactly(
            new Entry("a", "40755", "", 0),
            new Entry("a/b", "40755", "", 0),
            new Entry("a/b/text", "100644", "abc", 0),
            new Entry("a/program", "100755", "#!", 0),
            new Entry("lib", "120777", "a/b", 0),
            new Entry("dev", "40755", "", 0),
            new Entry("dev/console", "20600", "", 0x501),
            new Entry("TRAILER!!!", "0", "", 0));
    assertThat(out.size() % 512).isZero();
  }

  @Test
  void layersFollowOneAnotherAndBytesAreTheSameEachTime() throws IOException {
    Path layer = folder.resolve("layer");
    try (CpioArchive archive = new CpioArchive(Files.newOutputStream(layer))) {
      archive.file("jre/bin/java", new byte[] {'J'});
    }
    Initramfs initramfs = Initramfs.of(List.of(layer), List.of("-cp", "/app/00.jar", "Main"));
    List<ModuleTree.Module> modules =
        List.of(
            new ModuleTree.Module("hid", new byte[] {'h'}),
            new ModuleTree.Module("uhid", new byte[] {'u', 'h'}));
    initramfs.write(folder.resolve("1"), modules);
    initramfs.write(folder.resolve("2"), modules);
    byte[] bytes = Files.readAllBytes(folder.resolve("1"));
    assertThat(Files.readAllBytes(folder.resolve("2"))).isEqualTo(bytes);
    assertThat(read(bytes))
        .contains(
            new Entry("jre/bin/java", "100644", "J", 0),
            new Entry("dev/console", "20600", "", 0x501),
            new Entry("app/arguments", "100644", "-cp\n/app/00.jar\nMain", 0),
            new Entry("modules/uhid.ko", "100644", "uh", 0),
            new Entry("modules/order", "100644", "/modules/hid.ko\n/modules/uhid.ko\n", 0));
  }
}
