package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.ClassRequest;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidObserver;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.hid.device.HidrawListener;
import io.github.hidbpf4j.hid.device.ReportView;
import io.github.hidbpf4j.hid.device.TransportCall;
import io.github.hidbpf4j.hid.model.ModelObserver;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import io.github.hidbpf4j.kernel.trace.DeliveryCheck;
import io.github.hidbpf4j.kernel.trace.TraceRecorder;
import io.github.hidbpf4j.time.Scheduler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Puts together, from what the HID core and a hidraw reader see, what became of each event and
 * request. The listener is told of one thing at a time.
 */
final class ReplayRecorder implements HidObserver, HidrawListener, ModelObserver {
  private static final byte[] NOTHING = {};

  /** A call of the transport on its way. */
  private record OpenCall(long token, long begin, RecordedRequest.Origin origin) {}

  private static final class Calls {
    final ArrayDeque<OpenCall> open = new ArrayDeque<>();
    RecordedRequest.Origin origin = RecordedRequest.Origin.KERNEL;
  }

  private final Scheduler clock;
  private final int device;
  private final ReplayListener listener;
  private final @Nullable TraceRecorder trace;
  private final DeliveryCheck deliveries;
  private final ThreadLocal<Calls> calls = ThreadLocal.withInitial(Calls::new);
  private final AtomicInteger unanswered = new AtomicInteger();
  private final List<Finding> findings = new ArrayList<>();
  private final Set<String> found = new HashSet<>();
  private long start;
  private long lastMicros;
  private long events;
  private long unchanged;
  private long reinterpreted;
  private long changed;
  private long dropped;
  private long injected;
  private long delivered;
  private long requests;

  /** The event that the device is sending, or null between events, and on which thread. */
  private byte @Nullable [] sending;

  private @Nullable Thread sender;
  private List<ReplayEvent.Output> output = new ArrayList<>();
  private boolean throughForItself;
  private String dropReason = "";
  private boolean fromBpf;
  private boolean begun;
  private boolean over;
  private boolean repeating;

  /** The descriptor in use when a reader was given a report last. */
  private @Nullable ReportDescriptor inUse;

  /**
   * A recorder.
   *
   * @param device index of the device in the recording
   * @param own the descriptor that the device gives; null when it does not parse
   */
  ReplayRecorder(
      Scheduler clock,
      int device,
      @Nullable ReportDescriptor own,
      ReplayListener listener,
      @Nullable TraceRecorder trace) {
    this.clock = clock;
    this.device = device;
    this.deliveries = new DeliveryCheck(own);
    this.listener = listener;
    this.trace = trace;
    this.start = clock.now();
  }

  synchronized void begin(long time) {
    start = time;
    begun = true;
    if (trace != null) {
      trace.begin(time);
    }
  }

  /** Says whether what is told next comes of callbacks that repeat themselves. */
  private void tellRepeating() {
    boolean repeats = clock.chainLength() > TraceRecorder.FOLDED_AFTER;
    if (repeats != repeating) {
      repeating = repeats;
      listener.repeating(repeats);
    }
  }

  private long micros() {
    return Math.max(0, (clock.now() - start) / 1_000);
  }

  // ---- events

  synchronized void send(byte[] report) {
    if (trace != null) {
      trace.deviceReport(events, report);
    }
    sending = report;
    sender = Thread.currentThread();
    output = new ArrayList<>(1);
    throughForItself = false;
    dropReason = "";
    fromBpf = false;
  }

  synchronized void sent() {
    byte[] input = sending;
    if (input == null) {
      return;
    }
    sending = null;
    sender = null;
    long index = events++;
    lastMicros = micros();
    String reason = throughForItself ? "" : dropReason.isEmpty() ? "no reader" : dropReason;
    ReplayEvent event = new ReplayEvent(index, lastMicros, input, List.copyOf(output), reason);
    switch (event.result()) {
      case UNCHANGED -> unchanged++;
      case REINTERPRETED -> reinterpreted++;
      case CHANGED -> changed++;
      case DROPPED -> dropped++;
    }
    if (trace != null) {
      trace.deviceReportOver();
    }
    tellRepeating();
    listener.event(event);
  }

  @Override
  public synchronized void readable(HidrawFile file) {
    byte[] report = file.read();
    if (report == null) {
      return;
    }
    delivered++;
    if (fromBpf) {
      injected++;
    }
    boolean during = sender == Thread.currentThread();
    ReplayEvent.Output got =
        new ReplayEvent.Output(
            report, deliveries.of(during ? sending : null, report, fromBpf, inUse), inUse);
    if (during) {
      output.add(got);
      throughForItself |= !fromBpf;
    } else {
      lastMicros = micros();
      tellRepeating();
      listener.injected(lastMicros, got);
    }
  }

  @Override
  public synchronized void delivered(
      HidDevice hid, HidrawFile file, ReportView data, boolean queued) {
    inUse = hid.reports();
  }

  @Override
  public synchronized void bound(HidDevice hid, String driver) {
    if (begun && !over) {
      byte[] descriptor = hid.descriptor();
      if (trace != null) {
        trace.rebound(descriptor);
      }
      listener.rebound(micros(), descriptor);
    }
  }

  @Override
  public synchronized void eventDispatched(
      HidDevice hid, ReportType type, ReportView data, boolean bpf, int ret) {
    fromBpf = bpf;
    if (ret < 0 && !bpf) {
      dropReason = "the program returned " + Errno.describe(ret);
    }
  }

  @Override
  public synchronized void inputRefused(
      HidDevice hid, ReportType type, int size, int ret, String reason) {
    dropReason = reason;
  }

  @Override
  public synchronized void inputDropped(
      HidDevice hid, ReportType type, ReportView data, int ret, String reason) {
    if (!fromBpf) {
      dropReason = reason;
    }
  }

  @Override
  public synchronized void rawEvent(
      HidDevice hid, ReportType type, ReportView data, int ret, @Nullable String reason) {
    if (reason != null && !fromBpf) {
      dropReason = reason;
    }
  }

  // ---- the device model

  @Override
  public synchronized void entered(String state) {
    if (trace != null) {
      trace.entered(state);
    }
    tellRepeating();
    listener.stateEntered(micros(), state);
  }

  @Override
  public synchronized void withheld(byte[] report) {
    if (trace != null) {
      trace.withheld(report);
    }
    tellRepeating();
    listener.withheld(micros(), report);
  }

  // ---- requests

  /** Whether the device is being asked something that it has not answered. */
  boolean isAsked() {
    return unanswered.get() > 0;
  }

  /** A request begins; gives the token that its end is told with. */
  synchronized long requestBegins() {
    long token = requests++;
    listener.requestBegan(token);
    return token;
  }

  /** A user's request is over. */
  synchronized void userRequest(
      long token, long begin, RecordedRequest asked, int ret, byte[] data) {
    RecordedRequest done =
        new RecordedRequest(
            device,
            asked.kind(),
            RecordedRequest.Origin.USER,
            sinceStart(begin),
            (clock.now() - begin) / 1_000,
            asked.type(),
            asked.id(),
            asked.asked(),
            ret,
            data);
    if (trace != null) {
      trace.userAction(begin, done);
    }
    over(token, done);
  }

  private long sinceStart(long time) {
    return Math.max(0, (time - start) / 1_000);
  }

  private void over(long token, RecordedRequest request) {
    lastMicros = Math.max(lastMicros, micros());
    tellRepeating();
    listener.request(token, request);
  }

  @Override
  public void requestDispatched(
      HidDevice hid,
      int reportnum,
      ReportView data,
      ReportType type,
      ClassRequest request,
      long source,
      boolean bpf,
      int ret) {
    calls.get().origin = TraceRecorder.originOf(source, bpf);
  }

  @Override
  public void outputDispatched(HidDevice hid, ReportView data, long source, boolean bpf, int ret) {
    calls.get().origin = TraceRecorder.originOf(source, bpf);
  }

  @Override
  public void transportCalled(
      HidDevice hid,
      TransportCall call,
      int reportnum,
      @Nullable ReportType type,
      @Nullable ReportView data) {
    if (type == null) {
      return;
    }
    Calls mine = calls.get();
    // What a user asks is told by who plays the user.
    long token = mine.origin == RecordedRequest.Origin.USER ? -1 : requestBegins();
    mine.open.addLast(new OpenCall(token, clock.now(), mine.origin));
    unanswered.incrementAndGet();
  }

  @Override
  public void transportAnswered(
      HidDevice hid,
      TransportCall call,
      int reportnum,
      @Nullable ReportType type,
      @Nullable ReportView data,
      int ret) {
    OpenCall open = type == null ? null : calls.get().open.pollLast();
    if (open != null) {
      unanswered.decrementAndGet();
    }
    if (open == null || type == null || open.token() < 0) {
      return;
    }
    byte[] bytes = data == null ? NOTHING : data.toByteArray();
    int asked = bytes.length;
    RecordedRequest.Kind kind =
        switch (call) {
          case GET_REPORT -> RecordedRequest.Kind.GET_REPORT;
          case SET_REPORT -> RecordedRequest.Kind.SET_REPORT;
          default -> RecordedRequest.Kind.OUTPUT_REPORT;
        };
    int id = reportnum;
    if (kind == RecordedRequest.Kind.GET_REPORT) {
      bytes = Arrays.copyOf(bytes, Math.clamp(ret, 0, bytes.length));
    } else if (kind == RecordedRequest.Kind.OUTPUT_REPORT) {
      id = bytes.length > 0 ? bytes[0] & 0xff : 0;
    }
    RecordedRequest done =
        new RecordedRequest(
            device,
            kind,
            open.origin(),
            sinceStart(open.begin()),
            (clock.now() - open.begin()) / 1_000,
            type,
            id,
            asked,
            ret,
            bytes);
    synchronized (this) {
      over(open.token(), done);
    }
  }

  // ---- programs

  /** Programs were detached. */
  synchronized void detached(List<String> names) {
    if (trace != null) {
      trace.detached(names);
    }
    listener.detached(micros(), names);
  }

  /** What happens from now on is no part of the replay. */
  synchronized void end() {
    if (repeating && !over) {
      repeating = false;
      listener.repeating(false);
    }
    if (trace != null) {
      trace.end();
    }
    over = true;
  }

  synchronized void printk(String program, String line) {
    if (over) {
      return;
    }
    if (trace != null) {
      trace.printk(program, line);
    }
    tellRepeating();
    listener.printk(micros(), program, line);
  }

  synchronized void finding(Finding finding) {
    // Each element that spins is one of its own.
    boolean first =
        finding.kind() == FindingKind.SPINNING_CALLBACK
            || found.add(finding.kind() + " " + finding.program());
    if (!over && first) {
      findings.add(finding);
      if (trace != null) {
        trace.finding(finding);
      }
      listener.finding(micros(), finding);
    }
  }

  synchronized ReplaySummary summary(
      List<ReplayStart.Attachment> attachments,
      List<CallbackLatency> latencies,
      List<PendingRun> pending,
      boolean drained) {
    return new ReplaySummary(
        events,
        unchanged,
        reinterpreted,
        changed,
        dropped,
        injected,
        delivered,
        lastMicros,
        List.copyOf(findings),
        List.copyOf(attachments),
        latencies,
        pending,
        drained);
  }
}
