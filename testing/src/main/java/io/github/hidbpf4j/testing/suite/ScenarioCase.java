package io.github.hidbpf4j.testing.suite;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.vm.ExecutionCounts;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.kernel.profile.ProfileRanges;
import io.github.hidbpf4j.kernel.verify.KernelList;
import io.github.hidbpf4j.testing.bench.Bench;
import io.github.hidbpf4j.testing.bench.DeviceSetup;
import io.github.hidbpf4j.testing.play.RealKernel;
import io.github.hidbpf4j.testing.scenario.Expectation;
import io.github.hidbpf4j.testing.scenario.Scenario;
import io.github.hidbpf4j.testing.scenario.ScenarioFile;
import io.github.hidbpf4j.testing.scenario.ScenarioRun;
import io.github.hidbpf4j.testing.scenario.Step;
import io.github.hidbpf4j.testing.snapshot.LineDiff;
import io.github.hidbpf4j.testing.snapshot.RunTranscriber;
import io.github.hidbpf4j.testing.snapshot.SnapshotException;
import io.github.hidbpf4j.testing.snapshot.SnapshotFile;
import io.github.hidbpf4j.testing.snapshot.TextTranscript;
import io.github.hidbpf4j.time.Stopwatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A test that runs a scenario under each kernel. */
final class ScenarioCase implements TestCase {
  private final Scenario scenario;
  private final ObjectFolder objects;

  /**
   * Creates a test.
   *
   * @param objects the objects of its folder, and others that it names
   */
  ScenarioCase(Scenario scenario, ObjectFolder objects) {
    this.scenario = scenario;
    this.objects = objects;
  }

  @Override
  public String name() {
    return scenario.name().isEmpty()
        ? scenario.file().toString()
        : scenario.file() + ", " + scenario.name();
  }

  @Override
  public Path file() {
    return scenario.file();
  }

  @Override
  public Set<Path> inputs() {
    Set<Path> all = new LinkedHashSet<>(List.of(scenario.file()));
    for (Path fix : scenario.fixes()) {
      all.add(fix);
      all.addAll(inFolder(fix));
    }
    if (scenario.fixes().isEmpty()) {
      objects.all().forEach(o -> all.add(o.file()));
    }
    for (Scenario.Device device : scenario.devices()) {
      all.add(device.recording());
      all.add(model(device));
    }
    Path snapshot = snapshot();
    if (snapshot != null) {
      all.add(snapshot);
    }
    return all;
  }

  /** The objects of a folder that a {@code fix} line names; empty if it names an object. */
  private static List<Path> inFolder(Path fix) {
    try {
      return Files.isDirectory(fix) ? FixSet.filesIn(fix) : List.of();
    } catch (IOException | BpfException _) {
      return List.of();
    }
  }

  private static Path model(Scenario.Device device) {
    return device.model().isEmpty()
        ? TestFiles.modelPlace(device.recording())
        : device.model().getFirst();
  }

  @Override
  public @Nullable Path snapshot() {
    if (!scenario.hasSnapshot()) {
      return null;
    }
    String own = scenario.name().replaceAll("[^A-Za-z0-9_.-]+", "-");
    return scenario
        .file()
        .resolveSibling(
            TestFiles.stem(scenario.file())
                + (own.isEmpty() ? "" : "." + own)
                + ScenarioFile.SUFFIX
                + SnapshotFile.SUFFIX);
  }

  @Override
  public CaseResult run(SuiteOptions options) {
    Stopwatch begin = Stopwatch.start();
    List<KernelResult> results = new ArrayList<>();
    try {
      Material material = new Material(options.coverage(), options.watcher());
      List<String> kernels = material.kernels(options);
      if (kernels.isEmpty()) {
        return broken(
            begin,
            new Failure(
                scenario.file(),
                scenario.line(),
                "no kernel loads the fix: nothing can be tested",
                material.used().stream().flatMap(f -> f.verdicts().stream()).toList()));
      }
      Path snapshot = options.real() == null ? snapshot() : null;
      SnapshotCheck check =
          snapshot == null ? null : SnapshotCheck.of(snapshot, options.update(), results);
      for (String kernel : kernels) {
        KernelResult skipped = options.kernels().isEmpty() ? null : material.skipped(kernel);
        RealKernel real = options.real();
        if (skipped != null) {
          results.add(real == null ? skipped : RealRun.skipped(real, skipped, material.used()));
          continue;
        }
        if (real != null) {
          results.add(material.onReal(real));
          continue;
        }
        Stopwatch from = Stopwatch.start();
        List<String> text = new ArrayList<>();
        Failure failure = material.perform(kernel, text);
        if (failure == null && check != null) {
          check.run(kernel, material.under(text));
          continue;
        }
        results.add(
            new KernelResult(
                kernel,
                failure == null ? Status.PASSED : Status.FAILED,
                failure == null ? List.of() : List.of(failure),
                from.nanos()));
      }
      if (check != null) {
        check.finish();
      }
      return new CaseResult(name(), scenario.file(), results);
    } catch (IOException e) {
      return broken(
          begin,
          new Failure(
              scenario.file(), scenario.line(), "cannot read " + Failures.message(e), List.of()));
    } catch (SnapshotException e) {
      return broken(begin, Failures.of(e, Objects.requireNonNull(snapshot())));
    } catch (HidException | BpfException e) {
      return broken(begin, Failures.of(e, scenario.file()));
    }
  }

  private CaseResult broken(Stopwatch begin, Failure failure) {
    return new CaseResult(
        name(),
        scenario.file(),
        List.of(new KernelResult("", Status.FAILED, List.of(failure), begin.nanos())));
  }

  /** The files that the scenario names, read once for all kernels and seeds. */
  private final class Material {
    final List<DeviceSetup> setups = new ArrayList<>();
    final Map<String, List<RecordedEntry>> recordings = new HashMap<>();
    final Set<ChosenFix> used = new LinkedHashSet<>();
    final @Nullable Consumer<ExecutionCounts> coverage;

    private final RunWatcher watcher;

    Material(@Nullable Consumer<ExecutionCounts> coverage, RunWatcher watcher) throws IOException {
      this.coverage = coverage;
      this.watcher = watcher;
      List<ChosenFix> named = new ArrayList<>();
      for (Path fix : scenario.fixes()) {
        named.add(ChosenFix.open(fix, objects));
      }
      used.addAll(named);
      for (Scenario.Device device : scenario.devices()) {
        setups.add(setup(device, named));
      }
    }

    List<FixObject> used() {
      return used.stream().flatMap(f -> f.objects().stream()).toList();
    }

    private DeviceSetup setup(Scenario.Device device, List<ChosenFix> named) throws IOException {
      if (!Files.exists(device.recording())) {
        throw new HidException(
            "%s:%d: no file %s".formatted(scenario.file(), device.line(), device.recording()));
      }
      boolean replays = scenario.steps().stream().anyMatch(Step.Replay.class::isInstance);
      Recording recording =
          replays ? Recording.read(device.recording()) : DeviceLines.read(device.recording());
      RecordedDevice recorded =
          device.index() < 0 && !recording.devices().isEmpty()
              ? recording.devices().getFirst()
              : recording.device(device.index());
      if (recorded == null) {
        throw new HidException(
            "%s:%d: %s has no device %s, only %s"
                .formatted(
                    scenario.file(),
                    device.line(),
                    device.recording(),
                    device.index() < 0 ? "at all" : device.index(),
                    recording.devices().stream().map(RecordedDevice::index).toList()));
      }
      recordings.put(device.name(), recording.toReplay(recorded.index()));
      List<ChosenFix> fixes = named;
      if (named.isEmpty()) {
        fixes = objects.all().stream().filter(f -> f.isFor(recorded)).map(ChosenFix::of).toList();
        if (fixes.isEmpty()) {
          throw new HidException(
              "%s:%d: no object of this folder is for %s: name one, as in 'fix some.bpf.o'"
                  .formatted(scenario.file(), device.line(), device.recording()));
        }
        used.addAll(fixes);
      }
      return new DeviceSetup(
          device.name(),
          recorded,
          fixes.stream().map(ChosenFix::set).toList(),
          answers(device),
          scenario.properties(),
          scenario.force(),
          Set.copyOf(scenario.optional()));
    }

    private @Nullable DeviceModel answers(Scenario.Device device) throws IOException {
      Path file = model(device);
      if (Files.exists(file)) {
        return DeviceModel.read(file);
      }
      if (device.model().isEmpty()) {
        return null;
      }
      throw new HidException("%s:%d: no file %s".formatted(scenario.file(), device.line(), file));
    }

    /**
     * The kernels: the requested ones; otherwise the scenario's; otherwise those of the usual three
     * that load all objects, or else the newest that does.
     */
    List<String> kernels(SuiteOptions options) {
      if (!options.kernels().isEmpty()) {
        return options.kernels();
      }
      if (!scenario.kernels().isEmpty()) {
        return scenario.kernels();
      }
      return scenario.isAboutVerdicts()
          ? SuiteOptions.DEFAULT_KERNELS
          : UsualKernels.among(used.stream().map(ChosenFix::loading).toList());
    }

    /** Why a requested kernel is skipped, if the scenario is not about it; otherwise null. */
    @Nullable KernelResult skipped(String kernel) {
      if (!scenario.kernels().isEmpty() && !scenario.kernels().contains(kernel)) {
        return new KernelResult(
            kernel,
            Status.SKIPPED,
            List.of(
                new Failure(
                    scenario.file(),
                    scenario.line(),
                    "the scenario is about other kernels than " + kernel,
                    List.of(ProfileRanges.text(scenario.kernels())))),
            0);
      }
      if (scenario.kernels().isEmpty() && !scenario.speaksOfVerdicts()) {
        for (ChosenFix fix : used) {
          String why = fix.refusal(kernel);
          if (!why.isEmpty()) {
            FixObject object = fix.objects().getFirst();
            return SnapshotCheck.skipped(kernel, object.file(), object.firstLine(why));
          }
        }
      }
      return null;
    }

    /**
     * Runs the scenario in the natural order of events, and in all orders that are explored.
     *
     * @param text receives what happened in the natural order, if there is a snapshot
     */
    @Nullable Failure perform(String kernel, List<String> text) {
      Failure verdict = verdicts(kernel);
      if (verdict != null || scenario.isAboutVerdicts()) {
        return verdict;
      }
      for (int i = 0; i <= scenario.explore(); i++) {
        long seed = scenario.seed() + i;
        List<String> now = new ArrayList<>();
        ScenarioRun.Failure failure = perform(kernel, seed, now);
        if (failure != null) {
          return new Failure(
              scenario.file(),
              failure.line(),
              failure.message() + (i == 0 ? "" : " (with seed %d)".formatted(seed)),
              failure.details());
        }
        if (i == 0) {
          text.addAll(now);
        } else if (!now.equals(text)) {
          return new Failure(
              scenario.file(),
              scenario.steps().getLast().line(),
              "the outcome differs with seed %d: - natural order, + with the seed".formatted(seed),
              LineDiff.of(text, now).lines().stream().map(LineDiff.Line::toString).toList());
        }
      }
      return null;
    }

    /** Runs it in the natural order of events, and plays the same on a real kernel. */
    KernelResult onReal(RealKernel real) throws IOException {
      Stopwatch from = Stopwatch.start();
      Failure verdict = verdicts(real.profile());
      if (verdict != null || scenario.isAboutVerdicts()) {
        return RealRun.ofVerdicts(real, scenario, verdict, used(), from);
      }
      RealRun run = RealRun.of(real, scenario.seed(), setups, used());
      ScenarioRun.Failure failure =
          ScenarioRun.perform(
              scenario,
              new ScenarioRun.Material(setups, recordings),
              KernelList.profile(real.profile()),
              scenario.seed(),
              run.audience(watcher.watch(name(), real.profile()), coverage, objects.known()));
      return run.result(
          name(),
          scenario.file(),
          scenario.line(),
          failure == null
              ? null
              : new Failure(scenario.file(), failure.line(), failure.message(), failure.details()),
          from);
    }

    private ScenarioRun.@Nullable Failure perform(String kernel, long seed, List<String> text) {
      List<TextTranscript> texts = new ArrayList<>();
      List<RunTranscriber> transcribers = new ArrayList<>();
      if (scenario.hasSnapshot()) {
        for (int i = 0; i < setups.size(); i++) {
          TextTranscript one = new TextTranscript();
          texts.add(one);
          transcribers.add(new RunTranscriber(one));
        }
      }
      ScenarioRun.Failure failure =
          ScenarioRun.perform(
              scenario,
              new ScenarioRun.Material(setups, recordings),
              KernelList.profile(kernel),
              seed,
              new Bench.Audience(
                  watcher.watch(name(), kernel),
                  List.copyOf(transcribers),
                  coverage,
                  objects.known()));
      for (int i = 0; i < texts.size(); i++) {
        transcribers.get(i).finish();
        if (!setups.get(i).name().isEmpty()) {
          text.add("device      " + setups.get(i).name());
        }
        text.addAll(texts.get(i).lines());
      }
      return failure;
    }

    /** The text of the run, for its snapshot. */
    SnapshotCheck.Source under(List<String> text) {
      return new SnapshotCheck.Source() {
        @Override
        public String digest() {
          return "";
        }

        @Override
        public SnapshotCheck.Body body() {
          return new SnapshotCheck.Body(text, "");
        }
      };
    }

    /** Checks what the scenario expects of loading. */
    private @Nullable Failure verdicts(String kernel) {
      for (Step step : scenario.steps()) {
        if (!(step instanceof Step.Expect expect
            && expect.expectation() instanceof Expectation.Verdict(boolean loads, String text))) {
          continue;
        }
        List<String> reasons = new ArrayList<>();
        used.forEach(fix -> reasons.addAll(fix.refusal(kernel).lines().toList()));
        boolean refused = !reasons.isEmpty();
        if (loads && refused) {
          return new Failure(
              scenario.file(),
              step.line(),
              "expected that kernel %s loads it".formatted(kernel),
              reasons);
        }
        if (!loads && !refused) {
          return new Failure(
              scenario.file(),
              step.line(),
              "expected that kernel %s refuses it".formatted(kernel),
              List.of("it is loaded"));
        }
        if (!loads && !String.join("\n", reasons).contains(text)) {
          return new Failure(
              scenario.file(),
              step.line(),
              "expected that kernel %s refuses it: '%s'".formatted(kernel, text),
              reasons);
        }
      }
      return null;
    }
  }
}
