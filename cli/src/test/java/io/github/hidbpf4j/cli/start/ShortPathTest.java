package io.github.hidbpf4j.cli.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.cli.Main;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What commands that have to start fast must avoid: picocli, which no AOT cache holds; switches
 * over types and javac's equals and hashCode of records, which JDK 25 does not keep linked in the
 * cache; and numbers in format strings, for which Java looks up the locale's digits. And what every
 * command must avoid: the classes of the others.
 */
class ShortPathTest {
  private static final Path ROOT = Path.of(System.getProperty("hidbpf4j.root", "."));
  private static final String OBJECT =
      ROOT.resolve("testdata/hid-bpf/empty_event.bpf.o").toString();
  private static final String EXAMPLES = ROOT.resolve("examples").toString();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "verify OBJECT",
        "inspect OBJECT",
        "verify EXAMPLES/a4tech-horizontal-wheel/a4tech-horizontal-wheel.bpf.o",
        "verify EXAMPLES/imperator-macro/imperator-macro.bpf.o",
        "verify EXAMPLES/rollermouse-double-click/rollermouse-double-click.bpf.o",
        "verify EXAMPLES/sixaxis-reinit/sixaxis-reinit.bpf.o",
        "inspect EXAMPLES/fine-wheel/fine-wheel.bpf.o",
        "run EXAMPLES/a4tech-horizontal-wheel/a4tech-horizontal-wheel.bpf.o --device EXAMPLES/a4tech-horizontal-wheel/wheel.hid",
        "run EXAMPLES/imperator-macro/imperator-macro.bpf.o --device EXAMPLES/imperator-macro/imperator.hid",
        "--help",
        "--version"
      })
  void loadsNothingThatNoCacheHolds(String command) throws Exception {
    assertThat(loadedBy(command))
        .noneMatch(l -> l.contains(" picocli."))
        .noneMatch(l -> l.contains("hidbpf4j") && l.contains("$$TypeSwitch/"))
        .noneMatch(l -> l.contains(" java.lang.runtime.ObjectMethods "))
        .noneMatch(l -> l.contains(" java.text.DecimalFormatSymbols "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"disasm OBJECT", "run --help"})
  void loadsNoOtherVerb(String command) throws Exception {
    String own = command.startsWith("run") ? "RunCommand" : "DisasmCommand";
    assertThat(loadedBy(command))
        .anyMatch(l -> l.contains("." + own + " "))
        .filteredOn(l -> l.matches(".*hidbpf4j\\.cli\\.\\w+Command .*"))
        .allMatch(l -> l.contains("." + own + " ") || l.contains(".HidbpfCommand "));
    assertThat(loadedBy(command)).noneMatch(l -> l.contains("hidbpf4j.linux."));
  }

  private static List<String> loadedBy(String command) throws Exception {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:class+load"));
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    words.addAll(
        List.of(command.replace("OBJECT", OBJECT).replace("EXAMPLES", EXAMPLES).split(" ", -1)));
    Process process =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    List<String> loaded;
    try (BufferedReader out = process.inputReader()) {
      loaded = out.lines().filter(l -> l.contains("[class,load]")).toList();
    }
    assertThat(process.waitFor()).isZero();
    assertThat(loaded).anyMatch(l -> l.contains("io.github.hidbpf4j.cli.CommandProcess"));
    return loaded;
  }
}
