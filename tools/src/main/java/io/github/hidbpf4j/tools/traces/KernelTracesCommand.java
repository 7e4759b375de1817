package io.github.hidbpf4j.tools.traces;

import io.github.hidbpf4j.bpf.memory.NoSpaceException;
import io.github.hidbpf4j.cli.engine.EngineName;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.tools.expected.ExpectedDifferences;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
      "DIR holds specs/*.spec, traces/*.jsonl and objs/*.bpf.o. OBJECTS holds objs-hid/*.bpf.o, named with a leading k__ in the scripts.",
      "A script without a trace stands for one that the kernel did not survive: it agrees when we do, with a finding.",
      "Exits with 0 when all agree but those listed in --expected; the last line is 'N of M'.",
    })
public final class KernelTracesCommand implements Callable<Integer> {
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

  private PrintWriter out = new PrintWriter(Writer.nullWriter());

  @Override
  public Integer call() throws IOException {
    out = spec.commandLine().getOut();
    Map<String, String> allowed = ExpectedDifferences.read(expected);
    List<Path> scripts;
    try (Stream<Path> files = Files.list(dir.resolve("specs"))) {
      scripts = files.filter(f -> f.toString().endsWith(".spec")).sorted().toList();
    }
    int agree = 0;
    int count = 0;
    int surprises = 0;
    for (Path script : scripts) {
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

  private List<String> compare(TraceSpec traceSpec) throws IOException {
    SpecRunner runner = new SpecRunner(this::find, 0, engine.engine());
    List<TraceEvent> ours;
    List<TraceEvent> again;
    try {
      ours = runner.run(traceSpec);
      again = new SpecRunner(this::find, 1, engine.engine()).run(traceSpec);
    } catch (NoSpaceException e) {
      throw e;
    } catch (RuntimeException e) {
      if (verbose) {
        runner.events().forEach(event -> out.println("    | " + event));
        e.printStackTrace(out);
      }
      return List.of("not replayed: " + e.getMessage());
    }
    if (verbose) {
      ours.forEach(e -> out.println("    | " + e));
    }
    Path trace = dir.resolve("traces").resolve(traceSpec.name() + ".jsonl");
    if (!Files.exists(trace)) {
      return survived(runner.findings());
    }
    return TraceComparison.differences(
        TraceEvent.read(trace), ours, again, runner.isAsynchronous());
  }

  private List<String> survived(List<Finding> findings) {
    if (findings.isEmpty()) {
      return List.of("the kernel did not survive this one, and here is no finding");
    }
    List<String> none = new ArrayList<>();
    findings.stream().map(Finding::toString).distinct().forEach(f -> out.println("    " + f));
    return none;
  }

  private Path find(String scriptPath) {
    String name = scriptPath.substring(scriptPath.lastIndexOf('/') + 1);
    return name.startsWith("k__")
        ? objects.resolve("objs-hid").resolve(name.substring(3))
        : dir.resolve("objs").resolve(name);
  }
}
