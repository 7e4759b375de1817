package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.cli.onkernel.QemuKernel;
import io.github.hidbpf4j.guest.GuestException;
import io.github.hidbpf4j.testing.suite.CaseResult;
import io.github.hidbpf4j.testing.suite.KernelResult;
import io.github.hidbpf4j.testing.suite.Suite;
import io.github.hidbpf4j.testing.suite.SuiteListener;
import io.github.hidbpf4j.testing.suite.SuiteOptions;
import io.github.hidbpf4j.testing.suite.SuiteResult;
import io.github.hidbpf4j.time.Stopwatch;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code hidbpf test --on-kernel}: plays a suite on one real kernel after another. */
final class OnKernels {
  private OnKernels() {}

  /**
   * Plays the suite.
   *
   * @param images the kernels' images
   * @param listener told of each test once it has been played on the last kernel
   * @param notes receives a line for each kernel
   */
  static SuiteResult run(
      List<Path> images,
      Suite suite,
      SuiteOptions options,
      SuiteListener listener,
      PrintWriter notes)
      throws IOException {
    Stopwatch begin = Stopwatch.start();
    Merged merged = new Merged(images.size(), listener);
    int notRun = 0;
    for (Path image : images) {
      Path folder = Files.createTempDirectory("hidbpf-kernel");
      boolean kept = false;
      try (QemuKernel kernel = QemuKernel.boot(image, folder)) {
        merged.begin(kernel.label());
        notRun = Math.max(notRun, suite.run(options.onReal(kernel), merged).notRun());
        kernel.summary().forEach(line -> notes.println(Hex.printable(line)));
        notes.flush();
      } catch (GuestException e) {
        // The exception's message names a console in that folder.
        kept = !isEmpty(folder);
        throw e;
      } finally {
        if (!kept) {
          delete(folder);
        }
      }
    }
    SuiteResult result = new SuiteResult(merged.results(), notRun, begin.nanos());
    listener.finished(result);
    return result;
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  /** The results contain what mattered in the consoles. */
  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }

  /** Merges the results of each test over the kernels. */
  private static final class Merged implements SuiteListener {
    private final int kernels;
    private final SuiteListener listener;
    private final Map<String, CaseResult> byName = new LinkedHashMap<>();
    private final List<String> labels = new ArrayList<>();

    Merged(int kernels, SuiteListener listener) {
      this.kernels = kernels;
      this.listener = listener;
    }

    void begin(String label) {
      if (labels.contains(label)) {
        throw new Errors.UsageException(
            "--on-kernel: two images of kernel %s: results would have the same name"
                .formatted(label));
      }
      labels.add(label);
    }

    @Override
    public void started(int tests) {
      if (labels.size() == 1) {
        listener.started(tests);
      }
    }

    @Override
    public void finished(CaseResult result) {
      CaseResult all =
          byName.merge(
              result.name(),
              result,
              (a, b) -> {
                List<KernelResult> both = new ArrayList<>(a.kernels());
                both.addAll(b.kernels());
                return new CaseResult(a.name(), a.file(), both);
              });
      if (labels.size() == kernels) {
        listener.finished(all);
      }
    }

    List<CaseResult> results() {
      return List.copyOf(byName.values());
    }
  }
}
