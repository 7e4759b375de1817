package io.github.hidbpf4j.cli.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits are enforced while files are read, whatever length they claim to have. */
class InputFileTest {
  @TempDir Path folder;

  private static byte[] readStandardInput(byte[] bytes, int most) throws IOException {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(bytes));
    try {
      return InputFile.read(Path.of("-"), most);
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void upToTheLimit() throws IOException {
    Path file = Files.write(folder.resolve("x"), new byte[] {1, 2, 3});
    assertThat(InputFile.read(file, 3)).containsExactly(1, 2, 3);
    assertThat(readStandardInput(new byte[] {1, 2, 3}, 3)).containsExactly(1, 2, 3);
    assertThatThrownBy(() -> InputFile.read(file, 2))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("3 bytes, expected at most 2");
    assertThatThrownBy(() -> readStandardInput(new byte[3], 2))
        .hasMessageContaining("standard input: more than 2 bytes, expected at most 2");
  }

  @Test
  void devicesWithoutEnd() {
    Path zero = Path.of("/dev/zero");
    assumeTrue(Files.isReadable(zero), "no /dev/zero");
    assertThatThrownBy(() -> InputFile.read(zero, 1000))
        .hasMessageContaining("/dev/zero: more than 1000 bytes, expected at most 1000");
  }

  @Test
  void folders() {
    assertThatThrownBy(() -> InputFile.read(folder)).hasMessageContaining("is a directory");
    assertThatThrownBy(() -> StreamFile.of(folder)).hasMessageContaining("is a directory");
    assertThatThrownBy(() -> StreamFile.of(folder.resolve("x")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void linesOfAnyEncoding() throws IOException {
    Path file =
        Files.write(folder.resolve("x"), "a\r\n\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(InputFile.lines(file)).containsExactly("a", "\ufffd");
  }

  /** Each pass sees the same bytes, although the file grows. */
  @Test
  void filesThatGrow() throws IOException {
    Path file = Files.writeString(folder.resolve("x"), "begin");
    try (StreamFile input = StreamFile.of(file)) {
      for (int pass = 0; pass < 3; pass++) {
        Files.writeString(file, " and more", StandardOpenOption.APPEND);
        try (InputStream in = input.open()) {
          assertThat(in.readAllBytes()).asString().isEqualTo("begin");
        }
        try (InputStream in = input.open()) {
          assertThat(in.read()).isEqualTo('b');
          assertThat(in.read(new byte[2])).isEqualTo(2);
          assertThat(in.readAllBytes()).asString().isEqualTo("in");
          assertThat(in.read()).isEqualTo(-1);
        }
      }
    }
  }

  @Test
  void standardInputIsReadSeveralTimes() throws IOException {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream("text".getBytes(StandardCharsets.UTF_8)));
    try (StreamFile input = StreamFile.of(Path.of("-"))) {
      assertThat(input.name()).isEqualTo("standard input");
      for (int pass = 0; pass < 3; pass++) {
        try (InputStream in = input.open()) {
          assertThat(in.readAllBytes()).asString().isEqualTo("text");
        }
      }
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void pipesWithoutEnd() throws IOException {
    Path zero = Path.of("/dev/zero");
    assumeTrue(Files.isReadable(zero), "no /dev/zero");
    try (StreamFile input = StreamFile.of(zero, 100_000);
        InputStream in = input.open()) {
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("/dev/zero: more than 100000 bytes");
    }
  }
}
