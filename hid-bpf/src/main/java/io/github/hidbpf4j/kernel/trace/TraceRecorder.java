package io.github.hidbpf4j.kernel.trace;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.vm.InstructionObserver;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.ClassRequest;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidLimits;
import io.github.hidbpf4j.hid.device.HidObserver;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.hid.device.ReportView;
import io.github.hidbpf4j.hid.device.TransportCall;
import io.github.hidbpf4j.hid.model.ModelObserver;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.dispatch.KfuncObserver;
import io.github.hidbpf4j.kernel.dispatch.RunObserver;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.time.Scheduler;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes trace events of what the observers of a kernel see. Keeps only what has begun and is not
 * over. Where programs run on several threads, events come one at a time.
 */
public final class TraceRecorder
    implements HidObserver, KfuncObserver, RunObserver, InstructionObserver, ModelObserver {
  /**
   * Runs in a row, each started by the one before without delay, after which what they do is only
   * counted.
   */
  public static final int FOLDED_AFTER = 100;

  private static final byte[] NOTHING = {};

  private static final class OpenRun {
    final long begin;
    final long number;
    final String function;
    long instructions;

    OpenRun(long begin, long number, String function) {
      this.begin = begin;
      this.number = number;
      this.function = function;
    }
  }

  private record OpenCall(long begin, long number, RecordedRequest.@Nullable Origin origin) {}

  /** What one thread is in the middle of, innermost last. */
  private static final class Nesting {
    final ArrayDeque<OpenRun> runs = new ArrayDeque<>();
    final ArrayDeque<OpenCall> calls = new ArrayDeque<>();
    RecordedRequest.@Nullable Origin origin;

    long run() {
      OpenRun innermost = runs.peekLast();
      return innermost == null ? 0 : innermost.number;
    }
  }

  private final Scheduler clock;
  private final @Nullable ReportDescriptor own;
  private final DeliveryCheck deliveries;
  private final TraceListener listener;
  private final ThreadLocal<Nesting> nesting = ThreadLocal.withInitial(Nesting::new);
  private final AtomicLong runs = new AtomicLong();
  private final AtomicLong calls = new AtomicLong();
  private volatile long start;
  private volatile boolean fromBpf;
  private long folded;
  private long lastFolded;

  /** What the device is sending, and on which thread. */
  private byte @Nullable [] sending;

  private @Nullable Thread sender;

  /**
   * A recorder whose time 0 is now.
   *
   * @param own the descriptor that the device gives; null when it does not parse
   */
  public TraceRecorder(Scheduler clock, @Nullable ReportDescriptor own, TraceListener listener) {
    this.clock = clock;
    this.own = own;
    this.deliveries = new DeliveryCheck(own);
    this.listener = listener;
    this.start = clock.now();
  }

  /** Sets the time that is 0 from now on. */
  public void begin(long time) {
    start = time;
  }

  private long now() {
    return clock.now() - start;
  }

  private synchronized void tell(TraceEvent event) {
    if (clock.chainLength() > FOLDED_AFTER && !(event instanceof TraceEvent.Found)) {
      folded++;
      lastFolded = event.nanos();
      return;
    }
    tellFolded();
    listener.event(event);
  }

  private void tellFolded() {
    if (folded > 0) {
      listener.event(new TraceEvent.Folded(lastFolded, folded));
      folded = 0;
    }
  }

  /** Nothing more comes. */
  public synchronized void end() {
    tellFolded();
  }

  // ---- told by whoever replays

  /** The device sends a report. */
  public synchronized void deviceReport(long index, byte[] report) {
    sending = report;
    sender = Thread.currentThread();
    tell(new TraceEvent.DeviceReport(now(), index, report, own));
  }

  /** All that came of the report at once has happened. */
  public synchronized void deviceReportOver() {
    sending = null;
    sender = null;
  }

  /** The device was bound anew. */
  public void rebound(byte[] descriptor) {
    tell(new TraceEvent.Rebound(now(), descriptor));
  }

  /** A user's action, begun at this time of the clock, is over. */
  public void userAction(long begin, RecordedRequest request) {
    tell(new TraceEvent.UserAction(begin - start, now(), request));
  }

  /** Programs were detached. */
  public void detached(List<String> names) {
    tell(new TraceEvent.Detached(now(), names));
  }

  /** A program printed a line. */
  public void printk(String program, String line) {
    tell(new TraceEvent.Printk(now(), nesting.get().run(), program, line));
  }

  /** A finding. */
  public void finding(Finding finding) {
    tell(new TraceEvent.Found(now(), nesting.get().run(), finding));
  }

  // ---- the device model

  @Override
  public void entered(String state) {
    tell(new TraceEvent.StateEntered(now(), state));
  }

  @Override
  public void withheld(byte[] report) {
    tell(new TraceEvent.Withheld(now(), report, own));
  }

  // ---- programs

  @Override
  public void began(RunObserver.Kind kind, String program, String what, String function) {
    OpenRun run = new OpenRun(now(), runs.incrementAndGet(), function);
    nesting.get().runs.addLast(run);
    tell(
        new TraceEvent.RunBegan(
            run.begin,
            run.number,
            Thread.currentThread().threadId(),
            kind,
            program,
            what,
            function));
  }

  @Override
  public void ended(RunObserver.Kind kind, String program, String what, long result) {
    OpenRun run = nesting.get().runs.pollLast();
    if (run != null) {
      tell(
          new TraceEvent.ProgramRun(
              run.begin,
              now(),
              run.number,
              kind,
              program,
              what,
              run.function,
              result,
              run.instructions));
    }
  }

  @Override
  public void scheduled(
      RunObserver.Kind kind, String program, String what, String function, long delay) {
    tell(
        new TraceEvent.Scheduled(now(), nesting.get().run(), kind, program, what, function, delay));
  }

  @Override
  public void cancelled(RunObserver.Kind kind, String program, String what) {
    tell(new TraceEvent.Cancelled(now(), kind, program, what));
  }

  @Override
  public void before(VerifiedProgram program, int slot, int frame, long[] registers) {
    OpenRun run = nesting.get().runs.peekLast();
    if (run != null) {
      run.instructions++;
    }
  }

  @Override
  public void called(
      HidDevice device,
      String program,
      String kfunc,
      int type,
      int request,
      ArenaMemory memory,
      long buf,
      long size,
      int ret) {
    int length = (int) Math.min(Math.max(size, 0), HidLimits.MAX_BUFFER_SIZE);
    byte[] data = buf == 0 || ret == Errno.EINVAL.result() ? NOTHING : memory.getBytes(buf, length);
    tell(
        new TraceEvent.KfuncCall(
            now(), nesting.get().run(), program, "hid_bpf_" + kfunc, type, request, data, ret));
  }

  // ---- the HID core

  @Override
  public void eventDispatched(
      HidDevice device, ReportType type, ReportView data, boolean injected, int ret) {
    fromBpf = injected;
    if (ret < 0) {
      drop("a program returned " + Errno.describe(ret));
    }
  }

  @Override
  public void inputRefused(HidDevice device, ReportType type, int size, int ret, String reason) {
    drop(reason);
  }

  @Override
  public void inputDropped(
      HidDevice device, ReportType type, ReportView data, int ret, String reason) {
    drop(reason);
  }

  @Override
  public void rawEvent(
      HidDevice device, ReportType type, ReportView data, int ret, @Nullable String reason) {
    if (reason != null) {
      drop(reason);
    }
  }

  private void drop(String reason) {
    tell(new TraceEvent.Dropped(now(), reason, fromBpf));
  }

  @Override
  public synchronized void delivered(
      HidDevice device, HidrawFile file, ReportView data, boolean queued) {
    if (queued) {
      byte[] report = data.toByteArray();
      byte[] sent = sender == Thread.currentThread() ? sending : null;
      ReportDescriptor inUse = device.reports();
      tell(
          new TraceEvent.HostReport(
              now(), report, deliveries.of(sent, report, fromBpf, inUse), inUse));
    } else {
      drop("the reader's queue is full");
    }
  }

  @Override
  public void requestDispatched(
      HidDevice device,
      int reportnum,
      ReportView data,
      ReportType type,
      ClassRequest request,
      long source,
      boolean bpf,
      int ret) {
    nesting.get().origin = originOf(source, bpf);
  }

  @Override
  public void outputDispatched(
      HidDevice device, ReportView data, long source, boolean bpf, int ret) {
    nesting.get().origin = originOf(source, bpf);
  }

  /** Who a request comes from. */
  public static RecordedRequest.Origin originOf(long source, boolean fromBpf) {
    if (fromBpf) {
      return RecordedRequest.Origin.BPF;
    }
    return source == 0 ? RecordedRequest.Origin.KERNEL : RecordedRequest.Origin.USER;
  }

  @Override
  public void transportCalled(
      HidDevice device,
      TransportCall call,
      int reportnum,
      @Nullable ReportType type,
      @Nullable ReportView data) {
    Nesting open = nesting.get();
    OpenCall begun =
        new OpenCall(now(), calls.incrementAndGet(), type == null ? null : open.origin);
    open.calls.addLast(begun);
    byte[] bytes = data == null ? NOTHING : data.toByteArray();
    tell(
        new TraceEvent.IoBegan(
            begun.begin(),
            begun.number(),
            Thread.currentThread().threadId(),
            call,
            begun.origin(),
            type,
            reportId(call, reportnum, bytes),
            call == TransportCall.GET_REPORT ? NOTHING : bytes));
  }

  @Override
  public void transportAnswered(
      HidDevice device,
      TransportCall call,
      int reportnum,
      @Nullable ReportType type,
      @Nullable ReportView data,
      int ret) {
    OpenCall begun = nesting.get().calls.pollLast();
    byte[] bytes = data == null ? NOTHING : data.toByteArray();
    boolean get = call == TransportCall.GET_REPORT;
    if (get) {
      bytes = java.util.Arrays.copyOf(bytes, Math.clamp(ret, 0, bytes.length));
    }
    int id = reportId(call, reportnum, bytes);
    tell(
        new TraceEvent.DeviceIo(
            begun == null ? now() : begun.begin(),
            now(),
            begun == null ? 0 : begun.number(),
            call,
            begun == null ? null : begun.origin(),
            type,
            id,
            bytes,
            ret));
  }

  private static int reportId(TransportCall call, int reportnum, byte[] data) {
    return call == TransportCall.OUTPUT && data.length > 0 ? data[0] & 0xff : reportnum;
  }
}
