package io.github.hidbpf4j.testing.suite;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.vm.ExecutionCounts;
import io.github.hidbpf4j.kernel.KnownObjects;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.testing.bench.Bench;
import io.github.hidbpf4j.testing.bench.DeviceSetup;
import io.github.hidbpf4j.testing.play.Play;
import io.github.hidbpf4j.testing.play.PlayComparison;
import io.github.hidbpf4j.testing.play.PlayDifference;
import io.github.hidbpf4j.testing.play.PlayRecorder;
import io.github.hidbpf4j.testing.play.RealKernel;
import io.github.hidbpf4j.testing.play.RealKernel.Failed;
import io.github.hidbpf4j.testing.play.RealKernel.Played;
import io.github.hidbpf4j.testing.play.RealKernel.Verdict;
import io.github.hidbpf4j.testing.scenario.Scenario;
import io.github.hidbpf4j.time.Stopwatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a test's replay and the same on a real kernel: first the replay with {@link #audience}, then
 * {@link #result}.
 */
final class RealRun {
  /**
   * How often to play: a busy host makes a kernel late once, a real difference appears each time.
   */
  private static final int TRIES = 3;

  private final RealKernel kernel;
  private final PlayRecorder recorder;
  private final List<FixObject> objects;

  /** What the way of applying fixes could not do in the last play. */
  private String limit = "";

  private RealRun(RealKernel kernel, PlayRecorder recorder, List<FixObject> objects) {
    this.kernel = kernel;
    this.recorder = recorder;
    this.objects = objects;
  }

  /**
   * Creates the run of a test.
   *
   * @param used the objects of its fixes
   */
  static RealRun of(RealKernel kernel, long seed, List<DeviceSetup> setups, List<FixObject> used)
      throws IOException {
    Map<String, byte[]> objects = new LinkedHashMap<>();
    for (DeviceSetup setup : setups) {
      for (BpfObject object : setup.fixes().stream().flatMap(fix -> fix.objects()).toList()) {
        objects.put(object.name(), Files.readAllBytes(Path.of(object.name())));
      }
    }
    return new RealRun(kernel, new PlayRecorder(kernel.profile(), seed, setups, objects), used);
  }

  /** The observers of the replay. */
  Bench.Audience audience(
      List<EventSink> sinks, @Nullable Consumer<ExecutionCounts> coverage, KnownObjects known) {
    return new Bench.Audience(sinks, recorder.sinks(), coverage, known, recorder);
  }

  /**
   * Plays on the kernel what the replay did, and compares.
   *
   * @param test name of the test
   * @param file that it is about
   * @param replay the replay's failure; null if it has none
   */
  KernelResult result(String test, Path file, int line, @Nullable Failure replay, Stopwatch begin)
      throws IOException {
    List<Failure> failures = new ArrayList<>();
    if (replay != null) {
      failures.add(replay);
    }
    if (!recorder.hasBegun()) {
      return result(kernel, failures, "", file, line, RealVerdicts.NONE, begin);
    }
    RealVerdicts verdicts = RealVerdicts.of(kernel, objects);
    Play play = recorder.play();
    String unplayed = kernel.unfit(play, recorder.seen());
    if (unplayed.isEmpty()) {
      List<PlayDifference> differences = differences(test, play);
      if (!differences.isEmpty() && replay == null) {
        unplayed = limit;
      }
      if (unplayed.isEmpty()) {
        for (PlayDifference difference : differences) {
          failures.add(new Failure(file, line, difference.message(), difference.details()));
        }
      }
    }
    return result(kernel, failures, unplayed, file, line, verdicts, begin);
  }

  private List<PlayDifference> differences(String test, Play play) {
    List<PlayDifference> found = List.of();
    for (int i = 0; i < TRIES; i++) {
      switch (kernel.play(test, play, i)) {
        case Played played -> {
          found = PlayComparison.of(play, recorder.seen(), played.seen(), played.slack());
          if (found.isEmpty()) {
            return found;
          }
          found = explained(found, played.notes());
          limit = played.limit();
          if (!limit.isEmpty()) {
            return found;
          }
          if (i + 1 < TRIES) {
            kernel.differed(test, found.getFirst());
          }
        }
        case Failed failed -> {
          return List.of(new PlayDifference(failed.message(), failed.details()));
        }
        case Verdict _ -> throw new IllegalStateException("a verdict on a play");
      }
    }
    return found;
  }

  /** Adds what may explain the differences to the first one. */
  private static List<PlayDifference> explained(List<PlayDifference> found, List<String> notes) {
    List<String> details = new ArrayList<>(found.getFirst().details());
    details.addAll(notes);
    List<PlayDifference> all = new ArrayList<>(found);
    all.set(0, new PlayDifference(found.getFirst().message(), details));
    return all;
  }

  /**
   * The result of a test: verdicts that differ make it fail, whether or not it could be played.
   *
   * @param failures other failures
   * @param unplayed why only verdicts were compared; "" if it was played
   * @param file that the test is about
   */
  private static KernelResult result(
      RealKernel kernel,
      List<Failure> failures,
      String unplayed,
      Path file,
      int line,
      RealVerdicts verdicts,
      Stopwatch begin) {
    List<Failure> all = new ArrayList<>(failures);
    all.addAll(verdicts.failures());
    Status status = Status.FAILED;
    if (all.isEmpty()) {
      status = unplayed.isEmpty() ? Status.PASSED : Status.SKIPPED;
      if (!unplayed.isEmpty()) {
        all.add(new Failure(file, line, unplayed, List.of()));
      }
    }
    return new KernelResult(kernel.label(), status, all, begin.nanos(), verdicts.compared());
  }

  // ---- verdicts

  /**
   * The result of a test whose replay was skipped: if it was because of a rejection, the kernel
   * must agree.
   */
  static KernelResult skipped(RealKernel kernel, KernelResult skipped, List<FixObject> objects)
      throws IOException {
    RealVerdicts verdicts = RealVerdicts.of(kernel, objects);
    boolean agree = verdicts.failures().isEmpty();
    return new KernelResult(
        kernel.label(),
        agree ? skipped.status() : Status.FAILED,
        agree ? skipped.failures() : verdicts.failures(),
        skipped.nanos(),
        verdicts.compared());
  }

  /**
   * The result of a test that is about verdicts alone.
   *
   * @param replay how the profile's verdicts differ from the expectation; null if they do not
   */
  static KernelResult ofVerdicts(
      RealKernel kernel,
      Scenario scenario,
      @Nullable Failure replay,
      List<FixObject> objects,
      Stopwatch begin)
      throws IOException {
    String unplayed =
        kernel.hasVerdicts()
            ? ""
            : "it is about verdicts, which this kernel cannot give: it has no HID-BPF";
    return result(
        kernel,
        replay == null ? List.of() : List.of(replay),
        unplayed,
        scenario.file(),
        scenario.line(),
        RealVerdicts.of(kernel, objects),
        begin);
  }
}
