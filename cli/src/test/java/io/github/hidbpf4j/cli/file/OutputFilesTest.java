package io.github.hidbpf4j.cli.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs are not inputs, and reach their place complete or not at all. */
class OutputFilesTest {
  @TempDir Path folder;
  private final StringWriter standard = new StringWriter();

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private OutputFiles outputs(Path... inputs) {
    return new OutputFiles(List.of(inputs), new PrintWriter(standard));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  private static void refused(OutputFiles outputs, Path file) {
    assertThatThrownBy(() -> outputs.add("--record", file))
        .as("%s", file)
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("expected another file");
  }

  @Test
  void inputsByAnyName() throws IOException {
    Path input = file("a.hid", "input");
    Path hard = Files.createLink(folder.resolve("hard.hid"), input);
    Path symbolic = Files.createSymbolicLink(folder.resolve("symbolic.hid"), Path.of("a.hid"));
    Path chain = Files.createSymbolicLink(folder.resolve("chain.hid"), symbolic);
    Path dir = Files.createDirectory(folder.resolve("dir"));
    Path linkedDir = Files.createSymbolicLink(folder.resolve("linked"), folder);
    for (Path read : List.of(input, hard, symbolic, chain)) {
      for (Path written :
          List.of(
              input,
              hard,
              symbolic,
              chain,
              linkedDir.resolve("a.hid"),
              dir.resolve("..").resolve("a.hid"),
              folder.resolve(".").resolve("hard.hid"))) {
        try (OutputFiles outputs = outputs(read)) {
          refused(outputs, written);
        }
      }
    }
    assertThat(input).hasContent("input");
  }

  @Test
  void oneOutputTwice() throws IOException {
    Path linked = Files.createSymbolicLink(folder.resolve("linked"), folder);
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("new"));
    try (OutputFiles outputs = outputs()) {
      outputs.add("--trace", folder.resolve("new"));
      refused(outputs, folder.resolve("new"));
      refused(outputs, linked.resolve("new"));
      refused(outputs, dangling);
      outputs.add("--other", folder.resolve("NEW"));
      outputs.add("--not-given", null);
    }
    try (OutputFiles outputs = outputs()) {
      outputs.add("--trace", Path.of("-"));
      refused(outputs, Path.of("/dev/stdout"));
    }
    assertThat(names()).containsExactly("dangling", "linked");
  }

  @Test
  void standardInputAndStandardOutputAreNotTheSame() throws IOException {
    try (OutputFiles outputs = outputs(Path.of("-"))) {
      outputs.add("--record", Path.of("-"));
    }
  }

  @Test
  void whatWasThereStaysUntilAllIsWritten() throws IOException {
    Path old = file("old", "before");
    try (OutputFiles outputs = outputs()) {
      try (Writer writer = outputs.writer(old)) {
        writer.write("after");
        writer.flush();
        assertThat(old).hasContent("before");
        assertThat(names()).hasSize(2);
        assertThat(OutputFiles.isAnyOpen()).isTrue();
      }
      assertThat(old).hasContent("before");
      outputs.commit();
      assertThat(old).hasContent("after");
    }
    assertThat(old).hasContent("after");
    assertThat(names()).containsExactly("old");
    assertThat(OutputFiles.isAnyOpen()).isFalse();
  }

  @Test
  void nothingIsLeftOfWhatFails() throws IOException {
    Path old = file("old", "before");
    try (OutputFiles outputs = outputs()) {
      for (Path path : List.of(old, folder.resolve("new"))) {
        try (Writer writer = outputs.writer(path)) {
          writer.write("half");
        }
      }
    }
    assertThat(old).hasContent("before");
    assertThat(names()).containsExactly("old");
  }

  @Test
  void linksStayAndPermissionsToo() throws IOException {
    Path target = file("target", "before");
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r-----"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), Path.of("new"));
    try (OutputFiles outputs = outputs()) {
      for (Path path : List.of(link, dangling)) {
        try (OutputStream out = outputs.stream(path)) {
          out.write("after".getBytes(StandardCharsets.UTF_8));
        }
      }
      outputs.commit();
    }
    assertThat(link).isSymbolicLink();
    assertThat(dangling).isSymbolicLink();
    assertThat(target).hasContent("after");
    assertThat(folder.resolve("new")).hasContent("after");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rw-r-----");
    assertThat(names()).containsExactly("dangling", "link", "new", "target");
  }

  @Test
  void standardOutputStaysOpen() throws IOException {
    try (OutputFiles outputs = outputs()) {
      for (String name : List.of("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")) {
        try (Writer writer = outputs.writer(Path.of(name))) {
          writer.write(name + "\n");
        }
      }
      outputs.commit();
    }
    assertThat(standard).hasToString("-\n/dev/stdout\n/dev/fd/1\n/proc/self/fd/1\n");
  }

  @Test
  void placesThatTakeNoFile() throws IOException {
    try (OutputFiles outputs = outputs()) {
      assertThatThrownBy(() -> outputs.stream(folder)).hasMessageContaining("is a directory");
      Path nowhere = folder.resolve("nowhere").resolve("x");
      assertThatThrownBy(() -> outputs.stream(nowhere))
          .isInstanceOf(NoSuchFileException.class)
          .hasMessageContaining(nowhere.toString());
    }
    assertThat(names()).isEmpty();
  }

  @Test
  void devicesAreWrittenAsTheyAre() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "no /dev/full");
    try (OutputFiles outputs = outputs(Path.of("/dev/null"))) {
      outputs.add("--record", Path.of("/dev/null"));
      Writer writer = outputs.writer(full);
      writer.write("x");
      assertThatThrownBy(writer::flush)
          .isInstanceOf(UnwritableException.class)
          .hasMessageStartingWith("/dev/full: cannot be written: ");
    }
    assertThat(Files.exists(full)).isTrue();
  }
}
