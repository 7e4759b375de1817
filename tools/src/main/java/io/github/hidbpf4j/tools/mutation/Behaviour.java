package io.github.hidbpf4j.tools.mutation;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.event.DeviceEvent;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.event.RequestEvent;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.kernel.replay.EntryInput;
import io.github.hidbpf4j.kernel.replay.Replay;
import io.github.hidbpf4j.kernel.replay.ReplaySetup;
import io.github.hidbpf4j.kernel.replay.ReplaySummary;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.testing.coverage.CoverageCollector;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The externally observable behaviour of a fix in a number of runs: its descriptor and properties,
 * the host's reports and what is dropped, requests to the device, lines printed, findings, each
 * with its virtual time.
 *
 * @param runs lines of each run
 */
record Behaviour(List<List<String>> runs) {
  /** A run: a device, what it sends, and how it answers. */
  record Run(RecordedDevice device, List<RecordedEntry> sent, @Nullable DeviceModel model) {}

  /**
   * Runs a fix.
   *
   * @param runs the runs to do
   * @param coverage told which instructions exist and which were executed; null for nobody
   * @throws BpfException if it is rejected
   */
  static Behaviour of(
      BpfObject object, ApiProfile profile, List<Run> runs, @Nullable CoverageCollector coverage) {
    List<List<String>> all = new ArrayList<>();
    for (Run run : runs) {
      all.add(lines(object, profile, run, coverage));
    }
    return new Behaviour(all);
  }

  /**
   * Whether a fix behaves differently in one of the runs; stops at the first difference.
   *
   * @throws BpfException if it is rejected
   */
  boolean differs(BpfObject object, ApiProfile profile, List<Run> same) {
    for (int i = 0; i < same.size(); i++) {
      if (!lines(object, profile, same.get(i), null).equals(runs.get(i))) {
        return true;
      }
    }
    return false;
  }

  private static List<String> lines(
      BpfObject object, ApiProfile profile, Run run, @Nullable CoverageCollector coverage) {
    Iterator<RecordedEntry> left = run.sent().iterator();
    List<String> lines = new ArrayList<>();
    EventSink sink =
        event -> {
          String line = line(event);
          if (line != null) {
            lines.add(event.at().nanos() + " " + line);
          }
        };
    ReplaySummary _ =
        Replay.run(
            ReplaySetup.builder(profile, KernelTypes.of(profile).btf(), run.device())
                .fixes(List.of(FixSet.of(object)))
                .model(run.model())
                .coverage(coverage)
                .build(),
            (EntryInput) () -> left.hasNext() ? left.next() : null,
            sink);
    return lines;
  }

  private static @Nullable String line(KernelEvent event) {
    return switch (event) {
      case ReplayStart start -> start(start);
      case InputOutcome outcome ->
          "%s %s %s: %s"
              .formatted(
                  outcome.sender(),
                  outcome.type(),
                  hex(outcome.input()),
                  switch (outcome.fate()) {
                    case InputOutcome.Delivered _ -> "to the host: " + hex(outcome.output());
                    case InputOutcome.Dropped dropped ->
                        "dropped: %s %d %s"
                            .formatted(dropped.stage(), dropped.ret(), dropped.reason());
                  });
      case RequestEvent.Answered answered -> request(answered);
      case DeviceEvent.StateEntered entered -> "device is " + entered.state();
      case DeviceEvent.Bound bound -> "bound: " + hex(bound.descriptor());
      case ProgramEvent.Printk printk -> printk.line();
      case ProgramEvent.Found found -> found.finding().kind().id();
      default -> null;
    };
  }

  private static String start(ReplayStart start) {
    StringBuilder text = new StringBuilder(hex(start.descriptorAfter()));
    for (ReplayStart.Attachment a : start.attachments()) {
      text.append(' ').append(a.probeResult()).append(a.attached()).append(a.failures().size());
      text.append(a.properties());
    }
    return text.toString();
  }

  private static @Nullable String request(RequestEvent.Answered answered) {
    RecordedRequest request = answered.recorded(0);
    return request == null
        ? null
        : "%s %s %d %s: %d"
            .formatted(
                request.kind(),
                request.type(),
                request.id(),
                hex(request.data()),
                request.result());
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
