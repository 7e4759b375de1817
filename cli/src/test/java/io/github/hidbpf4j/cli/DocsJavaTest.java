package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The Java code in documents compiles as shown, and, if it has a {@code main}, runs in the root of
 * the repository with the output that is shown below it. Code without a class is compiled as
 * statements.
 */
class DocsJavaTest {
  private static final String CLASS_PATH = System.getProperty("java.class.path");
  private static final Pattern MAIN = Pattern.compile("\\bvoid main\\(");
  private static final Pattern TYPE =
      Pattern.compile(
          "(?m)^(?:public |final |sealed |abstract )*(?:class|record|interface|enum) (\\w+)");
  private static final Pattern IMPORT = Pattern.compile("(?m)^import [^;]+;\\n");

  @TempDir private Path scratch;

  /** A code block of a document. */
  record Sample(MarkdownFile file, MarkdownFile.Block block) {
    @Override
    public String toString() {
      return file.at(block.line());
    }
  }

  static Stream<Sample> samples() {
    return MarkdownFile.all().stream()
        .flatMap(
            f -> f.blocks().stream().filter(MarkdownFile.Block::isJava).map(b -> new Sample(f, b)));
  }

  @Test
  void theLibraryPageHasACompleteSample() {
    assertThat(samples())
        .anyMatch(
            s ->
                s.file().toString().equals("docs/library.md")
                    && MAIN.matcher(s.block().text()).find());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void compilesAndRuns(Sample sample) throws IOException, InterruptedException {
    String code = sample.block().text();
    boolean complete = MAIN.matcher(code).find();
    Matcher type = TYPE.matcher(code);
    String name = type.find() ? type.group(1) : "Sample";
    if (!complete && name.equals("Sample")) {
      code = asMethod(code);
    }
    Path source = scratch.resolve(name + ".java");
    Files.writeString(source, code);
    StringWriter messages = new StringWriter();
    PrintWriter to = new PrintWriter(messages);
    int compiled =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                to,
                to,
                "-proc:none",
                "-cp",
                CLASS_PATH,
                "-d",
                scratch.toString(),
                source.toString());
    assertThat(compiled).as("%s: %s", sample, messages).isZero();
    if (complete) {
      String printed = run(sample, name);
      for (MarkdownFile.Block output : sample.file().outputsOf(sample.block())) {
        ShownOutput.assertShows(sample.file(), output, Map.of(name, printed));
      }
    }
  }

  private static String asMethod(String code) {
    StringBuilder imports = new StringBuilder();
    Matcher each = IMPORT.matcher(code);
    while (each.find()) {
      imports.append(each.group());
    }
    return imports
        + "class Sample {\n  static void sample() throws Exception {\n"
        + each.replaceAll("")
        + "  }\n}\n";
  }

  private String run(Sample sample, String name) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:+UseSerialGC");
    command.add("-Dstdout.encoding=UTF-8");
    command.add("-cp");
    command.add(scratch + File.pathSeparator + CLASS_PATH);
    command.add(name);
    Process process =
        new ProcessBuilder(command)
            .directory(CommandRun.ROOT.toFile())
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", sample, printed).isZero();
    return printed;
  }
}
