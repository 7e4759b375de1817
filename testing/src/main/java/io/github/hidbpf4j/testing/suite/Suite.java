package io.github.hidbpf4j.testing.suite;

import io.github.hidbpf4j.time.Stopwatch;
import io.github.hidbpf4j.time.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The tests of some folders. Immutable; may be run several times. */
public final class Suite {
  private final List<TestCase> cases;

  private Suite(List<TestCase> cases) {
    this.cases = cases;
  }

  /**
   * Finds the tests in these folders and below.
   *
   * @param paths folders, and single objects, recordings and scenarios
   * @throws IOException if a path does not exist or cannot be read
   */
  public static Suite of(List<Path> paths) throws IOException {
    return of(TestFiles.of(paths));
  }

  /** The tests for these files. */
  static Suite of(TestFiles files) {
    List<TestCase> found = new ArrayList<>(Discovery.of(files));
    found.sort(Comparator.comparing(TestCase::name));
    return new Suite(List.copyOf(found));
  }

  /** The tests, in order. */
  List<TestCase> cases() {
    return cases;
  }

  /** {@return names of the tests, in order} */
  public List<String> names() {
    return cases.stream().map(TestCase::name).toList();
  }

  /**
   * Selects tests.
   *
   * @param wanted decides by name
   * @return a suite of those
   */
  public Suite select(Predicate<String> wanted) {
    return new Suite(cases.stream().filter(c -> wanted.test(c.name())).toList());
  }

  /**
   * Takes a shard: all shards together are the whole suite, whichever machine each runs on.
   *
   * @param number number of the shard, from 1
   * @param parts how many there are
   * @return every {@code parts}-th test
   */
  public Suite shard(int number, int parts) {
    List<TestCase> mine = new ArrayList<>();
    for (int i = number - 1; i < cases.size(); i += parts) {
      mine.add(cases.get(i));
    }
    return new Suite(List.copyOf(mine));
  }

  /**
   * Runs all tests.
   *
   * @param listener told of each in the suite's order, and of the end
   * @return the results
   * @throws IOException if the listener cannot write
   */
  public SuiteResult run(SuiteOptions options, SuiteListener listener) throws IOException {
    Stopwatch begin = Stopwatch.start();
    listener.started(cases.size());
    Progress progress = new Progress(listener);
    Workers.run(
        Math.clamp(options.jobs(), 1, Math.max(1, cases.size())),
        () -> {
          for (int i = progress.next(); i >= 0; i = progress.next()) {
            TestCase test = cases.get(i);
            CaseResult result = run(test, options);
            progress.finished(i, result, options.failFast());
          }
        });
    SuiteResult result = new SuiteResult(progress.results(), progress.notRun(), begin.nanos());
    listener.finished(result);
    return result;
  }

  /** Runs a test; an internal error in one does not stop the others. */
  private static CaseResult run(TestCase test, SuiteOptions options) {
    try {
      return test.run(options);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return new BrokenCase(
              test.name(),
              test.file(),
              new Failure(
                  test.file(), 0, "this is a bug in hidbpf, please report it: " + e, stack(e)))
          .run(options);
    }
  }

  private static List<String> stack(Throwable e) {
    return List.of(e.getStackTrace()).stream().limit(8).map(StackTraceElement::toString).toList();
  }

  /** Hands out tests to workers, and reports results in order. */
  private final class Progress {
    private final SuiteListener listener;
    private final @Nullable CaseResult[] done = new @Nullable CaseResult[cases.size()];
    private final List<CaseResult> results = new ArrayList<>();
    private int begun;
    private int told;
    private boolean stopped;

    Progress(SuiteListener listener) {
      this.listener = listener;
    }

    synchronized int next() {
      return stopped || begun == cases.size() ? -1 : begun++;
    }

    synchronized void finished(int index, CaseResult result, boolean failFast) {
      done[index] = result;
      stopped |= failFast && result.status() == Status.FAILED;
      for (CaseResult next = told(); next != null; next = told()) {
        results.add(next);
        told++;
        listener.finished(next);
      }
    }

    private @Nullable CaseResult told() {
      return told < done.length ? done[told] : null;
    }

    synchronized List<CaseResult> results() {
      return results;
    }

    synchronized int notRun() {
      return cases.size() - results.size();
    }
  }
}
