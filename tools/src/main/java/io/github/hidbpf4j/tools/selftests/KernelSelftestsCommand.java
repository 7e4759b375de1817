package io.github.hidbpf4j.tools.selftests;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.memory.NoSpaceException;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.PathVerification;
import io.github.hidbpf4j.cli.engine.EngineName;
import io.github.hidbpf4j.tools.expected.ExpectedDifferences;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code scripts/kernel-selftests}. */
@Command(
    name = "kernel-selftests",
    mixinStandardHelpOptions = true,
    description = {
      "Verifies the programs of the kernel's verifier selftests, runs those that have a run-time result, and compares with what a kernel said.",
      "STICK names the programs, verdicts, messages and results, one JSON object a line; OBJECTS holds objs/*.bpf.o and objs-hid/*.bpf.o.",
      "Exits with 0 when all agree but those listed in --expected; the last line is 'N of M'.",
    })
public final class KernelSelftestsCommand implements Callable<Integer> {
  private static final int STATISTICS = 4;

  @Spec CommandSpec spec;

  @Mixin StickOptions stick = new StickOptions();

  @Option(
      names = "--expected",
      paramLabel = "FILE",
      description =
          "Programs that are expected to differ: one a line, OBJECT/PROGRAM, a blank, the reason. # begins a comment.")
  @Nullable Path expected;

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      description = "What runs programs: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.",
      defaultValue = "interpreter")
  EngineName engine = EngineName.interpreter;

  @Option(
      names = "--answers",
      paramLabel = "FILE",
      description = {
        "What another kernel says of the programs of STICK, one JSON object a line; others are left out, and none is run.",
        "Errors and the last lines of logs are compared too; use it with --kernel, and --kernel-btf with that kernel's types.",
      })
  @Nullable Path answers;

  @Option(
      names = "--write",
      paramLabel = "FILE",
      description =
          "Write what is said here of each program, with its log, in the form of --answers.")
  @Nullable Path written;

  @Option(names = "--verbose", description = "Print the log of each program that differs.")
  boolean verbose;

  private PrintWriter out = new PrintWriter(Writer.nullWriter());
  private final Map<String, int[]> counts = new TreeMap<>();
  private @Nullable StickPrograms loaded;
  private int messages;
  private int messagesFound;
  private long processed;
  private int counted;
  private int countedAlike;
  private int runs;
  private int runsRight;
  private @Nullable AnswerComparison comparison;
  private @Nullable AnswerWriter writer;

  @Override
  public Integer call() throws IOException {
    out = spec.commandLine().getOut();
    Map<String, String> allowed = ExpectedDifferences.read(expected);
    AnswerComparison against = answers == null ? null : AnswerComparison.with(answers);
    comparison = against;
    try (AnswerWriter file = AnswerWriter.to(written)) {
      writer = file;
      return compareAll(allowed, against);
    }
  }

  private int compareAll(Map<String, String> allowed, @Nullable AnswerComparison against)
      throws IOException {
    int agree = 0;
    int count = 0;
    int surprises = 0;
    for (StickEntry listed : stick.entries()) {
      StickEntry entry = against == null ? listed : against.entry(listed);
      if (entry == null) {
        continue;
      }
      count++;
      List<String> differences = compare(entry);
      String reason = allowed.get(entry.name());
      if (differences.isEmpty()) {
        agree++;
        continue;
      }
      if (reason == null) {
        surprises++;
      }
      out.println(entry.name() + (reason == null ? "" : ", expected: " + reason));
      differences.forEach(d -> out.println("    " + d));
    }
    counts.forEach(
        (name, c) ->
            out.printf(
                "%-28s verdicts %4d of %4d, messages %4d of %4d, runs %3d of %3d%n",
                name, c[0], c[1], c[2], c[3], c[4], c[5]));
    out.printf("messages: %d of %d%n", messagesFound, messages);
    if (against == null) {
      out.printf("runs: %d of %d%n", runsRight, runs);
    } else {
      against.print(out);
    }
    out.printf(
        "instructions processed: %d; as many as the kernel in %d of %d programs%n",
        processed, countedAlike, counted);
    out.printf("%d of %d%n", agree, count);
    out.flush();
    return surprises == 0 ? 0 : 1;
  }

  private StickPrograms programs() {
    StickPrograms programs = loaded;
    if (programs == null) {
      programs = stick.programs();
      loaded = programs;
    }
    return programs;
  }

  private List<String> compare(StickEntry entry) throws IOException {
    List<String> differences = new ArrayList<>();
    boolean accepted;
    String log;
    try {
      StickPrograms programs = programs();
      LinkedProgram program = programs.program(entry);
      PathVerification.Result result = verify(entry, program, programs.profile(entry));
      accepted = result.accepted();
      log = result.log();
      processed += result.processed();
      if (entry.processed() >= 0) {
        counted++;
        if (entry.processed() == result.processed()) {
          countedAlike++;
        } else if (verbose) {
          out.printf(
              "%s: processed %d instructions, the kernel %d%n",
              entry.name(), result.processed(), entry.processed());
        }
      }
      if (accepted != entry.accepted()) {
        differences.add(
            accepted
                ? "accepted, but the kernel refuses it"
                : "refused, but the kernel accepts it: " + result.reason());
      }
      if (comparison != null) {
        differences.addAll(comparison.compare(entry, result));
      }
      if (writer != null) {
        writer.write(entry, result);
      }
    } catch (BpfException e) {
      accepted = !entry.accepted();
      log = String.valueOf(e.getMessage());
      differences.add("not linked: " + e.getMessage());
    } catch (NoSpaceException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      accepted = !entry.accepted();
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      log = trace.toString();
      differences.add("failed: " + e);
    }
    String wrong = entry.runs() && accepted && entry.accepted() ? run(entry) : null;
    if (wrong != null) {
      differences.add(wrong);
    }
    int at = 0;
    int found = 0;
    for (ExpectedMessage message : entry.messages()) {
      int end = message.findEnd(log, at);
      if (end < 0) {
        differences.add("no message '" + message.text() + "'");
      } else {
        found++;
        at = end;
      }
    }
    count(entry, accepted == entry.accepted(), found, accepted && wrong == null);
    if (verbose && (!differences.isEmpty() || stick.isNamed(entry))) {
      differences.add(log);
    }
    return differences;
  }

  /** Verifies a program with the log that its messages, or the answers to compare with, need. */
  private PathVerification.Result verify(
      StickEntry entry, LinkedProgram program, ApiProfile profile) {
    int flags = entry.flags() | PathVerification.F_TEST_REG_INVARIANTS;
    if (comparison == null) {
      int level = entry.logLevel() == 0 ? 1 : entry.logLevel();
      return PathVerification.verify(program, profile, flags, level);
    }
    PathVerification.Result result =
        PathVerification.verify(program, profile, flags, entry.logLevel() | STATISTICS);
    return result.accepted() || (entry.logLevel() & 3) != 0
        ? result
        : PathVerification.verify(program, profile, flags, 1 | STATISTICS);
  }

  /** Runs a program; returns what is wrong with the result, or null. */
  private @Nullable String run(StickEntry entry) throws IOException {
    try {
      SelftestRun selftest =
          new SelftestRun(programs().object(entry), programs().profile(entry), engine.engine());
      int result = selftest.run(programs().program(entry));
      Integer wanted = entry.result();
      return wanted == null || wanted == result
          ? null
          : "the run returns %d, in the kernel %d".formatted(result, wanted);
    } catch (BpfException e) {
      return "not run: " + e.getMessage();
    } catch (NoSpaceException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      return "the run failed: " + (verbose ? trace : e);
    }
  }

  private void count(StickEntry entry, boolean verdict, int found, boolean right) {
    messages += entry.messages().size();
    messagesFound += found;
    runs += entry.runs() ? 1 : 0;
    runsRight += entry.runs() && right ? 1 : 0;
    for (String name :
        List.of("tier " + entry.tier(), "tier " + entry.tier() + " " + entry.category())) {
      int[] c = counts.computeIfAbsent(name, _ -> new int[6]);
      c[0] += verdict ? 1 : 0;
      c[1]++;
      c[2] += found;
      c[3] += entry.messages().size();
      c[4] += entry.runs() && right ? 1 : 0;
      c[5] += entry.runs() ? 1 : 0;
    }
  }
}
