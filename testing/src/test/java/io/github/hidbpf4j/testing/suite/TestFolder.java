package io.github.hidbpf4j.testing.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** A folder of fixes under test: the examples' objects and recordings under other names. */
record TestFolder(Path path) {
  static final Path ROOT = Path.of(System.getProperty("hidbpf4j.root"));
  static final String WHEEL = "examples/a4tech-horizontal-wheel/a4tech-horizontal-wheel.bpf.o";
  static final String WHEEL_RECORDING = "examples/a4tech-horizontal-wheel/wheel.hid";
  static final String PEN = "examples/pen-out-of-proximity/pen-out-of-proximity.bpf.o";
  static final String PEN_RECORDING = "examples/pen-out-of-proximity/pen.hid";

  TestFolder copy(String from, String to) {
    try {
      Path target = path.resolve(to);
      Files.createDirectories(target.getParent());
      Files.copy(ROOT.resolve(from), target, StandardCopyOption.REPLACE_EXISTING);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TestFolder write(String name, String text) {
    try {
      Path target = path.resolve(name);
      Files.createDirectories(target.getParent());
      Files.writeString(target, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds the mouse with its fix. */
  TestFolder wheel() {
    return copy(WHEEL, "wheel-fix.bpf.o").copy(WHEEL_RECORDING, "wheel.hid");
  }

  String read(String name) {
    try {
      return Files.readString(path.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Suite suite(String... names) throws IOException {
    return Suite.of(
        names.length == 0 ? List.of(path) : List.of(names).stream().map(path::resolve).toList());
  }

  /** Names of the tests, relative to the folder. */
  List<String> names(String... paths) throws IOException {
    return suite(paths).names().stream().map(this::relative).toList();
  }

  String relative(String text) {
    return text.replace(path + "/", "");
  }

  SuiteResult run(SuiteOptions options, String... names) throws IOException {
    return suite(names).run(options, new SuiteListener() {});
  }

  /** Runs the tests; returns a line for each test, kernel and failure. */
  List<String> told(SuiteOptions options, String... names) throws IOException {
    return run(options, names).cases().stream()
        .flatMap(
            c ->
                c.kernels().stream()
                    .flatMap(
                        k ->
                            k.failures().isEmpty()
                                ? Stream.of(told(c, k))
                                : k.failures().stream()
                                    .map(
                                        f ->
                                            told(c, k)
                                                + " | "
                                                + relative(f.place())
                                                + ": "
                                                + relative(f.message()))))
        .toList();
  }

  private String told(CaseResult c, KernelResult k) {
    return "%s [%s] %s".formatted(relative(c.name()), k.kernel(), k.status().text());
  }
}
