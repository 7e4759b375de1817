package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidObserver;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.hid.device.HidrawListener;
import io.github.hidbpf4j.hid.device.ReportView;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.time.VirtualClock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts together, from what the HID core and a hidraw reader see, what became of each event. */
final class ReplayRecorder implements HidObserver, HidrawListener {
  private final VirtualClock clock;
  private final ReplayListener listener;
  private final List<Finding> findings = new ArrayList<>();
  private final Set<String> found = new HashSet<>();
  private long start;
  private long lastMicros;
  private long events;
  private long unchanged;
  private long changed;
  private long dropped;
  private long injected;
  private long delivered;

  /** The event that the device is sending, or null between events. */
  private byte @Nullable [] sending;

  private List<ReplayEvent.Output> output = new ArrayList<>();
  private boolean throughForItself;
  private String dropReason = "";
  private boolean fromBpf;

  ReplayRecorder(VirtualClock clock, ReplayListener listener) {
    this.clock = clock;
    this.listener = listener;
    this.start = clock.now();
  }

  void begin(long time) {
    start = time;
  }

  private long micros() {
    return (clock.now() - start) / 1_000;
  }

  void send(byte[] report) {
    sending = report;
    output = new ArrayList<>();
    throughForItself = false;
    dropReason = "";
    fromBpf = false;
  }

  void sent() {
    byte[] input = sending;
    if (input == null) {
      return;
    }
    sending = null;
    long index = events++;
    lastMicros = micros();
    String reason = "";
    if (!throughForItself) {
      dropped++;
      reason = dropReason.isEmpty() ? "no reader" : dropReason;
    } else if (output.stream().anyMatch(o -> !o.injected() && Arrays.equals(o.report(), input))) {
      unchanged++;
    } else {
      changed++;
    }
    listener.event(new ReplayEvent(index, lastMicros, input, List.copyOf(output), reason));
  }

  @Override
  public void readable(HidrawFile file) {
    byte[] report = file.read();
    if (report == null) {
      return;
    }
    delivered++;
    if (fromBpf) {
      injected++;
    }
    if (sending != null) {
      output.add(new ReplayEvent.Output(report, fromBpf));
      throughForItself |= !fromBpf;
    } else {
      lastMicros = micros();
      listener.injected(lastMicros, report);
    }
  }

  @Override
  public void eventDispatched(
      HidDevice device, ReportType type, ReportView data, boolean bpf, int ret) {
    fromBpf = bpf;
    if (ret < 0 && !bpf) {
      dropReason = "the program returned " + Errno.describe(ret);
    }
  }

  @Override
  public void inputRefused(HidDevice device, ReportType type, int size, int ret, String reason) {
    dropReason = reason;
  }

  @Override
  public void inputDropped(
      HidDevice device, ReportType type, ReportView data, int ret, String reason) {
    if (!fromBpf) {
      dropReason = reason;
    }
  }

  @Override
  public void rawEvent(
      HidDevice device, ReportType type, ReportView data, int ret, @Nullable String reason) {
    if (reason != null && !fromBpf) {
      dropReason = reason;
    }
  }

  void printk(String program, String line) {
    listener.printk(micros(), program, line);
  }

  void finding(Finding finding) {
    if (found.add(finding.kind() + " " + finding.program())) {
      findings.add(finding);
      listener.finding(micros(), finding);
    }
  }

  ReplaySummary summary() {
    return new ReplaySummary(
        events,
        unchanged,
        changed,
        dropped,
        injected,
        delivered,
        lastMicros,
        List.copyOf(findings));
  }
}
