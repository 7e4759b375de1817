package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.cli.engine.EngineName;
import io.github.hidbpf4j.cli.file.InputFile;
import io.github.hidbpf4j.cli.file.OutputFiles;
import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.kernel.Kernel;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.kernel.replay.ReplaySetup;
import io.github.hidbpf4j.kernel.replay.ReplaySummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hidbpf run}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Replays recordings of devices through the programs of HID-BPF objects, in virtual time.",
      "Shows what the device sent, how the programs changed it, and how they changed the report descriptor. Without an object, shows the device on its own.",
    })
final class RunCommand implements Callable<Integer> {
  private static final int MOST_SECONDS = 86_400;

  Console console = Console.ofProcess();

  @Spec
  void spec(CommandSpec spec) {
    console = Console.of(spec);
  }

  @Parameters(
      paramLabel = "OBJECT",
      arity = "0..*",
      description = {
        "HID-BPF objects (.bpf.o), attached in this order.",
        "Of a directory, those whose metadata names the device; of 0010-X.bpf.o and 0020-X.bpf.o the highest that loads."
      })
  List<Path> objects = List.of();

  @Option(
      names = "--device",
      paramLabel = "RECORDING",
      required = true,
      description = {
        "Recording in the format of hid-recorder.",
        "If given several times, each recording is replayed separately through the same objects."
      })
  List<Path> recordings = List.of();

  @Option(
      names = {"-j", "--jobs"},
      paramLabel = "N",
      description =
          "Replay N recordings at a time, or try N seeds. The output is the same for any N. Default: one for each processor.")
  @Nullable Integer jobs;

  @Mixin ChosenDevice device = new ChosenDevice();

  @Mixin PropertyOptions properties = new PropertyOptions();

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description =
          "How the device answers requests, and what it sends on its own: a device model (docs/device-models.md). Default: every request fails.")
  @Nullable Path model;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = {
        "Seed of all random numbers. Default: ${DEFAULT-VALUE}.",
        "0 keeps the natural order; any other seed decides what preempts a sleepable program, the order of simultaneous events, and how long the device takes.",
      },
      defaultValue = "0")
  long seed;

  @Option(
      names = "--explore",
      paramLabel = "K",
      description =
          "Try K seeds from --seed on, and show each distinct outcome with its shortest timeline.")
  @Nullable Long explore;

  @Option(
      names = "--real-time",
      description = "Use real time instead of virtual time; runs are then not reproducible.")
  boolean realTime;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description =
          "Write what the host received and requested from the device as a recording that can be replayed.")
  @Nullable Path record;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "Write a trace in the Trace Event Format: opens in Perfetto (ui.perfetto.dev).")
  @Nullable Path trace;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description =
          "Write an HTML report, one self-contained file: verdicts, descriptors, reports bit by bit, timeline, values of fields, input devices, source.")
  @Nullable Path html;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "text: events and their outcome. timeline: everything that happened, by lane, as in a trace. json: one object per line.")
  @Nullable Format format;

  @Option(
      names = "--force",
      description = "Attach even if the object's metadata or probe rejects the device.")
  boolean force;

  @Option(
      names = "--allow-unattached",
      description =
          "Exit with 0 even if an object is not attached because it is for other devices, its probe rejected this one, or it is empty. Default: exit with 1.")
  boolean allowUnattached;

  @Mixin FailOption failOption = new FailOption();

  @Mixin OptionalOption optional = new OptionalOption();

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      description = {
        "The engine for programs. interpreter: checks every memory access. compiled: Java bytecode, from the first run on.",
        "auto: interpreted first, compiled once they have run for a while. Default: ${DEFAULT-VALUE}."
      },
      defaultValue = "auto")
  EngineName engine = EngineName.auto;

  @Option(
      names = "--budget",
      paramLabel = "N",
      description =
          "Abort a program run with an error after N backward jumps and callbacks. Default: ${DEFAULT-VALUE}.",
      defaultValue = "" + Kernel.BUDGET)
  long budget = Kernel.BUDGET;

  @Option(
      names = "--loader-exits",
      description =
          "Replay as if the loader exited once everything is attached: maps that it did not pin by name lose their timers and work queues.")
  boolean loaderExits;

  @Option(
      names = "--detach-at",
      paramLabel = "SECONDS",
      description =
          "Detach all programs at this time after the first event; with --explore, even while they run.")
  @Nullable Double detachAt;

  @Option(
      names = "--once",
      description =
          "Do not replay a second time if programs may read memory that Linux does not initialise; results that depend on it are then not reported.")
  boolean once;

  @Option(
      names = "--until",
      paramLabel = "SECONDS",
      description =
          "Run until then, counted from the first event, for work that programs have deferred; the recording is always replayed to its end. Default: one second after its end.")
  @Nullable Double until;

  @Option(
      names = "--drain",
      description =
          "Then run what programs still have pending until nothing is left or ten thousand callbacks have run.")
  boolean drain;

  @Option(names = "--json", description = "Same as --format json.")
  boolean json;

  @Option(
      names = "--evdev",
      description =
          "Also show what applications get: the input devices that Linux creates for the device, and their events, without and with the programs. In text and JSON; as a lane in the timeline and in --trace.")
  boolean evdev;

  @Option(
      names = "--fields",
      description =
          "In JSON, also give the values of all fields of each report, by name and usage, before and after the programs.")
  boolean fields;

  @Mixin RunCoverage coverage = new RunCoverage();

  @Option(names = "--quiet", description = "Print the summary only.")
  boolean quiet;

  @Mixin KernelOptions kernel = new KernelOptions();

  /** What is printed. */
  enum Format {
    text,
    timeline,
    json
  }

  @Override
  public Integer call() throws IOException {
    check();
    outputs().close();
    OutputFiles.refuseAsStandardOutput(recordings);
    int[] unreadable = {Errors.FINE};
    PrintWriter err = console.err();
    List<FixSet> fixes =
        InputFiles.fixes(
            objects, e -> unreadable[0] = Math.max(unreadable[0], Errors.report(e, err)));
    List<BpfObject> opened = fixes.stream().flatMap(FixSet::objects).toList();
    if (opened.isEmpty() && !objects.isEmpty()) {
      return unreadable[0];
    }
    Set<String> wanted = optional.of(opened);
    optional.check();
    RunVerdict verdict = new RunVerdict(allowUnattached, failOption, properties.expected);
    properties.warn(opened, err);
    ApiProfile profile = kernel.profileOf(fixes);
    Btf types = kernel.types(profile);
    @Nullable DeviceModel read = model == null ? null : readModel(model);
    RunMany.Setups setups =
        contents ->
            ReplaySetup.builder(profile, types, device.of(contents))
                .fixes(fixes)
                .properties(properties.values)
                .force(force)
                .model(read)
                .seed(seed)
                .engine(engine.engine())
                .budget(budget)
                .loaderExits(loaderExits)
                .optional(wanted)
                .detachAt(detachAt == null ? -1 : Math.round(detachAt * 1e9))
                .until(until == null ? -1 : Math.round(until * 1e9))
                .drain(drain)
                .realTime(realTime)
                .coverage(coverage.counts())
                .build();
    Format shown = format == null ? Format.text : format;
    PrintWriter out = folded(writesElsewhere() ? console.err() : console.out(), shown);
    int most = jobs == null ? Runtime.getRuntime().availableProcessors() : jobs;
    try {
      int code =
          recordings.size() > 1
              ? many(
                  new RunMany(
                      out,
                      console.err(),
                      shown,
                      quiet,
                      new RunOutput.Extent(once, evdev, fields),
                      verdict),
                  setups,
                  out,
                  most)
              : one(recordings.getFirst(), setups, shown, most, verdict);
      return Math.max(code, unreadable[0]);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static DeviceModel readModel(Path file) throws IOException {
    return InputFile.isStandardInput(file)
        ? DeviceModel.parse(InputFile.name(file), InputFile.read(file, DeviceModel.MAX_SIZE))
        : DeviceModel.read(file);
  }

  private int many(RunMany runs, RunMany.Setups setups, PrintWriter out, int threads)
      throws IOException {
    try (OutputFiles outputs = outputs()) {
      int code = runs.run(recordings, setups, threads);
      coverage.writeLcov(outputs);
      outputs.commit();
      coverage.print(out, JsonLines.goOn(out), format == null ? Format.text : format);
      return code;
    }
  }

  /** Whether one of the files to write is standard output. */
  private boolean writesElsewhere() {
    return OutputFiles.isStandardOutput(record)
        || OutputFiles.isStandardOutput(trace)
        || OutputFiles.isStandardOutput(html)
        || OutputFiles.isStandardOutput(coverage.lcov);
  }

  private int one(
      Path recording, RunMany.Setups setups, Format shown, int threads, RunVerdict verdict)
      throws IOException {
    try (RecordingContents contents = RecordingContents.scan(recording);
        OutputFiles outputs = outputs();
        Progress progress =
            Progress.of("seeds", explore == null ? 1 : explore, quiet || explore != null)) {
      ReplaySetup setup = setups.of(contents);
      PrintWriter out = folded(writesElsewhere() ? console.err() : console.out(), shown);
      JsonLines lines = JsonLines.begin(out, JsonFormat.RUN);
      RunOutput output =
          new RunOutput(
              out,
              lines,
              contents,
              setup.device(),
              progress,
              new RunOutput.Extent(once, evdev, fields));
      List<ReplaySummary> summaries =
          explore != null
              ? output.explore(setup, seed, explore, threads)
              : List.of(
                  output.run(
                      setup,
                      shown,
                      quiet,
                      trace == null ? null : outputs.writer(trace),
                      record == null ? null : outputs.writer(record),
                      html == null ? null : outputs.writer(html)));
      coverage.writeLcov(outputs);
      outputs.commit();
      coverage.print(out, lines, shown);
      return verdict.code("", summaries, console.err());
    }
  }

  private static PrintWriter folded(PrintWriter out, Format format) {
    return format == Format.json ? out : LineFolding.onTerminal(out);
  }

  /** Opens the files to write, after checking that none is also read. */
  private OutputFiles outputs() throws IOException {
    OutputFiles outputs = new OutputFiles(inputs(), console.out());
    outputs.add("--trace", trace);
    outputs.add("--record", record);
    outputs.add("--coverage-lcov", coverage.lcov);
    outputs.add("--html", html);
    return outputs;
  }

  private List<Path> inputs() {
    List<Path> inputs = new ArrayList<>(objects);
    inputs.addAll(recordings);
    if (model != null) {
      inputs.add(model);
    }
    inputs.addAll(kernel.typeFiles());
    return inputs;
  }

  private void check() {
    Set<FindingKind> _ = failOption.kinds();
    if (json) {
      if (format != null && format != Format.json) {
        throw new Errors.UsageException("--json and --format " + format + ": choose one");
      }
      format = Format.json;
    }
    if (fields && format != Format.json) {
      throw new Errors.UsageException("--fields requires --format json: text shows fields anyway");
    }
    if (detachAt != null && !(detachAt >= 0 && detachAt <= MOST_SECONDS)) {
      throw new Errors.UsageException(
          "--detach-at " + detachAt + ": expected 0 to " + MOST_SECONDS + " seconds");
    }
    if (until != null && !(until >= 0 && until <= MOST_SECONDS)) {
      throw new Errors.UsageException(
          "--until " + until + ": expected 0 to " + MOST_SECONDS + " seconds");
    }
    if (budget < 1) {
      throw new Errors.UsageException("--budget " + budget + ": expected 1 or more");
    }
    if (jobs != null && (jobs < 1 || jobs > 1024)) {
      throw new Errors.UsageException("--jobs " + jobs + ": expected 1 to 1024");
    }
    boolean writes = trace != null || record != null || html != null;
    if (recordings.size() > 1 && (explore != null || realTime || writes)) {
      throw new Errors.UsageException(
          ("--explore, --real-time, --trace, --record and --html take a single recording: found "
                  + "%d --device options")
              .formatted(recordings.size()));
    }
    InputFiles.onlyOneStandardInput(inputs());
    if (explore == null) {
      return;
    }
    if (explore < 1 || explore > 1_000_000) {
      throw new Errors.UsageException("--explore " + explore + ": expected 1 to 1000000 seeds");
    }
    if (realTime || writes || format != null) {
      throw new Errors.UsageException(
          "--explore cannot be combined with --real-time, --trace, --record, --html, --format or "
              + "--json: explore first, then give the --seed that it names");
    }
  }
}
