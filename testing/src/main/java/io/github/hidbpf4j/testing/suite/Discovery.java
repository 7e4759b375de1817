package io.github.hidbpf4j.testing.suite;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.testing.scenario.Scenario;
import io.github.hidbpf4j.testing.scenario.ScenarioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tests of some folders: in each, every object with every recording that its metadata
 * names, and every scenario. What is there and not tested is a test that fails.
 */
final class Discovery {
  private static final String OBJECT = ".bpf.o";
  private static final List<String> RECORDINGS = List.of(".hid", ".hid-recording", ".yml", ".yaml");
  private static final String MODEL = ".model";

  private final List<TestCase> cases = new ArrayList<>();

  /** The tests in these folders and below, and those of single files, by name. */
  static List<TestCase> of(List<Path> paths) throws IOException {
    Discovery discovery = new Discovery();
    Map<Path, Set<Path>> folders = new TreeMap<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        try (Stream<Path> all = Files.walk(path)) {
          all.filter(Files::isRegularFile)
              .filter(Discovery::isOfInterest)
              .filter(file -> !isHidden(path, file))
              .forEach(file -> discovery.whole.add(add(folders, file)));
        }
      } else if (Files.exists(path)) {
        discovery.single(folders, path);
      } else {
        throw new IOException(path + ": no such file or folder");
      }
    }
    folders.forEach(discovery::folder);
    return discovery.cases;
  }

  private static Path add(Map<Path, Set<Path>> folders, Path file) {
    Path folder = file.getParent() == null ? Path.of("") : file.getParent();
    folders.computeIfAbsent(folder, _ -> new TreeSet<>()).add(file);
    return folder;
  }

  /** A file that is named: an object or a recording goes with what lies beside it. */
  private void single(Map<Path, Set<Path>> folders, Path file) throws IOException {
    add(folders, file);
    boolean object = file.toString().endsWith(".o");
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    try (Stream<Path> beside = Files.list(folder)) {
      beside
          .map(p -> file.resolveSibling(p.getFileName()))
          .filter(p -> object ? isRecording(p) : isObject(p))
          .forEach(p -> add(folders, p));
    }
    named.add(file);
  }

  /** Files that were named: of what lies beside them only what goes with them is a test. */
  private final Set<Path> named = new HashSet<>();

  /** Folders of which everything is a test. */
  private final Set<Path> whole = new HashSet<>();

  private static boolean isHidden(Path root, Path file) {
    for (Path part : root.relativize(file)) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfInterest(Path file) {
    return isObject(file) || isRecording(file) || isScenario(file);
  }

  private static boolean isObject(Path file) {
    return file.toString().endsWith(OBJECT);
  }

  private static boolean isScenario(Path file) {
    return file.toString().endsWith(ScenarioFile.SUFFIX);
  }

  private static boolean isRecording(Path file) {
    return RECORDINGS.stream().anyMatch(file.toString()::endsWith) && isRegularRecording(file);
  }

  /** Of YAML files only recordings of libinput are meant. */
  private static boolean isRegularRecording(Path file) {
    if (!file.toString().endsWith(".yml") && !file.toString().endsWith(".yaml")) {
      return true;
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.limit(20).anyMatch(l -> l.startsWith("libinput:"));
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /** The model of the device of a recording: the file beside it with the same name. */
  static @Nullable Path modelOf(Path recording) {
    String name = String.valueOf(recording.getFileName()).replaceFirst("\\.[^.]+$", "");
    Path model = recording.resolveSibling(name + MODEL);
    return Files.exists(model) ? model : null;
  }

  // ---- a folder

  private void folder(Path folder, Set<Path> files) {
    ObjectFolder objects = new ObjectFolder();
    boolean all = whole.contains(folder);
    for (Path file : files) {
      if (isObject(file)) {
        try {
          objects.add(FixObject.open(file));
        } catch (IOException | BpfException e) {
          broken(file, Failures.of(e, file));
        }
      }
    }
    Map<Path, List<Scenario>> scenarios = new LinkedHashMap<>();
    for (Path file : files) {
      if (isScenario(file)) {
        try {
          scenarios.put(file, ScenarioFile.read(file));
        } catch (IOException | HidException e) {
          broken(file, Failures.of(e, file));
        }
      }
    }
    Set<Path> inScenarios = new HashSet<>();
    for (List<Scenario> ofFile : scenarios.values()) {
      for (Scenario scenario : ofFile) {
        scenario.fixes().forEach(objects::isTested);
        scenario.devices().forEach(d -> inScenarios.add(d.recording().normalize()));
        cases.add(new ScenarioCase(scenario, objects));
      }
    }
    for (Path file : files) {
      if (isRecording(file)) {
        recording(file, objects, all, inScenarios.contains(file.normalize()));
      }
    }
    for (FixObject object : objects.untested()) {
      if (all || named.contains(object.file())) {
        untested(object, files);
      }
    }
  }

  private void untested(FixObject object, Set<Path> files) {
    boolean recordings = files.stream().anyMatch(Discovery::isRecording);
    broken(
        object.file(),
        new Failure(
            object.file(),
            0,
            recordings
                ? "its metadata matches none of the recordings beside it, and no scenario names it"
                : "no recording or scenario beside it: nothing tests it",
            List.of()));
  }

  private void recording(Path file, ObjectFolder objects, boolean all, boolean inScenario) {
    Recording recording;
    try {
      recording = Recording.read(file);
    } catch (IOException | HidException e) {
      broken(file, Failures.of(e, file));
      return;
    }
    int matching = 0;
    for (RecordedDevice device : recording.devices()) {
      matching += objects.all().stream().anyMatch(o -> o.isFor(device)) ? 1 : 0;
    }
    boolean found = false;
    for (RecordedDevice device : recording.devices()) {
      for (FixObject object : objects.all()) {
        if (object.isFor(device)) {
          objects.isTested(object.file());
          found = true;
          if (all || named.contains(file) || named.contains(object.file())) {
            cases.add(new RecordingCase(object, file, device.index(), matching > 1, modelOf(file)));
          }
        }
      }
    }
    if (!found && !inScenario && (all || named.contains(file))) {
      broken(
          file,
          new Failure(
              file,
              0,
              objects.all().isEmpty()
                  ? "no object beside it: nothing is tested with it"
                  : "no object beside it is for "
                      + String.join(
                          " or ",
                          recording.devices().stream().map(RecordedDevice::toString).toList()),
              List.of()));
    }
  }

  private void broken(Path file, Failure failure) {
    cases.add(new BrokenCase(file.toString(), file, failure));
  }
}
