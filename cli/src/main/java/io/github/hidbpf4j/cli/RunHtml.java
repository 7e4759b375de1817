package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.vm.ExecutionCounts;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordingWarning;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.kernel.replay.EvdevView;
import io.github.hidbpf4j.kernel.replay.ReplaySetup;
import io.github.hidbpf4j.kernel.replay.ReplaySummary;
import io.github.hidbpf4j.kernel.verify.LoadingKernels;
import io.github.hidbpf4j.testing.coverage.CoverageCollector;
import io.github.hidbpf4j.testing.coverage.ObjectCoverage;
import io.github.hidbpf4j.testing.html.CapturedRun;
import io.github.hidbpf4j.testing.html.HtmlCase;
import io.github.hidbpf4j.testing.html.HtmlReport;
import io.github.hidbpf4j.testing.html.ReportSource;
import io.github.hidbpf4j.testing.html.RunCapture;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The page that {@code run --html} writes: one run, to look at in a browser. */
final class RunHtml {
  private static final String PRODUCER = "hidbpf run";

  private final RunCapture capture = new RunCapture();
  private final CoverageCollector coverage = new CoverageCollector();

  /** The sink for everything that happens. */
  RunCapture events() {
    return capture;
  }

  /** The sink for the events that applications get. */
  EvdevView.Sink evdev() {
    return capture.evdev();
  }

  /** A setup that also counts what the replay executes. */
  ReplaySetup counting(ReplaySetup setup) {
    Consumer<ExecutionCounts> asked = setup.coverage();
    return setup.toBuilder().coverage(asked == null ? coverage : coverage.andThen(asked)).build();
  }

  /** Writes the page when the run is over, and closes it. */
  void write(
      Writer out,
      ReplaySetup setup,
      ReplaySummary summary,
      RecordingContents contents,
      RecordedDevice device)
      throws IOException {
    CapturedRun run = capture.finish(summary).notes(notes(contents, device));
    List<BpfObject> objects = setup.fixes().stream().flatMap(FixSet::objects).toList();
    Map<String, ObjectCoverage> reached = new HashMap<>();
    coverage.result().objects().forEach(o -> reached.put(o.object(), o));
    for (BpfObject object : objects) {
      ObjectCoverage counted = reached.get(object.name());
      run.sources(
          counted == null ? ReportSource.of(object, setup.types()) : ReportSource.of(counted));
      if (LoadingKernels.concerns(object)) {
        kernels(run, object);
      }
    }
    try (Writer page = out) {
      write(page, setup, contents, run);
    }
  }

  private static void write(
      Writer page, ReplaySetup setup, RecordingContents contents, CapturedRun run)
      throws IOException {
    HtmlReport.write(
        page,
        contents.name().substring(contents.name().lastIndexOf('/') + 1),
        PRODUCER,
        List.of(
            new HtmlCase(
                contents.name(),
                String.join(", ", setup.fixes().stream().map(FixSet::name).toList()),
                setup.profile().name(),
                HtmlCase.Result.RAN,
                List.of(),
                run)));
  }

  private static void kernels(CapturedRun run, BpfObject object) {
    try {
      run.kernels(object.name(), LoadingKernels.of(object));
    } catch (BpfException e) {
      run.notes(List.of(object.name() + ": no kernel can link it: " + e.getMessage()));
    }
  }

  private static List<String> notes(RecordingContents contents, RecordedDevice device) {
    List<String> notes = new ArrayList<>();
    String emptiness = contents.emptiness(device);
    if (!emptiness.isEmpty()) {
      notes.add(emptiness);
    }
    notes.addAll(contents.otherDevices(device));
    contents.warnings(device).stream().map(RecordingWarning::toString).forEach(notes::add);
    return notes;
  }
}
