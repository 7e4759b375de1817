package io.github.hidbpf4j.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Scenarios and snapshots of a folder as JUnit tests. */
class HidBpfTestsTest {
  private static final Path EXAMPLE =
      Path.of(System.getProperty("hidbpf4j.root", ".."), "examples/a4tech-horizontal-wheel");
  private static final ThreadLocal<Path> FOLDER = new ThreadLocal<>();

  @TempDir private Path folder;

  @BeforeEach
  void copy() throws IOException {
    Files.copy(EXAMPLE.resolve("a4tech-horizontal-wheel.bpf.o"), folder.resolve("fix.bpf.o"));
    Files.copy(EXAMPLE.resolve("wheel.hid"), folder.resolve("mouse.hid"));
    Files.writeString(
        folder.resolve("wheels.scenario"),
        """
        fix fix.bpf.o
        device mouse.hid
        kernel 6.12, 7.3
        scenario "pans"
        send 40 00 00 01
        expect 00 00 00 00 01
        scenario "is wrong"
        send 40 00 00 01
        expect fields Wheel 1
        """);
    FOLDER.set(folder);
  }

  static class Folder {
    @TestFactory
    Stream<DynamicNode> all() throws IOException {
      return HidBpfTests.in(FOLDER.get());
    }
  }

  static class OneKernel {
    @TestFactory
    Stream<DynamicNode> all() throws IOException {
      return HidBpfTests.in(FOLDER.get().resolve("wheels.scenario"), "7.3");
    }
  }

  private List<String> tests(Class<?> type) {
    return JupiterRun.of(type).tests().stream()
        .map(t -> t.toString().replace(folder + "/", ""))
        .toList();
  }

  @Test
  void eachTestOfTheFolderIsOneForEachKernel() {
    assertThat(tests(Folder.class))
        .containsExactly(
            "all kernels: mouse.fix.snap: no snapshot yet: --update writes it; check it before "
                + "you keep it",
            """
            kernel 6.12: wheels.scenario:9: expected a report with Wheel 1
              Wheel: expected 1, found 0
              in 0.000000 s: 00 00 00 00 01   AC Pan 1""",
            """
            kernel 7.3: wheels.scenario:9: expected a report with Wheel 1
              Wheel: expected 1, found 0
              in 0.000000 s: 00 00 00 00 01   AC Pan 1""",
            "kernel 6.12: passed",
            "kernel 7.3: passed");
  }

  @Test
  void kernelsCanBeChosen() {
    assertThat(tests(OneKernel.class)).hasSize(2).allMatch(t -> t.startsWith("kernel 7.3: "));
  }

  @Test
  void whatCannotBeTestedIsAnError() throws IOException {
    assertThatThrownBy(() -> HidBpfTests.in(folder.resolve("no")))
        .isInstanceOf(IOException.class)
        .hasMessage(folder.resolve("no") + ": no such file or folder");
    assertThatThrownBy(() -> HidBpfTests.in(folder, "7.4"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("7.4: no such profile");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> HidBpfTests.in(empty))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(empty + ": nothing to test: no object, recording or scenario");
  }
}
