package io.github.hidbpf4j.testing.suite;

import io.github.hidbpf4j.kernel.metadata.FixName;
import io.github.hidbpf4j.testing.suite.FileStamps.Stamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A suite that is run repeatedly: each turn finds the tests again, and runs those whose files have
 * changed since they last ran. For one thread at a time.
 */
public final class RepeatedSuite {
  private static final String SOURCE = ".bpf.c";

  /**
   * A turn.
   *
   * @param ran results of the tests that were run
   * @param earlier results of the others, from earlier turns, in the suite's order
   * @param changed the changed files because of which they were run, if known before
   * @param outdated objects older than their sources, which were changed meanwhile: the results do
   *     not reflect the sources
   */
  public record Turn(
      SuiteResult ran, List<CaseResult> earlier, List<Path> changed, List<Path> outdated) {
    /** Copies. */
    public Turn {
      earlier = List.copyOf(earlier);
      changed = List.copyOf(changed);
      outdated = List.copyOf(outdated);
    }

    /** {@return the results of all tests that exist, of any turn} */
    public SuiteResult all() {
      List<CaseResult> cases = new ArrayList<>(ran.cases());
      cases.addAll(earlier);
      return new SuiteResult(cases, ran.notRun(), ran.nanos());
    }
  }

  /** What the result of a test depends on. A broken test also depends on its fault. */
  private record State(Map<Path, Stamp> files, @Nullable Object fault) {
    static State of(TestCase test, FileStamps stamps) {
      return new State(stamps.of(test.inputs()), test instanceof BrokenCase ? test : null);
    }
  }

  private final List<Path> paths;
  private final UnaryOperator<Suite> selection;
  private final Map<String, State> states = new HashMap<>();
  private final Map<String, CaseResult> results = new HashMap<>();
  private final Map<Path, Stamp> sources = new HashMap<>();

  /** Sources that have changed since the first turn. */
  private final Set<Path> edited = new LinkedHashSet<>();

  private List<Path> outdated = List.of();
  private Set<Path> known = Set.of();
  private boolean begun;

  /**
   * Creates a suite before its first run.
   *
   * @param paths as for {@link Suite#of}
   * @param selection selects the wanted tests
   */
  public RepeatedSuite(List<Path> paths, UnaryOperator<Suite> selection) {
    this.paths = List.copyOf(paths);
    this.selection = selection;
  }

  /**
   * {@return the folders in which a change may concern a test, without subfolders of each other:
   * those that are searched, those of other files that the last turn knew, and, if one of these
   * does not exist, the folder in which it would appear}
   */
  public Set<Path> folders() {
    Set<Path> all = new TreeSet<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        all.addAll(TestFiles.foldersBelow(path));
      }
      // A folder may be removed and recreated.
      all.add(existing(path.toAbsolutePath().getParent()));
    }
    for (Path file : known) {
      all.add(existing(file.toAbsolutePath().getParent()));
      if (Files.isSymbolicLink(file) && Files.exists(file)) {
        all.add(existing(real(file).getParent()));
      }
    }
    return all;
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException _) {
      return file.toAbsolutePath();
    }
  }

  private static Path existing(@Nullable Path folder) {
    Path at = folder;
    while (at != null && at.getParent() != null && !Files.isDirectory(at)) {
      at = at.getParent();
    }
    return Objects.requireNonNullElse(at, Path.of("/"));
  }

  /**
   * Runs the tests that are due.
   *
   * @param begin called before the first report, if there is anything to report
   * @param listener told of the tests that are run, in the suite's order
   * @return the turn; null if nothing that the tests depend on has changed
   * @throws IOException if a path does not exist or cannot be read, or the listener cannot write
   */
  public @Nullable Turn next(SuiteOptions options, Runnable begin, SuiteListener listener)
      throws IOException {
    TestFiles files = TestFiles.of(paths);
    FileStamps stamps = new FileStamps();
    stamps.take(files.all());
    Suite suite = selection.apply(Suite.of(files));
    Map<String, State> now = new LinkedHashMap<>();
    Set<Path> changed = new TreeSet<>();
    boolean isNew = false;
    for (TestCase test : suite.cases()) {
      State state = State.of(test, stamps);
      State before = states.get(test.name());
      now.put(test.name(), state);
      isNew |= !state.equals(before);
      if (before != null) {
        state.files.forEach(
            (file, stamp) -> {
              if (!stamp.equals(before.files.get(file))) {
                changed.add(file);
              }
            });
      }
    }
    boolean gone = !now.keySet().containsAll(results.keySet());
    know(now, files);
    boolean built = lookAtSources(stamps);
    if (begun && !isNew && !gone && !built) {
      return null;
    }
    begun = true;
    results.keySet().removeIf(name -> !Objects.equals(now.get(name), states.get(name)));
    states.clear();
    states.putAll(now);
    begin.run();
    List<CaseResult> earlier =
        suite.names().stream().map(results::get).filter(Objects::nonNull).toList();
    SuiteResult ran = suite.select(name -> !results.containsKey(name)).run(options, listener);
    ran.cases().forEach(result -> results.put(result.name(), result));
    return new Turn(ran, earlier, List.copyOf(changed), outdated);
  }

  private void know(Map<String, State> now, TestFiles files) {
    known = new TreeSet<>(files.all());
    now.values().forEach(state -> known.addAll(state.files.keySet()));
  }

  /** Whether the set of objects older than their sources has changed. */
  private boolean lookAtSources(FileStamps stamps) {
    List<Path> old = new ArrayList<>();
    for (Path object : known) {
      String name = String.valueOf(object.getFileName());
      if (!name.endsWith(FixName.SUFFIX)) {
        continue;
      }
      Path source =
          object.resolveSibling(
              name.substring(0, name.length() - FixName.SUFFIX.length()) + SOURCE);
      Stamp stamp = stamps.of(source);
      Stamp before = sources.put(source, stamp);
      if (before != null && !before.equals(stamp)) {
        edited.add(source);
      }
      // The times of files from a checkout mean nothing.
      if (edited.contains(source)
          && stamp.exists()
          && stamp.modified().compareTo(stamps.of(object).modified()) > 0) {
        old.add(object);
      }
    }
    boolean others = !old.equals(outdated);
    outdated = old;
    return others;
  }
}
