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
 * A suite that is run again and again: each turn finds the tests anew, and runs those whose files
 * are not as they were when they ran last. One thread at a time.
 */
public final class RepeatedSuite {
  private static final String SOURCE = ".bpf.c";

  /**
   * A turn.
   *
   * @param ran what came of the tests that were run
   * @param earlier results of the others, of earlier turns, in the suite's order
   * @param changed the files for whose sake they were run, as far as they were known before
   * @param outdated objects that are older than their sources, which were changed meanwhile: the
   *     results are not those of the sources
   */
  public record Turn(
      SuiteResult ran, List<CaseResult> earlier, List<Path> changed, List<Path> outdated) {
    /** Copies. */
    public Turn {
      earlier = List.copyOf(earlier);
      changed = List.copyOf(changed);
      outdated = List.copyOf(outdated);
    }

    /** {@return the results of all tests that there are, of whatever turn} */
    public SuiteResult all() {
      List<CaseResult> cases = new ArrayList<>(ran.cases());
      cases.addAll(earlier);
      return new SuiteResult(cases, ran.notRun(), ran.nanos());
    }
  }

  /** What a test depends on. What is no test by itself depends on what is wrong, too. */
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

  /** Sources that were changed since the first turn. */
  private final Set<Path> edited = new LinkedHashSet<>();

  private List<Path> outdated = List.of();
  private Set<Path> known = Set.of();
  private boolean begun;

  /**
   * A suite before its first run.
   *
   * @param paths as for {@link Suite#of}
   * @param selection takes those of all tests that are wanted
   */
  public RepeatedSuite(List<Path> paths, UnaryOperator<Suite> selection) {
    this.paths = List.copyOf(paths);
    this.selection = selection;
  }

  /**
   * {@return the folders in which a change may be one of a test, each without those below it: those
   * that are searched, those of other files that the last turn knew, and where one of these is not
   * there, the folder in which it would appear}
   */
  public Set<Path> folders() {
    Set<Path> all = new TreeSet<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        all.addAll(TestFiles.foldersBelow(path));
      }
      // A folder may be removed, and made anew.
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
   * Runs what is due.
   *
   * @param begin called before anything is told, where there is something to tell
   * @param listener told of the tests that are run, in the suite's order
   * @return what came of it; null where nothing has changed that the tests depend on
   * @throws IOException when a path is not there or cannot be read, or the listener cannot write
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

  /** Whether other objects than before are older than their sources. */
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
      // Nothing follows from the times of files that came with a checkout.
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
