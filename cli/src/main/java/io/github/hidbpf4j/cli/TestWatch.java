package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.testing.suite.CaseResult;
import io.github.hidbpf4j.testing.suite.RepeatedSuite;
import io.github.hidbpf4j.testing.suite.Status;
import io.github.hidbpf4j.testing.suite.SuiteListener;
import io.github.hidbpf4j.testing.suite.SuiteOptions;
import io.github.hidbpf4j.testing.suite.SuiteResult;
import io.github.hidbpf4j.testing.watch.Changes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code hidbpf test --watch}: runs tests again and prints the results whenever something has
 * changed.
 */
final class TestWatch {
  /** Moves the cursor to the corner and clears everything below it. */
  private static final String CLEAR = "\033[H\033[2J";

  private static final int MOST_CHANGED = 3;

  private final Console console;
  private final boolean quiet;
  private final boolean clears;

  /** The exit code if the process ended now. */
  private volatile int code = Errors.REJECTED;

  /**
   * Creates a watch.
   *
   * @param quiet whether to only count tests that passed
   * @param clears whether each turn clears the screen and shows all that still fails
   */
  TestWatch(Console console, boolean quiet, boolean clears) {
    this.console = console;
    this.quiet = quiet;
    this.clears = clears;
  }

  /** The exit code according to the tests' last results. */
  int code() {
    return code;
  }

  /**
   * Runs tests until no more changes come.
   *
   * @throws IOException if the first turn finds nothing to read, or nothing can be watched
   */
  int run(RepeatedSuite suite, SuiteOptions options, Changes changes) throws IOException {
    boolean _ = changes.watch(suite.folders());
    turn(suite, options);
    boolean again;
    do {
      // Files that the turn found may lie in other folders, and may have changed before these were
      // watched.
      again = changes.watch(suite.folders()) || changes.await();
      if (again) {
        try {
          turn(suite, options);
        } catch (IOException e) {
          // A folder that is being moved, a full disk: it may work again later.
          code = Errors.report(e, console.err());
          console.err().flush();
        }
      }
    } while (again);
    return code;
  }

  private void turn(RepeatedSuite suite, SuiteOptions options) throws IOException {
    PrintWriter out = console.out();
    TestText text = new TestText(out, quiet);
    RepeatedSuite.Turn turn =
        suite.next(
            options,
            () -> {
              if (clears) {
                out.print(CLEAR);
              }
            },
            new SuiteListener() {
              @Override
              public void finished(CaseResult result) {
                text.finished(result);
              }
            });
    if (turn == null) {
      return;
    }
    if (clears) {
      turn.earlier().stream().filter(c -> c.status() == Status.FAILED).forEach(text::finished);
    }
    for (Path object : turn.outdated()) {
      out.printf(
          "%s  %s is older than its source: build it, its results are not those of the source%n",
          Ink.CHANGED.on("note   "), Hex.printable(object.toString()));
    }
    SuiteResult all = turn.all();
    code = all.isSuccess() ? Errors.FINE : Errors.REJECTED;
    out.println(summary(turn, all));
    out.flush();
  }

  private static String summary(RepeatedSuite.Turn turn, SuiteResult all) {
    int run = turn.ran().cases().size();
    String result =
        all.cases().isEmpty() && all.notRun() == 0
            ? "there are no tests"
            : "%d of %d tests run in %.1f s: %s"
                .formatted(
                    run,
                    all.cases().size() + all.notRun(),
                    turn.ran().nanos() / 1e9,
                    TestText.counts(all));
    return turn.changed().isEmpty() ? result : result + changed(turn.changed());
  }

  private static String changed(List<Path> files) {
    String names =
        files.stream()
            .limit(MOST_CHANGED)
            .map(file -> Hex.printable(file.toString()))
            .collect(Collectors.joining(", "));
    int more = files.size() - MOST_CHANGED;
    return "; changed: " + names + (more > 0 ? " and " + more + " more" : "");
  }
}
