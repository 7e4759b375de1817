package io.github.hidbpf4j;

import io.github.hidbpf4j.bpf.btf.BtfValue;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.runtime.UserMap;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.LoadedObject;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.replay.ReplayEvent;
import io.github.hidbpf4j.kernel.replay.ReplayFolding;
import io.github.hidbpf4j.kernel.replay.ReplaySummary;
import io.github.hidbpf4j.kernel.replay.ReportGatherer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects the events of a replay for its result. */
final class RunCollector implements EventSink {
  private final ReportGatherer gatherer = new ReportGatherer();
  private @Nullable ReplayStart start;
  private int device;
  private final List<RunResult.Event> events = new ArrayList<>();
  private final List<RunResult.HostReport> injections = new ArrayList<>();
  private final List<RecordedRequest> requests = new ArrayList<>();
  private final List<String> printed = new ArrayList<>();
  private final Map<String, Map<String, MapContents>> maps = new LinkedHashMap<>();
  private final Map<String, Map<String, BtfValue>> variables = new LinkedHashMap<>();

  @Override
  public boolean wantsHookRuns() {
    return false;
  }

  @Override
  public void event(KernelEvent event) {
    ReplayEvent over = gatherer.take(event);
    if (over != null) {
      Duration time = time(over.micros());
      events.add(
          new RunResult.Event(
              over.index(),
              time,
              over.input(),
              over.output().stream().map(o -> report(time, o)).toList(),
              over.dropped()));
    }
    ReplayEvent.Output injected = ReportGatherer.injectedLater(event);
    if (injected != null) {
      injections.add(report(time(event.at().micros()), injected));
    }
    switch (event) {
      case ReplayStart s -> {
        start = s;
        device = s.device().index();
      }
      case ProgramEvent.Printk line -> printed.add(line.line());
      default -> {}
    }
    // A user's request is reported from the user's side only, not again from the device's.
    RecordedRequest request = ReplayFolding.request(event, device);
    if (request != null) {
      requests.add(request);
    }
  }

  private static Duration time(long micros) {
    return Duration.ofNanos(micros * 1_000);
  }

  private static RunResult.HostReport report(Duration time, ReplayEvent.Output output) {
    return new RunResult.HostReport(time, output.report(), output.delivery(), output.reports());
  }

  // ---- at the end

  /** Reads the maps and variables of the objects, which are still loaded. */
  void contents(List<LoadedObject> objects) {
    for (LoadedObject object : objects) {
      Map<String, MapContents> contents = new LinkedHashMap<>();
      object
          .maps()
          .forEach(
              (name, map) -> {
                if (!name.startsWith(".") && map.spec().type() != MapType.STRUCT_OPS) {
                  contents.put(name, contents(map));
                }
              });
      maps.put(object.name(), contents);
      variables.put(object.name(), object.variableValues());
    }
  }

  private static MapContents contents(BpfMap map) {
    UserMap user = new UserMap(map);
    List<MapContents.Entry> entries = new ArrayList<>();
    for (byte[] key : user.keys()) {
      byte[] value = map.userLookup(key);
      if (value != null) {
        entries.add(new MapContents.Entry(key, value, user.key(key), user.value(value)));
      }
    }
    return new MapContents(map.spec().name(), entries);
  }

  RunResult result(ReplaySummary summary) {
    ReplayStart s = Objects.requireNonNull(start, "the replay did not start");
    return new RunResult(
        s.profile(),
        s.attachments(),
        s.descriptorBefore(),
        s.descriptorAfter(),
        events,
        injections,
        requests,
        printed,
        summary.findings(),
        maps,
        variables);
  }
}
