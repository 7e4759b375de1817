package io.github.hidbpf4j.testing.scenario;

import io.github.hidbpf4j.hid.model.ModelException;
import io.github.hidbpf4j.hid.model.ModelWords;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A scenario whose lines are being read. */
final class ScenarioDraft {
  private static final int MOST_STEPS = 100_000;

  final Path file;
  private final int line;
  private final String name;
  final List<Path> fixes = new ArrayList<>();
  final List<Scenario.Device> devices = new ArrayList<>();
  final List<String> kernels = new ArrayList<>();
  final Map<String, String> properties = new LinkedHashMap<>();
  final List<String> optional = new ArrayList<>();
  final List<Step> steps = new ArrayList<>();
  int explore;

  /** How many of the steps come from the common part of the file. */
  private int inherited;

  long seed;
  boolean force;

  ScenarioDraft(Path file, int line, String name) {
    this.file = file;
    this.line = line;
    this.name = name;
  }

  /** Starts a scenario that inherits from this one. */
  ScenarioDraft begin(int newLine, String newName) {
    ScenarioDraft next = new ScenarioDraft(file, newLine, newName);
    next.fixes.addAll(fixes);
    next.devices.addAll(devices);
    next.kernels.addAll(kernels);
    next.properties.putAll(properties);
    next.optional.addAll(optional);
    next.steps.addAll(steps);
    next.inherited = steps.size();
    next.explore = explore;
    next.seed = seed;
    next.force = force;
    return next;
  }

  /** Resolves a file name relative to this file. */
  Path sibling(ModelWords words) {
    String text = words.text();
    try {
      return file.resolveSibling(text);
    } catch (InvalidPathException e) {
      throw words.error("not a file name: " + e.getReason());
    }
  }

  /** Whether it has any steps of its own yet. */
  boolean isUnderWay() {
    return steps.stream().skip(inherited).anyMatch(s -> !(s instanceof Step.Expect));
  }

  boolean hasDevice(String deviceName) {
    return devices.stream().anyMatch(d -> d.name().equals(deviceName));
  }

  void add(Step step) {
    if (steps.size() == MOST_STEPS) {
      throw new ModelException(
          file.toString(), step.line(), "more than %d steps".formatted(MOST_STEPS));
    }
    steps.add(step);
  }

  Scenario finish() {
    Scenario scenario =
        new Scenario(
            file,
            line,
            name,
            fixes,
            devices,
            kernels,
            explore,
            seed,
            properties,
            optional,
            force,
            steps);
    if (steps.stream().noneMatch(Step.Expect.class::isInstance)) {
      throw new ModelException(
          file.toString(), line, "nothing is expected: a scenario needs a line 'expect'");
    }
    if (devices.isEmpty() && !scenario.isAboutVerdicts()) {
      throw new ModelException(
          file.toString(), line, "no device: expected a line 'device RECORDING'");
    }
    for (Step step : steps.isEmpty() ? steps : steps.subList(0, steps.size() - 1)) {
      if (step instanceof Step.Expect e && e.expectation() instanceof Expectation.Snapshot) {
        throw new ModelException(
            file.toString(),
            step.line(),
            "'expect snapshot' covers everything that happens: expected as the last line of the "
                + "scenario");
      }
    }
    if (devices.isEmpty() && fixes.isEmpty()) {
      throw new ModelException(file.toString(), line, "no fix: expected a line 'fix OBJECT'");
    }
    return scenario;
  }
}
