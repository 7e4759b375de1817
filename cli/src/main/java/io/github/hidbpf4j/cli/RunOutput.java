package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.hid.recording.EntryCursor;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.replay.EvdevView;
import io.github.hidbpf4j.kernel.replay.Exploration;
import io.github.hidbpf4j.kernel.replay.Outcome;
import io.github.hidbpf4j.kernel.replay.RecordingSink;
import io.github.hidbpf4j.kernel.replay.Replay;
import io.github.hidbpf4j.kernel.replay.ReplayFolding;
import io.github.hidbpf4j.kernel.replay.ReplaySetup;
import io.github.hidbpf4j.kernel.replay.ReplaySummary;
import io.github.hidbpf4j.kernel.trace.TimelineWriter;
import io.github.hidbpf4j.kernel.trace.TraceFolding;
import io.github.hidbpf4j.kernel.trace.TraceJsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replays, and writes the results where {@code hidbpf run} was told to. */
final class RunOutput {
  /**
   * How much of a run is examined.
   *
   * @param once whether to skip the second replay, which shows what depends on uninitialised memory
   * @param evdev whether to show the events that applications get as well
   * @param fields whether JSON has the values of fields
   */
  record Extent(boolean once, boolean evdev, boolean fields) {}

  private final PrintWriter out;
  private final JsonLines lines;
  private final RecordingContents contents;
  private final RecordedDevice device;
  private final Progress progress;
  private final Extent extent;

  /**
   * Creates an output.
   *
   * @param lines writes what is printed as JSON
   * @param extent how much is examined
   */
  RunOutput(
      PrintWriter out,
      JsonLines lines,
      RecordingContents contents,
      RecordedDevice device,
      Progress progress,
      Extent extent) {
    this.extent = extent;
    this.out = out;
    this.lines = lines;
    this.contents = contents;
    this.device = device;
    this.progress = progress;
  }

  /** A recording, opened once. */
  private final class FileInput implements Exploration.Input {
    private final boolean counts;
    private final RecordingContents.Entries entries;

    FileInput() throws IOException {
      this(true);
    }

    FileInput(boolean counts) throws IOException {
      this.counts = counts;
      entries = contents.entries(device);
    }

    @Override
    public EntryCursor cursor() {
      return counts ? progress.counting(entries.cursor()) : entries.cursor();
    }

    @Override
    public void close() throws IOException {
      entries.close();
      if (counts) {
        progress.done();
      }
    }
  }

  // ---- one run

  ReplaySummary run(
      ReplaySetup setup,
      RunCommand.Format format,
      boolean quiet,
      @Nullable Writer trace,
      @Nullable Writer record,
      @Nullable Writer page)
      throws IOException {
    try (FileInput input = new FileInput();
        RecordingSink recorder = record == null ? null : new RecordingSink(record);
        TraceJsonWriter json = trace == null ? null : new TraceJsonWriter(trace, device.name())) {
      RunJson jsonOut = new RunJson(lines, contents, device, extent.fields());
      boolean timeline = format == RunCommand.Format.timeline;
      List<EventSink> sinks = new ArrayList<>();
      if (!quiet && !timeline) {
        EventSink shown =
            format == RunCommand.Format.json ? jsonOut : new RunText(out, contents, device);
        sinks.add(ReplayFolding.before(shown));
      }
      if (recorder != null) {
        sinks.add(recorder);
      }
      RunEvdevText evdevText = new RunEvdevText(out);
      List<EvdevView.Sink> applications = new ArrayList<>();
      RunHtml html = page == null ? null : new RunHtml();
      if (html != null) {
        sinks.add(html.events());
      }
      if (json != null) {
        sinks.add(TraceFolding.before(json));
        applications.add(RunEvdevLane.of(json));
      }
      if (timeline && !quiet) {
        TimelineWriter writer = new TimelineWriter(out);
        sinks.add(TraceFolding.before(writer));
        applications.add(RunEvdevLane.of(writer));
      } else if (!quiet) {
        applications.add(format == RunCommand.Format.json ? new RunEvdevJson(lines) : evdevText);
      }
      if (!extent.evdev()) {
        applications.clear();
      }
      if (html != null) {
        applications.add(html.evdev());
      }
      EvdevView view = applications.isEmpty() ? null : new EvdevView(applications);
      if (view != null) {
        sinks.add(view);
      }
      boolean traces = json != null || html != null || timeline && !quiet;
      ReplaySetup counting =
          (html == null ? setup : html.counting(setup))
              .toBuilder().countInstructions(traces).build();
      EventSink[] all = sinks.toArray(EventSink[]::new);
      String emptiness = contents.emptiness(device);
      if (!emptiness.isEmpty() && format != RunCommand.Format.json) {
        out.printf("recording   %s%n", emptiness);
      }
      if (format == RunCommand.Format.timeline && !quiet) {
        contents.otherDevices(device).forEach(line -> out.printf("recording   %s%n", line));
      }
      if (format == RunCommand.Format.timeline || quiet && format == RunCommand.Format.text) {
        warnings();
      }
      ReplaySummary summary =
          extent.once()
              ? Replay.run(counting, input, all)
              : Replay.runTwice(counting, input, () -> new FileInput(false), all);
      if (view != null) {
        view.finish();
        evdevText.flush();
      }
      if (html != null && page != null) {
        html.write(page, setup, summary, contents, device);
      }
      if (quiet && progress.isSingle()) {
        progress.end();
      }
      if (format == RunCommand.Format.json) {
        jsonOut.summary(summary);
      } else {
        RunText.summary(out, summary);
      }
      return summary;
    } finally {
      out.flush();
    }
  }

  /** Prints what was skipped in the recording, if no listener does. */
  private void warnings() {
    contents.warnings(device).forEach(w -> out.printf("recording   %s%n", w));
  }

  // ---- many runs

  /** Explores; returns the summary of each outcome. */
  List<ReplaySummary> explore(ReplaySetup setup, long firstSeed, long seeds, int jobs)
      throws IOException {
    List<Outcome> outcomes =
        Exploration.run(setup, firstSeed, seeds, (int) Math.min(jobs, seeds), FileInput::new);
    progress.end();
    warnings();
    out.printf(
        "explored    %d seeds from %d on: %d %s%n",
        seeds, firstSeed, outcomes.size(), outcomes.size() == 1 ? "outcome" : "outcomes");
    int number = 0;
    for (Outcome outcome : outcomes) {
      out.println();
      out.printf(
          "outcome %d   %d of %d seeds; host got %d reports, %s%d dropped, %d findings; id %s%n",
          ++number,
          outcome.seeds(),
          seeds,
          outcome.summary().delivered(),
          outcome.summary().reinterpreted() == 0
              ? ""
              : outcome.summary().reinterpreted() + " with another meaning, ",
          outcome.summary().dropped(),
          outcome.summary().findings().size(),
          outcome.digest().substring(0, 12));
      if (!outcome.tail().isEmpty()) {
        out.printf("            ends with %s%n", String.join(" | ", outcome.tail()));
      }
      out.printf("            reproduce with --seed %d; its timeline:%n", outcome.seed());
      timeline(
          setup.toBuilder().seed(outcome.seed()).countInstructions(true).coverage(null).build());
    }
    out.flush();
    return outcomes.stream().map(Outcome::summary).toList();
  }

  private void timeline(ReplaySetup setup) throws IOException {
    EventSink timeline = TraceFolding.before(new TimelineWriter(out));
    try (FileInput input = new FileInput()) {
      ReplaySummary _ = Replay.run(setup, input, timeline);
    }
  }
}
