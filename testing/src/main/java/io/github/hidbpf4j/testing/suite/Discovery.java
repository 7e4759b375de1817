package io.github.hidbpf4j.testing.suite;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.testing.scenario.Scenario;
import io.github.hidbpf4j.testing.scenario.ScenarioFile;
import io.github.hidbpf4j.testing.snapshot.SnapshotFile;
import io.github.hidbpf4j.testing.suite.TestFiles.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the tests of some folders: in each, every object with every recording that its metadata
 * names, and every scenario. Whatever is not tested by any results in a failing test.
 */
final class Discovery {
  private final List<TestCase> cases = new ArrayList<>();

  /** The tests for these files. */
  static List<TestCase> of(TestFiles files) {
    Discovery discovery = new Discovery();
    files
        .unreadable()
        .forEach((folder, e) -> discovery.cases.add(broken(folder, Failures.of(e, folder))));
    for (TestFiles.Folder folder : files.folders()) {
      discovery.cases.addAll(new OneFolder(folder).cases());
    }
    return discovery.cases;
  }

  private static BrokenCase broken(Path file, Failure failure) {
    return new BrokenCase(file.toString(), file, failure);
  }

  /** The tests of one folder. */
  private static final class OneFolder {
    private final TestFiles.Folder folder;
    private final ObjectFolder objects = new ObjectFolder();
    private final List<TestCase> cases = new ArrayList<>();

    /** Recordings that are played by scenarios. */
    private final Set<Path> inScenarios = new HashSet<>();

    /** Snapshots that belong to a test. */
    private final Map<Path, TestCase> snapshots = new HashMap<>();

    /** Names of recordings without suffix, and how many have each. */
    private final Map<String, Long> stems;

    /** Whether something could not be read, so that what belongs to it is unknown. */
    private boolean incomplete;

    OneFolder(TestFiles.Folder folder) {
      this.folder = folder;
      this.stems =
          folder.all(Kind.RECORDING).stream()
              .collect(Collectors.groupingBy(TestFiles::stem, Collectors.counting()));
    }

    List<TestCase> cases() {
      folder.all(Kind.OBJECT).forEach(this::object);
      folder.all(Kind.SCENARIO).forEach(this::scenarios);
      folder.all(Kind.RECORDING).forEach(this::recording);
      if (!incomplete) {
        objects.untested().stream()
            .filter(o -> folder.wants(o.file()))
            .forEach(o -> cases.add(broken(o.file(), untested(o))));
        if (folder.whole) {
          folder.all(Kind.SNAPSHOT).stream()
              .filter(s -> !snapshots.containsKey(s) && SnapshotFile.isOne(s))
              .forEach(s -> cases.add(new StaleCase(s)));
        }
      }
      return cases;
    }

    private void failed(Path file, Exception e) {
      incomplete = true;
      if (folder.wants(file)) {
        cases.add(broken(file, Failures.of(e, file)));
      }
    }

    private void object(Path file) {
      try {
        objects.add(FixObject.open(file));
      } catch (IOException | BpfException e) {
        failed(file, e);
      }
    }

    private void scenarios(Path file) {
      try {
        for (Scenario scenario : ScenarioFile.read(file)) {
          scenario.fixes().forEach(objects::isTested);
          scenario.devices().forEach(d -> inScenarios.add(d.recording().normalize()));
          add(new ScenarioCase(scenario, objects));
        }
      } catch (IOException | HidException e) {
        failed(file, e);
      }
    }

    /** Adds a test; it is an error if two would write the same snapshot. */
    private void add(TestCase test) {
      Path snapshot = test.snapshot();
      TestCase other = snapshot == null ? null : snapshots.putIfAbsent(snapshot, test);
      cases.add(
          other == null
              ? test
              : new BrokenCase(
                  test.name(),
                  test.file(),
                  new Failure(
                      test.file(),
                      0,
                      "its snapshot would be %s, like that of %s: rename one of them"
                          .formatted(snapshot, other.name()),
                      List.of())));
    }

    private void recording(Path file) {
      List<RecordedDevice> devices;
      try {
        devices = DeviceLines.read(file).devices();
      } catch (IOException | HidException e) {
        failed(file, e);
        return;
      }
      long matching =
          devices.stream().filter(d -> objects.all().stream().anyMatch(o -> o.isFor(d))).count();
      String stem = TestFiles.stem(file);
      boolean alone = stems.getOrDefault(stem, 0L) == 1;
      for (RecordedDevice device : devices) {
        for (FixObject object : objects.all()) {
          if (object.isFor(device)) {
            objects.isTested(object.file());
            if (folder.wants(file) || folder.wants(object.file())) {
              add(
                  new RecordingCase(
                      object,
                      file,
                      alone ? stem : String.valueOf(file.getFileName()),
                      device.index(),
                      matching > 1));
            }
          }
        }
      }
      if (matching == 0
          && !incomplete
          && !inScenarios.contains(file.normalize())
          && folder.wants(file)) {
        cases.add(broken(file, unmatched(file, devices)));
      }
    }

    private Failure unmatched(Path file, List<RecordedDevice> devices) {
      return new Failure(
          file,
          0,
          objects.all().isEmpty()
              ? "no object beside it: nothing is tested with it"
              : "no object beside it is for "
                  + String.join(" or ", devices.stream().map(RecordedDevice::toString).toList()),
          List.of());
    }

    private Failure untested(FixObject object) {
      return new Failure(
          object.file(),
          0,
          folder.all(Kind.RECORDING).isEmpty()
              ? "no recording or scenario beside it: nothing tests it"
              : "its metadata matches none of the recordings beside it, and no scenario names it",
          List.of());
    }
  }
}
