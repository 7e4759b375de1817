package io.github.hidbpf4j.testing.suite;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.kernel.verify.KernelList;
import io.github.hidbpf4j.testing.bench.DeviceSetup;
import io.github.hidbpf4j.testing.scenario.Expectation;
import io.github.hidbpf4j.testing.scenario.Scenario;
import io.github.hidbpf4j.testing.scenario.ScenarioRun;
import io.github.hidbpf4j.testing.scenario.Step;
import io.github.hidbpf4j.time.Stopwatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A scenario, which is performed under each kernel. */
final class ScenarioCase implements TestCase {
  private final Scenario scenario;
  private final ObjectFolder objects;

  /**
   * A test.
   *
   * @param objects those of its folder, and any that it names
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
  public CaseResult run(SuiteOptions options) {
    Stopwatch begin = Stopwatch.start();
    List<KernelResult> results = new ArrayList<>();
    try {
      Material material = new Material();
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
      for (String kernel : kernels) {
        Stopwatch from = Stopwatch.start();
        Failure failure = material.perform(kernel);
        results.add(
            new KernelResult(
                kernel,
                failure == null ? Status.PASSED : Status.FAILED,
                failure == null ? List.of() : List.of(failure),
                from.nanos()));
      }
      return new CaseResult(name(), scenario.file(), results);
    } catch (IOException e) {
      return broken(
          begin,
          new Failure(
              scenario.file(), scenario.line(), "cannot read " + e.getMessage(), List.of()));
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
    final Set<FixObject> used = new LinkedHashSet<>();

    Material() throws IOException {
      List<FixObject> named = new ArrayList<>();
      for (Path fix : scenario.fixes()) {
        named.add(objects.object(fix));
      }
      used.addAll(named);
      for (Scenario.Device device : scenario.devices()) {
        setups.add(setup(device, named));
      }
    }

    Set<FixObject> used() {
      return used;
    }

    private DeviceSetup setup(Scenario.Device device, List<FixObject> named) throws IOException {
      if (!Files.exists(device.recording())) {
        throw new HidException(
            "%s:%d: no file %s".formatted(scenario.file(), device.line(), device.recording()));
      }
      Recording recording = Recording.read(device.recording());
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
      List<FixObject> fixes = named;
      if (named.isEmpty()) {
        fixes = objects.all().stream().filter(f -> f.isFor(recorded)).toList();
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
          fixes.stream().map(FixObject::fix).toList(),
          model(device),
          scenario.properties(),
          scenario.force(),
          Set.copyOf(scenario.optional()));
    }

    private @Nullable DeviceModel model(Scenario.Device device) throws IOException {
      Path file =
          device.model().isEmpty()
              ? Discovery.modelOf(device.recording())
              : device.model().getFirst();
      if (file == null) {
        return null;
      }
      if (!Files.exists(file)) {
        throw new HidException("%s:%d: no file %s".formatted(scenario.file(), device.line(), file));
      }
      return DeviceModel.read(file);
    }

    /** The scenario's; of the usual three those that load all; those that one has to look at. */
    List<String> kernels(SuiteOptions options) {
      if (!options.kernels().isEmpty()) {
        List<String> both = new ArrayList<>(options.kernels());
        if (!scenario.kernels().isEmpty()) {
          both.retainAll(scenario.kernels());
        }
        return both.isEmpty() ? scenario.kernels() : both;
      }
      if (!scenario.kernels().isEmpty()) {
        return scenario.kernels();
      }
      List<String> usual = new ArrayList<>(SuiteOptions.DEFAULT_KERNELS);
      if (scenario.isAboutVerdicts()) {
        return usual;
      }
      for (FixObject fix : used) {
        usual.retainAll(fix.loading());
      }
      if (usual.isEmpty()) {
        List<String> loading = null;
        for (FixObject fix : used) {
          loading = loading == null ? new ArrayList<>(fix.loading()) : loading;
          loading.retainAll(fix.loading());
        }
        return loading == null || loading.isEmpty() ? List.of() : List.of(loading.getLast());
      }
      return usual;
    }

    @Nullable Failure perform(String kernel) {
      Failure verdict = verdicts(kernel);
      if (verdict != null || scenario.isAboutVerdicts()) {
        return verdict;
      }
      ScenarioRun.Material parts = new ScenarioRun.Material(setups, recordings);
      ScenarioRun.Failure failure = perform(kernel, parts, scenario.seed());
      if (failure != null) {
        return failure(failure, "");
      }
      for (int i = 1; i <= scenario.explore(); i++) {
        failure = perform(kernel, parts, scenario.seed() + i);
        if (failure != null) {
          return failure(failure, " (with seed %d)".formatted(scenario.seed() + i));
        }
      }
      return null;
    }

    private ScenarioRun.@Nullable Failure perform(
        String kernel, ScenarioRun.Material parts, long seed) {
      return ScenarioRun.perform(scenario, parts, KernelList.profile(kernel), seed);
    }

    private Failure failure(ScenarioRun.Failure f, String where) {
      return new Failure(scenario.file(), f.line(), f.message() + where, f.details());
    }

    /** What the scenario expects of loading. */
    private @Nullable Failure verdicts(String kernel) {
      for (Step step : scenario.steps()) {
        if (!(step instanceof Step.Expect expect
            && expect.expectation() instanceof Expectation.Verdict(boolean loads, String text))) {
          continue;
        }
        boolean refused = false;
        List<String> reasons = new ArrayList<>();
        for (FixObject fix : used) {
          String why = fix.refusal(kernel);
          if (!why.isEmpty()) {
            refused = true;
            reasons.addAll((fix.file().getFileName() + ": " + why).lines().toList());
          }
        }
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
