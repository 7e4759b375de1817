package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.kernel.replay.ReplaySetup;
import io.github.hidbpf4j.kernel.replay.ReplaySummary;
import io.github.hidbpf4j.time.Workers;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Replays several recordings, some of them in parallel, each in a kernel of its own. The output is
 * in the order of the recordings; a recording that cannot be replayed does not stop the others.
 */
final class RunMany {
  /** How many replays may be ahead of the output, for each one that runs in parallel. */
  private static final int AHEAD = 8;

  private final PrintWriter out;
  private final PrintWriter err;
  private final RunCommand.Format format;
  private final boolean quiet;
  private final RunOutput.Extent extent;
  private final RunVerdict verdict;

  /** Makes the setup for replaying one recording: its device and the rest. */
  @FunctionalInterface
  interface Setups {
    ReplaySetup of(RecordingContents contents);
  }

  RunMany(
      PrintWriter out,
      PrintWriter err,
      RunCommand.Format format,
      boolean quiet,
      RunOutput.Extent extent,
      RunVerdict verdict) {
    this.out = out;
    this.err = err;
    this.format = format;
    this.quiet = quiet;
    this.extent = extent;
    this.verdict = verdict;
  }

  /** The result of one replay. */
  private record Result(@Nullable ReplaySummary summary, int code, String error) {}

  /**
   * Replays the recordings.
   *
   * @return the highest exit code
   */
  int run(List<Path> recordings, Setups setups, int jobs) throws IOException {
    int threads = Math.clamp(jobs, 1, recordings.size());
    Result[] results = new Result[recordings.size()];
    int[] next = {0};
    try (Progress progress = Progress.of("recordings", recordings.size(), quiet)) {
      PrintWriter below = quiet ? progress.before(out) : out;
      OrderedOutput ordered = new OrderedOutput(below, threads * AHEAD);
      Workers.run(
          threads,
          () -> {
            while (true) {
              int index;
              PrintWriter part;
              // In turn, so that parts are opened in the order of the recordings.
              synchronized (next) {
                index = next[0];
                if (index == recordings.size()) {
                  return;
                }
                next[0]++;
                part = new PrintWriter(new BufferedWriter(ordered.open()));
              }
              JsonLines lines =
                  index == 0 ? JsonLines.begin(part, JsonFormat.RUN) : JsonLines.goOn(part);
              results[index] = one(recordings.get(index), setups, ordered, part, lines, progress);
              progress.done();
            }
          });
    }
    return total(results);
  }

  private Result one(
      Path recording,
      Setups setups,
      OrderedOutput ordered,
      PrintWriter part,
      JsonLines lines,
      Progress progress) {
    Result result;
    try (part) {
      if (format == RunCommand.Format.json) {
        lines.object("recording", o -> o.writeStringField("file", recording.toString()));
      } else {
        part.println("recording   " + recording);
      }
      try (RecordingContents contents = RecordingContents.scan(recording)) {
        ReplaySetup setup = setups.of(contents);
        ReplaySummary summary =
            new RunOutput(part, lines, contents, setup.device(), progress, extent)
                .run(setup, format, quiet, null, null, null);
        StringWriter why = new StringWriter();
        int code = verdict.code(recording + ": ", List.of(summary), new PrintWriter(why, true));
        result = new Result(summary, code, why.toString());
      } catch (UncheckedIOException e) {
        result = failure(Objects.requireNonNullElse(e.getCause(), e));
      } catch (IOException | RuntimeException | Error e) {
        // Running out of memory in one does not stop the others either.
        result = failure(e);
      }
      if (format != RunCommand.Format.json) {
        part.println();
      }
      if (part.checkError() && result.summary != null) {
        IOException lost = ordered.failure();
        result =
            failure(
                lost == null
                    ? new IOException(recording + ": its output cannot be written")
                    : lost);
      }
    }
    return result;
  }

  private static Result failure(Throwable e) {
    StringWriter text = new StringWriter();
    int code = Errors.report(e, new PrintWriter(text, true));
    return new Result(null, code, text.toString());
  }

  private int total(Result[] results) {
    int code = Errors.FINE;
    int failed = 0;
    long events = 0;
    long reinterpreted = 0;
    long changed = 0;
    long dropped = 0;
    long injected = 0;
    long findings = 0;
    long unattached = 0;
    for (Result result : results) {
      ReplaySummary s = result.summary;
      code = Math.max(code, result.code);
      err.print(result.error);
      if (s == null) {
        failed++;
        continue;
      }
      events += s.events();
      reinterpreted += s.reinterpreted();
      changed += s.changed();
      dropped += s.dropped();
      injected += s.injected();
      findings += s.findings().size();
      unattached += s.unattached().isEmpty() ? 0 : 1;
    }
    err.flush();
    if (format == RunCommand.Format.json) {
      Number[] numbers = {
        results.length,
        failed,
        events,
        reinterpreted,
        changed,
        dropped,
        injected,
        findings,
        unattached
      };
      String[] names = {
        "recordings",
        "failed",
        "events",
        "reinterpreted",
        "changed",
        "dropped",
        "injected",
        "findings",
        "unattached"
      };
      JsonLines.goOn(out)
          .object(
              "total",
              o -> {
                for (int i = 0; i < names.length; i++) {
                  o.writeNumberField(names[i], numbers[i].longValue());
                }
              });
    } else {
      out.printf(
          "total       %d recordings, %d failed%s: %d events, %s%d changed, %d dropped; %d injected; %d findings%n",
          results.length,
          failed,
          unattached == 0 ? "" : ", " + unattached + " not attached",
          events,
          reinterpreted == 0 ? "" : reinterpreted + " with another meaning, ",
          changed,
          dropped,
          injected,
          findings);
    }
    out.flush();
    return code;
  }
}
