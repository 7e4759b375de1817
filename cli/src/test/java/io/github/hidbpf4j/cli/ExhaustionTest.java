package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever runs out, one line says what, and which setting to change, and the exit code is 70. */
class ExhaustionTest {
  @TempDir private Path folder;

  private static String report(Throwable e) {
    StringWriter err = new StringWriter();
    assertThat(Errors.report(e, new PrintWriter(err, true))).isEqualTo(70);
    return err.toString();
  }

  private static int deeper(int depth) {
    return depth == Integer.MAX_VALUE ? depth : deeper(depth + 1) + 1;
  }

  @Test
  void theStack() {
    try {
      assertThat(deeper(0)).isNegative();
    } catch (StackOverflowError e) {
      assertThat(report(e))
          .isEqualTo(
              "hidbpf: the stack of a thread is full: this input is nested too deeply; for "
                  + "larger stacks: JAVA_TOOL_OPTIONS=-Xss16m\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Java heap space, JAVA_TOOL_OPTIONS=-Xmx",
    "GC overhead limit exceeded, JAVA_TOOL_OPTIONS=-Xmx",
    "Requested array size exceeds VM limit, JAVA_TOOL_OPTIONS=-Xmx",
    "Metaspace, -XX:MaxMetaspaceSize",
    "Compressed class space, -XX:MaxMetaspaceSize",
    "Cannot reserve 100 bytes of direct buffer memory, -XX:MaxDirectMemorySize",
    "unable to create native thread: possibly out of memory or process/resource limits reached, ulimit -u",
    "Map failed, ulimit -v",
  })
  void memory(String message, String remedy) {
    assertThat(report(new OutOfMemoryError(message)))
        .startsWith("hidbpf: ")
        .contains(remedy)
        .hasLineCount(1);
  }

  /** What the JVM throws for SIGBUS: a mapped file lacks a page that it had. */
  @Test
  void theFolderOfTemporaryFiles() throws IOException {
    Path file = folder.resolve("mapped");
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        Arena arena = Arena.ofShared()) {
      MemorySegment mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, 1 << 20, arena);
      channel.truncate(0);
      try {
        mapped.set(ValueLayout.JAVA_BYTE, 1 << 19, (byte) 1);
      } catch (InternalError e) {
        assertThat(report(e)).contains("java.io.tmpdir", "is full").hasLineCount(1);
      }
    }
  }

  @Test
  void anythingElseIsAnInternalError() {
    assertThat(report(new NoClassDefFoundError("x/Y")))
        .startsWith(
            "hidbpf: internal error, please report it: java.lang.NoClassDefFoundError: x/Y");
    assertThat(report(new AssertionError("why"))).contains("AssertionError: why");
  }

  private record Ended(int code, String err) {}

  /** The command in a JVM of its own. */
  private Ended hidbpf(List<String> options, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.endsWith("JAVA_TOOL_OPTIONS"));
    Process process = builder.start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), Files.readString(err, StandardCharsets.UTF_8));
  }

  @Test
  void aFolderOfTemporaryFilesThatIsNotThere() throws Exception {
    Path missing = folder.resolve("missing");
    Ended ended =
        hidbpf(
            List.of("-Djava.io.tmpdir=" + missing),
            "run",
            CommandRun.OBJECT,
            "--device",
            CommandRun.RECORDING);
    assertThat(ended.err())
        .as("the JVM itself has a warning, too")
        .endsWith(
            "hidbpf: memory of programs: no file of 256 MiB can be created in "
                + missing
                + " (java.io.tmpdir): no such folder: make room there, or name another folder with"
                + " JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER\n");
    assertThat(ended.code()).isEqualTo(70);
  }

  /** A file that fits the limit for its kind, but not the heap. */
  @Test
  void aHeapThatIsTooSmall() throws Exception {
    Path large = folder.resolve("large.bpf.o");
    Files.write(large, new byte[40 << 20]);
    for (String verb : List.of("verify", "inspect", "disasm")) {
      Ended ended = hidbpf(List.of("-Xmx24m"), verb, large.toString());
      assertThat(ended.err())
          .as(verb)
          .startsWith("hidbpf: memory is used up (Java heap space; the heap may have ")
          .contains("JAVA_TOOL_OPTIONS=-Xmx")
          .hasLineCount(1);
      assertThat(ended.code()).as(verb).isEqualTo(70);
    }
  }

  /** In a worker thread: the other recordings are replayed all the same. */
  @Test
  void oneReplayOfMany() throws Exception {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int[] asked = new int[1];
    Path recording = Path.of(CommandRun.RECORDING);
    RunMany many =
        new RunMany(
            new PrintWriter(out),
            new PrintWriter(err),
            RunCommand.Format.text,
            true,
            new RunOutput.Extent(false, false, false),
            new RunVerdict(true, new FailOption(), java.util.Map.of()));
    int code =
        many.run(
            List.of(recording, recording),
            contents -> {
              asked[0]++;
              throw asked[0] == 1
                  ? new OutOfMemoryError("Java heap space")
                  : new StackOverflowError();
            },
            1);
    assertThat(code).isEqualTo(70);
    assertThat(asked[0]).isEqualTo(2);
    assertThat(err.toString()).contains("memory is used up", "the stack of a thread is full");
    assertThat(out.toString()).contains("2 recordings, 2 failed");
  }
}
