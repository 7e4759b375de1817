package io.github.hidbpf4j.tools.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.hidbpf4j.tools.ToolRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares with what a real Linux did with programs of our own, step by step, if {@code
 * hidbpf4j.oracle} names a folder with specs, traces and objs. Others' objects are left to {@code
 * scripts/kernel-traces}.
 */
class KernelTracesTest {

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> scripts() throws IOException {
    String oracle = System.getProperty("hidbpf4j.oracle", "");
    assumeTrue(!oracle.isEmpty(), "hidbpf4j.oracle is not set: no traces of a real kernel");
    Path dir = Path.of(oracle);
    List<Path> scripts;
    try (Stream<Path> files = Files.list(dir.resolve("specs"))) {
      scripts =
          files.filter(f -> f.getFileName().toString().matches("s.*\\.spec")).sorted().toList();
    }
    assertThat(scripts).isNotEmpty();
    return scripts.stream()
        .map(f -> f.getFileName().toString().replace(".spec", ""))
        .map(name -> dynamicTest(name, () -> agrees(dir, name)));
  }

  private void agrees(Path dir, String name) {
    ToolRun result = command("--only", name, dir.toString(), folder.toString());
    assertThat(result.out()).endsWith("1 of 1\n");
    assertThat(result.exitCode()).isZero();
  }

  private static ToolRun command(String... arguments) {
    return ToolRun.of("kernel-traces", arguments);
  }

  // ---- the comparison itself, which must be able to fail

  private static final String SCRIPT =
      """
      bus 3
      vid 1
      pid 2
      rdesc 0600ff0901a101150026ff007508950209018102c0
      create
      in 0102
      """;

  private void script(String trace) throws IOException {
    Files.createDirectories(folder.resolve("specs"));
    Files.createDirectories(folder.resolve("traces"));
    Files.writeString(folder.resolve("specs/t.spec"), SCRIPT);
    Files.writeString(folder.resolve("traces/t.jsonl"), trace);
  }

  private static final String TRACE =
      """
      {"n":0,"t_us":0,"s":-1,"ev":"k.rdesc_fixup","size_in":21,"size":21,"hex":"0600ff0901a101150026ff007508950209018102c0"}
      {"n":0,"t_us":0,"s":-1,"ev":"device","driver":"hid-generic","modalias":"hid:b0003g0001v00000001p00000002","name":""}
      {"n":1,"t_us":1,"s":0,"ev":"in","hex":"0102","len":2,"write_ret":0}
      {"n":2,"t_us":2,"s":0,"ev":"k.dispatch_event","ret":0,"rtype":0,"from_bpf":0,"size":2,"alloc":4096,"hex":"0102"}
      {"n":3,"t_us":3,"s":0,"ev":"k.raw_event","ret":0,"rtype":0,"size":2,"hex":"0102"}
      {"n":4,"t_us":4,"s":0,"ev":"out","len":2,"hex":"0102"}
      """;

  @Test
  void sameTrace() throws IOException {
    script(TRACE);
    ToolRun result = command(folder.toString(), folder.toString());
    assertThat(result.out()).endsWith("1 of 1\n");
    assertThat(result.exitCode()).isZero();
  }

  /** If there is nothing to attach to, the result is a line, as in the kernel's traces. */
  @Test
  void nothingToAttach() throws IOException {
    script(TRACE + "{\"n\":5,\"t_us\":5,\"s\":1,\"ev\":\"attach\",\"skipped\":true}\n");
    Files.writeString(folder.resolve("specs/t.spec"), SCRIPT + "attach\n");
    assertThat(command(folder.toString(), folder.toString()).out()).endsWith("1 of 1\n");

    Path objects = Files.createDirectories(folder.resolve("objs"));
    Files.copy(
        ToolRun.ROOT.resolve("examples/a4tech-horizontal-wheel/a4tech-horizontal-wheel.bpf.o"),
        objects.resolve("wheel.bpf.o"));
    String steps = SCRIPT + "load objs/wheel.bpf.o\nattach none_of_these\n";
    String none = "{\"n\":6,\"t_us\":6,\"s\":3,\"ev\":\"attach\",\"map\":null}\n";
    String load =
        "{\"n\":5,\"t_us\":5,\"s\":2,\"ev\":\"load\",\"obj\":\"wheel.bpf.o\",\"ret\":0}\n";
    script(TRACE + load + none);
    Files.writeString(folder.resolve("specs/t.spec"), steps);
    ToolRun agrees = command("--verbose", folder.toString(), folder.toString());
    assertThat(agrees.out()).contains("attach{map=null}").endsWith("1 of 1\n");
    script(TRACE + load);
    Files.writeString(folder.resolve("specs/t.spec"), steps);
    assertThat(command(folder.toString(), folder.toString()).out())
        .contains("attach")
        .endsWith("0 of 1\n");
  }

  /** Linux 7.3 passes short reports on, 6.12 does not; a stable release has a row of its own. */
  @Test
  void otherKernels() throws IOException {
    String dropped =
        TRACE
            .replace("\"ret\":0,\"rtype\":0,\"size\":2", "\"ret\":-22,\"rtype\":0,\"size\":1")
            .replaceAll("(?m)^.*\"ev\":\"out\".*\n", "")
            .replace("0102", "01")
            .replace("\"size\":2,", "\"size\":1,");
    String delivered =
        TRACE
            .replace("0102", "01")
            .replace("\"size\":2,", "\"size\":1,")
            .replace("\"len\":2", "\"len\":1");
    String shortScript = SCRIPT.replace("in 0102", "in 01");
    for (String kernel : List.of("6.12", "6.18", "6.18.15", "7.3")) {
      script(kernel.equals("6.12") ? dropped : delivered);
      Files.writeString(folder.resolve("specs/t.spec"), shortScript);
      assertThat(command(folder.toString(), folder.toString(), "--kernel", kernel).out())
          .as(kernel)
          .endsWith("1 of 1\n");
    }
    assertThat(command(folder.toString(), folder.toString(), "--kernel", "6.12").out())
        .endsWith("0 of 1\n");
    assertThat(command(folder.toString(), folder.toString(), "--kernel", "8.0").err())
        .contains("--kernel 8.0: expected one of", "7.3", "levels", "6.18.15");
  }

  /** Scripts and objects of another folder; {@code rebind} unbinds and binds. */
  @Test
  void rebindOfAnotherFolder() throws IOException {
    script(TRACE);
    Path more = Files.createDirectories(folder.resolve("more"));
    Files.createDirectories(more.resolve("specs"));
    Files.writeString(more.resolve("specs/r.spec"), SCRIPT + "rebind\nin 0102\n");
    String again = TRACE.substring(TRACE.indexOf("{\"n\":1")).replace("\"s\":0", "\"s\":1");
    String rebind =
        "{\"n\":5,\"t_us\":5,\"s\":0,\"ev\":\"rebind\",\"unbind\":0,\"probe\":0,\"hidraw\":true}\n";
    Files.writeString(folder.resolve("traces/r.jsonl"), TRACE + rebind + again);
    String[] arguments = {
      folder.toString(), folder.toString(), "--scripts", more.toString(), "--kernel", "7.3"
    };
    assertThat(command(arguments).out()).endsWith("2 of 2\n");
    arguments[5] = "6.12";
    assertThat(command(arguments).out())
        .as("the fixup again")
        .contains("k.rdesc_fixup")
        .endsWith("1 of 2\n");
  }

  @Test
  void otherReport() throws IOException {
    script(
        TRACE.replace(
            "\"ev\":\"out\",\"len\":2,\"hex\":\"0102\"",
            "\"ev\":\"out\",\"len\":2,\"hex\":\"0103\""));
    ToolRun result = command(folder.toString(), folder.toString());
    assertThat(result.out()).contains("t ", "differs", "0103").endsWith("0 of 1\n");
    assertThat(result.exitCode()).isEqualTo(1);
    Path expected = Files.writeString(folder.resolve("expected"), "# known\nt for a reason\n");
    ToolRun allowed =
        command("--expected", expected.toString(), folder.toString(), folder.toString());
    assertThat(allowed.out()).contains("expected: for a reason").endsWith("0 of 1\n");
    assertThat(allowed.exitCode()).isZero();
  }

  @Test
  void missingReport() throws IOException {
    script(TRACE.lines().limit(5).reduce("", (a, b) -> a + b + "\n"));
    assertThat(command(folder.toString(), folder.toString()).exitCode()).isEqualTo(1);
  }

  @Test
  void malformedScriptsAndTraces() throws IOException {
    script("not json\n");
    assertThat(command(folder.toString(), folder.toString()).exitCode()).isEqualTo(2);
    script(TRACE);
    Files.writeString(folder.resolve("specs/t.spec"), SCRIPT + "fly high\n");
    ToolRun result = command(folder.toString(), folder.toString());
    assertThat(result.out()).contains("line 7", "fly", "unknown word").endsWith("0 of 1\n");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void missingFolder() {
    assertThat(command("/nowhere", "/nowhere").exitCode()).isEqualTo(64);
  }
}
