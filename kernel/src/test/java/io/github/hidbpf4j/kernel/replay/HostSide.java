package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.event.DeviceEvent;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.event.ReplayStart;

/** A sink that takes things as a host sees them; times are microseconds. */
abstract class HostSide implements EventSink {
  private final ReportGatherer reports = new ReportGatherer();
  private boolean begun;

  @Override
  public void event(KernelEvent event) {
    long micros = event.at().micros();
    ReplayEvent over = reports.take(event);
    ReplayEvent.Output later = ReportGatherer.injectedLater(event);
    RecordedRequest request = ReplayFolding.request(event, 0);
    if (over != null) {
      report(over);
    }
    if (later != null) {
      injected(micros, later);
    }
    if (request != null) {
      request(request);
    }
    switch (event) {
      case ReplayStart start -> {
        begun = true;
        started(start);
      }
      case DeviceEvent.Bound bound when begun -> rebound(bound.descriptor());
      case DeviceEvent.StateEntered entered -> other(micros, entered.state());
      case DeviceEvent.Withheld _ -> other(micros, "withheld");
      case DeviceEvent.Overloaded overloaded -> other(micros, overloaded.toString());
      case ProgramEvent.Found found -> found(found);
      default -> {}
    }
  }

  void started(ReplayStart start) {}

  void report(ReplayEvent event) {}

  void injected(long micros, ReplayEvent.Output output) {}

  void rebound(byte[] descriptor) {}

  void request(RecordedRequest request) {}

  void other(long micros, String what) {}

  void found(ProgramEvent.Found found) {}
}
