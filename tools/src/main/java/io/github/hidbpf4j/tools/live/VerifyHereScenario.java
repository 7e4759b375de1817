package io.github.hidbpf4j.tools.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code hidbpf verify --here}: both verdicts on the examples are the same, including those in
 * {@code examples/rejected}; {@code --report} makes the report that is otherwise made only if
 * verdicts differ.
 */
final class VerifyHereScenario implements LiveScenario {
  private static final Pattern OBJECT = Pattern.compile("(\\S+\\.bpf\\.o): kernel .*");
  private static final Pattern VERDICTS =
      Pattern.compile("(\\S+)\\s+kernel (.+?)\\s+hidbpf (.+?)\\s+(same.*|DIFFERENT)");

  private static final String REJECTED = "rejected";

  /** With fewer programs, the examples were not found. */
  private static final int LEAST = 80;

  /** How many objects of {@code examples/rejected} a kernel may accept at most. */
  private static final int MOST_TAKEN = 3;

  /** One of the programs of {@link #OBJECT_OF_REPORT}. */
  private static final String REPORTED = "interrupts_off_and_on";

  private static final String OBJECT_OF_REPORT = "releases.bpf.o";
  private static final String FOLDER = "hidbpf-report-here";

  private static final List<String> REPORT =
      List.of(
          "report.txt",
          "configuration.txt",
          "btf.txt",
          REPORTED + ".kernel.log",
          REPORTED + ".hidbpf.log",
          OBJECT_OF_REPORT);

  @Override
  public String name() {
    return "kernel-verify-here";
  }

  @Override
  public String text() {
    return "hidbpf verify --here says of the examples, rejected ones too, what the kernel says";
  }

  @Override
  public boolean needsHidBpf() {
    return true;
  }

  @Override
  public void run(LiveStage stage) throws IOException {
    examples(stage);
    report(stage);
  }

  private void examples(LiveStage stage) throws IOException {
    List<Object> files = new ArrayList<>();
    List<String> rejected = new ArrayList<>();
    Path folder = stage.root().resolve("examples");
    try (Stream<Path> found = Files.walk(folder)) {
      found
          .filter(file -> file.toString().endsWith(".bpf.o"))
          // Objects for 6.3 to 6.10 attach to functions that later kernels do not have.
          .filter(file -> !file.toString().endsWith(".tracing.bpf.o"))
          .sorted()
          .forEach(
              file -> {
                files.add(file);
                if (folder.resolve(REJECTED).equals(file.getParent())) {
                  rejected.add(file.getFileName().toString());
                }
              });
    }
    List<String> lines = stage.run("verify-here", files.toArray()).lines();
    Map<String, Boolean> accepted = new HashMap<>();
    List<String> wrong = new ArrayList<>();
    int programs = 0;
    int otherReasons = 0;
    boolean other = false;
    String object = "";
    for (String line : lines) {
      Matcher names = OBJECT.matcher(line);
      Matcher verdicts = VERDICTS.matcher(line);
      if (names.matches()) {
        object = names.group(1);
        accepted.put(object, true);
      } else if (verdicts.matches()) {
        programs++;
        if (!verdicts.group(4).startsWith("same")) {
          wrong.add(object + ": " + line);
        }
        other = verdicts.group(4).contains("other reason");
        if (other) {
          otherReasons++;
          stage.note("%s: %s: %s".formatted(name(), object, verdicts.group(1)));
        }
        if (!verdicts.group(2).equals("accepted")) {
          accepted.put(object, false);
        }
      } else if (other && line.startsWith("  ")) {
        stage.note(line);
      }
    }
    // Later kernels accept some of them.
    List<String> taken =
        rejected.stream().filter(each -> accepted.getOrDefault(each, true)).toList();
    if (taken.size() > MOST_TAKEN) {
      wrong.add("not rejected: " + taken);
    }
    ScenarioFailure.unless(
        wrong.isEmpty() && programs >= LEAST && accepted.size() == files.size(),
        "%d programs of %d in %d objects; %s; last lines %s"
            .formatted(
                programs,
                accepted.size(),
                files.size(),
                wrong,
                lines.subList(Math.max(0, lines.size() - 5), lines.size())));
    ScenarioFailure.unless(
        lines.contains("code 1") && lines.stream().noneMatch(line -> line.startsWith("file ")),
        "expected code 1, as some are rejected, and no report: " + lines.getLast());
    stage.note(
        "%s: %d programs of %d objects, %d rejected for a reason of another text; accepted though in %s: %s"
            .formatted(name(), programs, accepted.size(), otherReasons, REJECTED, taken));
  }

  private static void report(LiveStage stage) throws IOException {
    Path object = stage.root().resolve("testdata/verifier").resolve(OBJECT_OF_REPORT);
    List<String> lines =
        stage.run("verify-here", "--program", REPORTED, "--report", FOLDER, object).lines();
    ScenarioFailure.unless(
        lines.contains("code 0")
            && lines.stream().anyMatch(l -> l.startsWith(REPORTED) && l.endsWith("same"))
            && lines.contains("report      " + FOLDER),
        "expected the same verdicts, and a report: " + lines);
    for (String file : REPORT) {
      ScenarioFailure.unless(
          lines.stream().anyMatch(line -> line.startsWith("file " + FOLDER + "/" + file + " ")),
          "no %s in the report: %s".formatted(file, lines));
    }
  }
}
