package io.github.hidbpf4j.junit;

import io.github.hidbpf4j.kernel.verify.KernelList;
import io.github.hidbpf4j.testing.suite.CaseResult;
import io.github.hidbpf4j.testing.suite.Failure;
import io.github.hidbpf4j.testing.suite.KernelResult;
import io.github.hidbpf4j.testing.suite.Status;
import io.github.hidbpf4j.testing.suite.Suite;
import io.github.hidbpf4j.testing.suite.SuiteListener;
import io.github.hidbpf4j.testing.suite.SuiteOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.TestAbortedException;

/**
 * The tests of a folder, as {@code hidbpf test} runs them: every object with every recording that
 * it is for, compared with its snapshot, and every scenario.
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicNode> fixes() throws IOException {
 *   return HidBpfTests.in(Path.of("fixes"));
 * }
 * }</pre>
 */
public final class HidBpfTests {
  private HidBpfTests() {}

  /**
   * Finds the tests of a folder and its subfolders, or of one file.
   *
   * @param path folder, object, recording or scenario; relative to the working directory
   * @param kernels such as {@code 6.12}, {@code 6.11..7.3} or {@code all}; if none are given, those
   *     of the snapshots and scenarios
   * @return a container for each test, with a test for each kernel; tests that are not about a
   *     requested kernel are skipped
   * @throws IOException if there is no such file or folder
   * @throws IllegalArgumentException if there is no such kernel, or nothing to test
   */
  public static Stream<DynamicNode> in(Path path, String... kernels) throws IOException {
    Set<String> names = new LinkedHashSet<>();
    for (String kernel : kernels) {
      names.addAll(KernelList.parse(kernel));
    }
    SuiteOptions options = SuiteOptions.DEFAULT.on(names.toArray(String[]::new));
    Suite suite = Suite.of(List.of(path));
    if (suite.names().isEmpty()) {
      throw new IllegalArgumentException(
          path + ": nothing to test: no object, recording or scenario");
    }
    return suite.names().stream().map(name -> container(suite, name, options));
  }

  /**
   * The container of a test, which runs when JUnit opens the container, possibly in parallel with
   * others.
   */
  private static DynamicNode container(Suite suite, String name, SuiteOptions options) {
    return DynamicContainer.dynamicContainer(
        name,
        Stream.of(name)
            .flatMap(each -> results(suite.select(each::equals), options).stream())
            .map(HidBpfTests::test));
  }

  private static List<KernelResult> results(Suite one, SuiteOptions options) {
    List<KernelResult> results = new ArrayList<>();
    try {
      var _ =
          one.run(
              options,
              new SuiteListener() {
                @Override
                public void finished(CaseResult result) {
                  results.addAll(result.kernels());
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return results;
  }

  private static DynamicTest test(KernelResult result) {
    return DynamicTest.dynamicTest(
        result.kernel().isEmpty() ? "all kernels" : "kernel " + result.kernel(),
        () -> {
          if (result.status() == Status.FAILED) {
            throw FailureText.failure(text(result));
          }
          if (result.status() == Status.SKIPPED) {
            throw new TestAbortedException(text(result));
          }
        });
  }

  private static String text(KernelResult result) {
    List<String> all = new ArrayList<>();
    for (Failure failure : result.failures()) {
      all.add(FailureText.message(failure.place() + ": " + failure.message(), failure.details()));
    }
    return String.join("\n", all);
  }
}
