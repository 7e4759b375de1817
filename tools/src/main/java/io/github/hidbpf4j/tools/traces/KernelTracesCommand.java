package io.github.hidbpf4j.tools.traces;

import io.github.hidbpf4j.bpf.memory.NoSpaceException;
import io.github.hidbpf4j.cli.engine.EngineName;
import io.github.hidbpf4j.hid.device.DriverTable;
import io.github.hidbpf4j.hid.device.HidCoreRules;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.tools.expected.ExpectedDifferences;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code scripts/kernel-traces}. */
@Command(
    name = "kernel-traces",
    mixinStandardHelpOptions = true,
    description = {
      "Replays input scripts and compares what happens with the traces of a real kernel.",
      "DIR holds specs/*.spec, traces/*.jsonl and objs/*.bpf.o. OBJECTS holds objs-hid/*.bpf.o, a kernel tree's own, named with a leading k__ or k73__ in the scripts.",
      "A script without a trace stands for one that the kernel did not survive: it agrees when we do, with a finding.",
      "Exits with 0 when all agree but those listed in --expected; the last line is 'N of M'.",
    })
public final class KernelTracesCommand implements Callable<Integer> {
  /** An object of a kernel's own tree: {@code k__} or {@code k73__}, then its name there. */
  private static final Pattern OF_TREE = Pattern.compile("k\\d*__(.+)");

  @Spec CommandSpec spec;

  @Parameters(index = "0", paramLabel = "DIR", description = "Folder with specs, traces and objs.")
  Path dir;

  @Parameters(index = "1", paramLabel = "OBJECTS", description = "Folder with objs-hid.")
  Path objects;

  @Option(
      names = "--expected",
      paramLabel = "FILE",
      description =
          "Runs that are expected to differ: one a line, its name, a blank, the reason. # begins a comment.")
  @Nullable Path expected;

  @Option(
      names = "--scripts",
      paramLabel = "DIR",
      description =
          "Another such folder: its scripts are run as well, and its objects loaded, where DIR has none of that name.")
  @Nullable Path scripts;

  @Option(
      names = "--kernel",
      paramLabel = "KERNEL",
      defaultValue = "6.12",
      description =
          "Which kernel the traces are of: a profile, such as 7.3, or a stable level of one that differs, such as 6.18.15. Default: ${DEFAULT-VALUE}.")
  String kernel = "6.12";

  @Option(names = "--only", paramLabel = "NAME", description = "Only the run of this name.")
  @Nullable String only;

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      description = "What runs programs: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.",
      defaultValue = "compiled")
  EngineName engine = EngineName.compiled;

  @Option(names = "--verbose", description = "Print all that happened here.")
  boolean verbose;

  private TracedKernel traced = TracedKernel.of("6.12");
  private PrintWriter out = new PrintWriter(Writer.nullWriter());

  @Override
  public Integer call() throws IOException {
    out = spec.commandLine().getOut();
    traced = TracedKernel.of(kernel);
    Map<String, String> allowed = ExpectedDifferences.read(expected);
    int agree = 0;
    int count = 0;
    int surprises = 0;
    for (Path script : allScripts()) {
      TraceSpec traceSpec = TraceSpec.read(script);
      if (only != null && !only.equals(traceSpec.name())) {
        continue;
      }
      count++;
      List<String> differences = compare(traceSpec);
      String reason = allowed.get(traceSpec.name());
      if (differences.isEmpty()) {
        agree++;
        out.printf(
            "%-48s agrees%s%n",
            traceSpec.name(), reason == null ? "" : " (was expected to differ)");
      } else {
        if (reason == null) {
          surprises++;
        }
        out.printf(
            "%-48s differs%s%n", traceSpec.name(), reason == null ? "" : ", expected: " + reason);
        differences.forEach(d -> out.println("    " + d));
      }
    }
    out.printf("%d of %d%n", agree, count);
    out.flush();
    return surprises == 0 ? 0 : 1;
  }

  /** All scripts, by name. */
  private Collection<Path> allScripts() throws IOException {
    Map<String, Path> byName = new TreeMap<>();
    for (Path folder : scripts == null ? List.of(dir) : List.of(scripts, dir)) {
      try (Stream<Path> files = Files.list(folder.resolve("specs"))) {
        files
            .filter(f -> f.toString().endsWith(".spec"))
            .forEach(f -> byName.put(f.getFileName().toString(), f));
      }
    }
    return byName.values();
  }

  /**
   * Compares our run of a script with its trace. The script does not say in which order modules
   * were loaded, which matters if the fixup precedes the choice of drivers: it is enough if one
   * order agrees.
   */
  private List<String> compare(TraceSpec traceSpec) throws IOException {
    List<String> differences = compare(traceSpec, traced);
    if (differences.isEmpty()
        || traced.rules().core().fixup() != HidCoreRules.FixupTime.ONCE_BEFORE_GROUPING) {
      return differences;
    }
    if (compare(traceSpec, traced.with(DriverTable.MULTITOUCH_FIRST)).isEmpty()) {
      out.printf("    as with hid-multitouch loaded before hid-generic%n");
      return List.of();
    }
    return differences;
  }

  private List<String> compare(TraceSpec traceSpec, TracedKernel kernelOf) throws IOException {
    Path file = dir.resolve("traces").resolve(traceSpec.name() + ".jsonl");
    List<TraceEvent> trace = Files.exists(file) ? TraceEvent.read(file) : null;
    Replayed free = replay(traceSpec, kernelOf, trace, Pace.FREE);
    // If callbacks ran, how far they get between inputs is not determined.
    return trace == null || free.differences.isEmpty() || !free.asynchronous
        ? free.differences
        : replay(traceSpec, kernelOf, trace, Pace.of(trace)).differences;
  }

  private record Replayed(List<String> differences, boolean asynchronous) {}

  private Replayed replay(
      TraceSpec traceSpec, TracedKernel kernelOf, @Nullable List<TraceEvent> trace, Pace pace)
      throws IOException {
    SpecRunner runner = new SpecRunner(this::find, kernelOf, pace, 0, engine.engine());
    List<TraceEvent> ours;
    List<TraceEvent> again;
    try {
      ours = runner.run(traceSpec);
      again = new SpecRunner(this::find, kernelOf, pace, 1, engine.engine()).run(traceSpec);
    } catch (NoSpaceException e) {
      throw e;
    } catch (RuntimeException e) {
      if (verbose) {
        runner.events().forEach(event -> out.println("    | " + event));
        e.printStackTrace(out);
      }
      return new Replayed(List.of("not replayed: " + e.getMessage()), false);
    }
    if (verbose) {
      ours.forEach(e -> out.println("    | " + e));
    }
    List<String> differences =
        trace == null
            ? survived(runner.findings())
            : TraceComparison.differences(trace, ours, again, runner.isAsynchronous());
    return new Replayed(differences, runner.isAsynchronous());
  }

  private List<String> survived(List<Finding> findings) {
    if (findings.isEmpty()) {
      return List.of("the kernel did not survive this one, and here is no finding");
    }
    List<String> none = new ArrayList<>();
    findings.stream().map(Finding::toString).distinct().forEach(f -> out.println("    " + f));
    return none;
  }

  /**
   * Finds an object: ours are in a folder with their scripts, those of a kernel's tree in OBJECTS.
   */
  private Path find(String scriptPath) {
    String name = scriptPath.substring(scriptPath.lastIndexOf('/') + 1);
    List<Path> places = new ArrayList<>();
    places.add(dir.resolve("objs").resolve(name));
    if (scripts != null) {
      places.add(scripts.resolve("objs").resolve(name));
    }
    Matcher tree = OF_TREE.matcher(name);
    if (tree.matches()) {
      Path built = objects.resolve("objs-hid");
      places.add(built.resolve(name));
      places.add(built.resolve(tree.group(1)));
    }
    return places.stream().filter(Files::exists).findFirst().orElse(places.getLast());
  }
}
