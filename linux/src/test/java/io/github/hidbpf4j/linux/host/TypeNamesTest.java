package io.github.hidbpf4j.linux.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TypeNamesTest {
  private static final List<String> WANTED = List.of("new_one", "old_one_with_a_longer_name");

  @TempDir private Path folder;

  private TypeNames look(String text) throws IOException {
    byte[] bytes = text.replace('.', '\0').getBytes(StandardCharsets.ISO_8859_1);
    return TypeNames.look(Files.write(folder.resolve("btf"), bytes), WANTED);
  }

  @Test
  void firstOfTheListIsFoundWhereverItIs() throws IOException {
    String both = ".old_one_with_a_longer_name.new_one.";
    for (String between : List.of("", ".x".repeat(20_000), ".x".repeat(50_000))) {
      assertThat(look(both + between)).isEqualTo(new TypeNames(true, WANTED.get(0)));
      assertThat(look("." + WANTED.get(1) + between + "." + WANTED.get(0) + ".").first())
          .isEqualTo(WANTED.get(0));
      assertThat(look(between + "." + WANTED.get(1) + ".").first()).isEqualTo(WANTED.get(1));
      assertThat(look(between + ".other.").first()).isEmpty();
    }
  }

  /** Chunks overlap by as much as a name can have. */
  @Test
  void nameIsFoundAcrossChunks() throws IOException {
    for (int at = (1 << 16) - 40; at < (1 << 16) + 80; at++) {
      assertThat(look("x".repeat(at) + "." + WANTED.get(0) + ".").first())
          .as("at %d", at)
          .isEqualTo(WANTED.get(0));
    }
  }

  /** What is before the names looks like one by chance. */
  @Test
  void onlyNamesOfABtfAreRead() throws IOException {
    byte[] before = ".new_one.".replace('.', '\0').getBytes(StandardCharsets.ISO_8859_1);
    byte[] names =
        (".a." + WANTED.get(1) + ".").replace('.', '\0').getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer btf =
        ByteBuffer.allocate(24 + before.length + names.length).order(ByteOrder.nativeOrder());
    btf.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0);
    btf.putInt(24).putInt(0).putInt(before.length).putInt(before.length).putInt(names.length);
    btf.put(before).put(names);
    Path file = Files.write(folder.resolve("vmlinux"), btf.array());
    assertThat(TypeNames.look(file, WANTED)).isEqualTo(new TypeNames(true, WANTED.get(1)));
  }

  @Test
  void noFileIsNoBtf() throws IOException {
    assertThat(TypeNames.look(folder.resolve("none"), WANTED)).isEqualTo(new TypeNames(false, ""));
    assertThat(look("")).isEqualTo(new TypeNames(false, ""));
  }
}
