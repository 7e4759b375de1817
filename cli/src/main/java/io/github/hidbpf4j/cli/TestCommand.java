package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.cli.file.OutputFiles;
import io.github.hidbpf4j.testing.report.GithubReport;
import io.github.hidbpf4j.testing.report.HtmlTestReport;
import io.github.hidbpf4j.testing.report.JUnitXmlReport;
import io.github.hidbpf4j.testing.report.JsonLinesReader;
import io.github.hidbpf4j.testing.report.JsonLinesReport;
import io.github.hidbpf4j.testing.report.TapReport;
import io.github.hidbpf4j.testing.suite.CaseResult;
import io.github.hidbpf4j.testing.suite.RepeatedSuite;
import io.github.hidbpf4j.testing.suite.Suite;
import io.github.hidbpf4j.testing.suite.SuiteListener;
import io.github.hidbpf4j.testing.suite.SuiteOptions;
import io.github.hidbpf4j.testing.suite.SuiteResult;
import io.github.hidbpf4j.testing.watch.Changes;
import io.github.hidbpf4j.testing.watch.FolderChanges;
import io.github.hidbpf4j.time.Workers;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hidbpf test}: tests of fixes. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = {
      "Tests fixes: replays every recording through every object beside it whose metadata names the device, and compares the outcome with a snapshot; runs scenarios.",
      "Folders are searched recursively. See docs/testing.md.",
    })
final class TestCommand implements Callable<Integer> {
  private static final Pattern SHARD = Pattern.compile("(\\d{1,6})/(\\d{1,6})");

  /** Formats of the output. */
  enum Format {
    /** For people. */
    text,
    /** Test Anything Protocol, version 14. */
    tap,
    /** JSON Lines. */
    json,
    /** Workflow commands of GitHub. */
    github
  }

  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "PATH",
      arity = "0..*",
      description = "Folders, and single objects, recordings and scenarios. Default: this folder.")
  List<Path> paths = new ArrayList<>();

  @Option(names = "--update", description = "Write the snapshots, and show what changed in them.")
  boolean update;

  @Option(
      names = "--prune",
      description = "With --update: remove snapshots that no test has any more.")
  boolean prune;

  @Option(
      names = "--kernel",
      paramLabel = "NAMES",
      description =
          "Kernels to test on, as for verify: 6.12,7.3 or 6.11..7.3 or all. Default: those of the snapshot or scenario; for a new one those of 6.12, 6.18 and 7.3 that load the object.")
  @Nullable String kernels;

  @Option(
      names = "--on-kernel",
      paramLabel = "IMAGE",
      description =
          "Play the tests on a real kernel in QEMU as well, and compare it with the replay: a package (.deb), a folder, or a vmlinuz. May be given several times. See docs/testing.md.")
  List<Path> images = new ArrayList<>();

  @Option(
      names = "--name",
      paramLabel = "TEXT",
      description =
          "Run only tests whose names contain this; * matches anything. May be given several times.")
  List<String> names = new ArrayList<>();

  @Option(names = "--list", description = "Print the names of the tests and run none.")
  boolean list;

  @Option(names = "--fail-fast", description = "Start no more tests after a failure.")
  boolean failFast;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Tests to run at a time. Default: the number of processors.")
  @Nullable Integer jobs;

  @Option(
      names = "--shard",
      paramLabel = "N/M",
      description = "Run the Nth of M parts of the tests, as on the Nth of M machines.")
  @Nullable String shard;

  @Option(
      names = "--merge",
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "Run nothing: merge what shards wrote with --json-lines and --coverage-json, and report the result.")
  List<Path> merge = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Output: ${COMPLETION-CANDIDATES}. Default: text.")
  @Nullable Format format;

  @Option(names = "--json", description = "The same as --format json.")
  boolean json;

  @Option(
      names = "--watch",
      description =
          "Then wait, and rerun tests when their files change or new ones appear, until Ctrl-C; the exit code is that of the tests' last results.")
  boolean watch;

  @Option(names = "--quiet", description = "Print only tests that did not pass, and the total.")
  boolean quiet;

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Write a report in JUnit's XML as well.")
  @Nullable Path junit;

  @Option(names = "--tap", paramLabel = "FILE", description = "Write a report in TAP 14 as well.")
  @Nullable Path tap;

  @Option(
      names = "--json-lines",
      paramLabel = "FILE",
      description = "Write a report in JSON Lines as well.")
  @Nullable Path jsonLines;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write an HTML report as well: an index of the tests, and what happened.")
  @Nullable Path html;

  @Mixin TestCoverage coverage = new TestCoverage();

  @Override
  public Integer call() throws IOException {
    SuiteOptions options = options();
    if (watch) {
      try (Changes changes = new FolderChanges()) {
        return watch(options, changes);
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    try (OutputFiles outputs = new OutputFiles(merge, out)) {
      outputs.add("--junit", junit);
      outputs.add("--tap", tap);
      outputs.add("--json-lines", jsonLines);
      outputs.add("--html", html);
      coverage.addTo(outputs);
      if (list) {
        suite().names().forEach(name -> out.println(Hex.printable(name)));
        out.flush();
        return Errors.FINE;
      }
      List<SuiteListener> each = reports(outputs);
      HtmlTestReport page = html == null ? null : new HtmlTestReport(outputs.writer(html));
      if (page != null) {
        each.add(page);
        options = options.watchedBy(page);
      }
      SuiteListener reports = new All(each);
      SuiteResult result;
      if (!images.isEmpty()) {
        result = OnKernels.run(images, suite(), options, reports, spec.commandLine().getErr());
      } else if (merge.isEmpty()) {
        result = suite().run(options, reports);
      } else {
        result = JsonLinesReader.read(coverage.merge(merge));
        JsonLinesReader.replay(result, reports);
      }
      coverage.write(format() == Format.github ? spec.commandLine().getErr() : out, outputs);
      outputs.commit();
      if (result.cases().isEmpty()) {
        spec.commandLine().getErr().println(Hex.printable("hidbpf: " + nothing()));
      }
      return result.isSuccess() ? Errors.FINE : Errors.REJECTED;
    }
  }

  private int watch(SuiteOptions options, Changes changes) throws IOException {
    TestWatch turns = new TestWatch(Console.of(spec), quiet, Progress.isShared());
    try (Closeable _ = Workers.exitingWith(turns::code)) {
      return turns.run(new RepeatedSuite(roots(), this::selected), options, changes);
    }
  }

  /**
   * Refuses options that write or list something once together with {@code --watch}, which never
   * ends.
   */
  private void checkWatch() {
    Map<String, Boolean> others = new LinkedHashMap<>();
    others.put("--update", update);
    others.put("--list", list);
    others.put("--merge", !merge.isEmpty());
    others.put("--format " + format(), format() != Format.text);
    others.put("--junit", junit != null);
    others.put("--tap", tap != null);
    others.put("--json-lines", jsonLines != null);
    others.put("--html", html != null);
    others.put("--coverage", coverage.isWanted());
    others.forEach(
        (option, isGiven) -> {
          if (isGiven) {
            throw new Errors.UsageException(
                "--watch prints text, turn by turn: it cannot be combined with " + option);
          }
        });
  }

  /**
   * Refuses options that make no sense on a real kernel, which has a version of its own, and is
   * slow.
   */
  private void checkOnKernel() {
    Map<String, Boolean> others = new LinkedHashMap<>();
    others.put("--kernel", kernels != null);
    others.put("--update", update);
    others.put("--watch", watch);
    others.put("--merge", !merge.isEmpty());
    others.put("--jobs", jobs != null);
    others.forEach(
        (option, isGiven) -> {
          if (isGiven) {
            throw new Errors.UsageException(
                "--on-kernel plays the tests on the kernel of the image, one after the other: it "
                    + "cannot be combined with "
                    + option);
          }
        });
  }

  /** Says why there were no tests. */
  private String nothing() throws IOException {
    if (!merge.isEmpty()) {
      return "no test was run: none of the files is a report of one";
    }
    int all = Suite.of(roots()).names().size();
    if (all == 0) {
      return "no test was run: expected folders with objects (*.bpf.o) and recordings (*.hid) or scenarios (*.scenario)";
    }
    return "no test was run: %s of %d %s"
        .formatted(
            names.isEmpty()
                ? "part %s has none".formatted(shard)
                : "--name %s selects none".formatted(String.join(", ", names)),
            all,
            all == 1 ? "test" : "tests");
  }

  /** Notifies several listeners in turn. */
  private record All(List<SuiteListener> each) implements SuiteListener {
    @Override
    public void started(int tests) {
      each.forEach(l -> l.started(tests));
    }

    @Override
    public void finished(CaseResult result) {
      each.forEach(l -> l.finished(result));
    }

    @Override
    public void finished(SuiteResult result) {
      each.forEach(l -> l.finished(result));
    }
  }

  private List<SuiteListener> reports(OutputFiles outputs) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<SuiteListener> reports = new ArrayList<>();
    reports.add(
        switch (format()) {
          case text -> new TestText(out, quiet);
          case tap -> new TapReport(out);
          case json -> new JsonLinesReport(out, part());
          case github -> new GithubReport(out);
        });
    if (format() == Format.github) {
      reports.add(new TestText(spec.commandLine().getErr(), quiet));
    }
    if (junit != null) {
      reports.add(new JUnitXmlReport(outputs.writer(junit)));
    }
    if (tap != null) {
      reports.add(new TapReport(new PrintWriter(outputs.writer(tap))));
    }
    if (jsonLines != null) {
      reports.add(new JsonLinesReport(new PrintWriter(outputs.writer(jsonLines)), part()));
    }
    return reports;
  }

  private Format format() {
    if (json && format != null && format != Format.json) {
      throw new Errors.UsageException("--json and --format " + format + ": choose one");
    }
    return json ? Format.json : format == null ? Format.text : format;
  }

  private SuiteOptions options() {
    if (jobs != null && (jobs < 1 || jobs > 1024)) {
      throw new Errors.UsageException("--jobs " + jobs + ": expected 1 to 1024");
    }
    if (!merge.isEmpty() && (!paths.isEmpty() || update || list || shard != null)) {
      throw new Errors.UsageException(
          "--merge runs nothing: it cannot be combined with PATH, --update, --list or --shard");
    }
    if (coverage.shown && (format() == Format.tap || format() == Format.json)) {
      throw new Errors.UsageException(
          "--coverage prints text: with --format %s use --coverage-json or --coverage-lcov"
              .formatted(format()));
    }
    if (watch) {
      checkWatch();
    }
    if (!images.isEmpty()) {
      checkOnKernel();
    }
    if (prune && !update) {
      throw new Errors.UsageException("--prune requires --update: nothing is removed without it");
    }
    return new SuiteOptions(
        kernels == null ? List.of() : KernelNames.parse(kernels),
        update,
        prune,
        failFast,
        jobs == null ? Runtime.getRuntime().availableProcessors() : jobs,
        coverage.counts());
  }

  private List<Path> roots() {
    return paths.isEmpty() ? List.of(Path.of("")) : paths;
  }

  private Suite suite() throws IOException {
    return selected(Suite.of(roots()));
  }

  /** The tests that the options select. */
  private Suite selected(Suite all) {
    Suite suite = all;
    if (!names.isEmpty()) {
      List<Pattern> wanted = names.stream().map(TestCommand::pattern).toList();
      suite = suite.select(name -> wanted.stream().anyMatch(p -> p.matcher(name).find()));
    }
    return shard == null ? suite : suite.shard(shard().number(), shard().count());
  }

  /** A part of the tests: one of so many. */
  private record Shard(int number, int count) {}

  private Shard shard() {
    Matcher parts = SHARD.matcher(String.valueOf(shard));
    int number = parts.matches() ? Integer.parseInt(parts.group(1)) : 0;
    int count = parts.matches() ? Integer.parseInt(parts.group(2)) : 0;
    if (number < 1 || number > count) {
      throw new Errors.UsageException(
          "--shard %s: expected a number and how many there are, as in 2/5".formatted(shard));
    }
    return new Shard(number, count);
  }

  /** The shard as reports record it, for {@code --merge}; empty for all tests. */
  private String part() {
    return shard == null ? "" : shard().number() + "/" + shard().count();
  }

  /** A pattern for text in which {@code *} stands for anything. */
  private static Pattern pattern(String text) {
    List<String> parts = List.of(text.split("\\*", -1));
    return Pattern.compile(String.join(".*", parts.stream().map(Pattern::quote).toList()));
  }
}
