package io.github.hidbpf4j.kernel.emit;

import io.github.hidbpf4j.hid.ClassRequest;
import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidObserver;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.hid.device.ReportView;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.event.Cause;
import io.github.hidbpf4j.kernel.event.DeviceEvent;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.event.InputOutcome.Dropped;
import io.github.hidbpf4j.kernel.event.InputOutcome.Sender;
import io.github.hidbpf4j.kernel.event.InputOutcome.Stage;
import io.github.hidbpf4j.kernel.event.RequestEvent;
import io.github.hidbpf4j.kernel.event.Stamp;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells of what the HID core sees: puts together what becomes of each report from the calls between
 * its coming in and its end, which are nested within one thread.
 */
public final class HidEvents implements HidObserver {
  private final EventHub hub;
  private final SentReports sent;
  private final Map<HidDevice, DeliveryCheck> deliveries =
      Collections.synchronizedMap(new WeakHashMap<>());

  /** The check of a device. */
  private record Known(WeakReference<HidDevice> device, DeliveryCheck check) {}

  /** The last one, of any thread. */
  private @Nullable Known last;

  /** Tells this hub. */
  public HidEvents(EventHub hub) {
    this.hub = hub;
    this.sent = new SentReports(hub);
  }

  // ---- reports

  @Override
  public void input(
      HidDevice device, ReportType type, ReportView data, long source, boolean fromBpf) {
    Nesting.Input _ = open(device, type, data, fromBpf);
  }

  private Nesting.Input open(HidDevice device, ReportType type, ReportView data, boolean fromBpf) {
    Nesting open = hub.nesting();
    Sender sender =
        fromBpf ? Sender.PROGRAM : type == ReportType.INPUT ? Sender.DEVICE : Sender.KERNEL;
    byte[] bytes = data.toByteArray();
    Nesting.Sending sending = sender == Sender.DEVICE ? sending(device, open, bytes) : null;
    Nesting.Input input = new Nesting.Input(type, sender, bytes, sending, open.device);
    open.device = device.id();
    open.inputs.addLast(input);
    return input;
  }

  /** What the device is said to be sending, or else this. */
  private Nesting.Sending sending(HidDevice device, Nesting open, byte[] bytes) {
    Nesting.Sending sending = open.sending;
    if (sending == null || sending.entered) {
      sending = sent.begins(device.id(), bytes, check(device).own(), false);
    }
    sending.entered = true;
    return sending;
  }

  private DeliveryCheck check(HidDevice device) {
    Known known = last;
    if (known == null || !known.device.refersTo(device)) {
      known =
          new Known(
              new WeakReference<>(device),
              deliveries.computeIfAbsent(
                  device,
                  d -> new DeliveryCheck(ReportDescriptor.parseOrNull(d.originalDescriptor()))));
      last = known;
    }
    return known.check;
  }

  @Override
  public void inputRefused(
      HidDevice device, ReportType type, ReportView data, boolean fromBpf, int ret, String reason) {
    open(device, type, data, fromBpf).dropped = new Dropped(Stage.REFUSED, "", ret, reason);
  }

  @Override
  public void eventDispatched(
      HidDevice device, ReportType type, ReportView data, boolean fromBpf, int ret) {
    Nesting.Input input = hub.nesting().inputs.peekLast();
    if (input == null) {
      return;
    }
    input.dispatched = true;
    input.output = data.toByteArray();
    if (ret < 0) {
      List<InputOutcome.Step> steps = input.steps;
      InputOutcome.Step last = steps.isEmpty() ? null : steps.getLast();
      // Otherwise it is the size that one of them set.
      String program = last != null && last.result() == ret ? last.program() : sizedBy(steps);
      input.dropped = new Dropped(Stage.HOOKS, program, ret, "");
    }
  }

  private static String sizedBy(List<InputOutcome.Step> steps) {
    for (InputOutcome.Step step : steps.reversed()) {
      if (step.result() > 0) {
        return step.program();
      }
    }
    return steps.isEmpty() ? "" : steps.getLast().program();
  }

  @Override
  public void inputDropped(
      HidDevice device, ReportType type, ReportView data, int ret, String reason) {
    Nesting.Input input = hub.nesting().inputs.peekLast();
    if (input != null) {
      input.dropped = new Dropped(Stage.LOOKUP, "", ret, reason);
    }
  }

  @Override
  public void rawEvent(
      HidDevice device, ReportType type, ReportView data, int ret, @Nullable String reason) {
    Nesting.Input input = hub.nesting().inputs.peekLast();
    if (input == null || input.type != type) {
      // A driver has read it, in the middle of nothing.
      input = open(device, type, data, false);
    }
    if (reason != null) {
      input.dropped = new Dropped(Stage.LENGTH, "", ret, reason);
    }
  }

  @Override
  public void delivered(HidDevice device, HidrawFile file, ReportView data, boolean queued) {
    Nesting.Input input = hub.nesting().inputs.peekLast();
    if (input != null) {
      input.delivered |= queued;
      if (!queued) {
        input.dropped = new Dropped(Stage.QUEUE, "", 0, "the reader's queue is full");
      }
    }
  }

  @Override
  public void inputDone(HidDevice device, ReportType type, int ret) {
    Nesting open = hub.nesting();
    Nesting.Input input = open.inputs.pollLast();
    if (input == null) {
      return;
    }
    InputOutcome.Fate fate = fate(device, input);
    Nesting.Run run = open.runs.peekLast();
    hub.emit(
        new InputOutcome(
            hub.stamp(open, open.device, open.cause),
            type,
            input.sender,
            input.sender == Sender.PROGRAM && run != null ? run.program : "",
            input.input,
            input.dispatched,
            input.steps,
            input.output,
            fate));
    open.device = input.outerDevice;
    if (input.sending != null && !input.sending.bracketed) {
      sent.ends();
    }
  }

  private InputOutcome.Fate fate(HidDevice device, Nesting.Input input) {
    if (input.delivered) {
      ReportDescriptor inUse = device.reports();
      DeliveryCheck check = check(device);
      synchronized (check) {
        return new InputOutcome.Delivered(
            check.of(input.sending == null ? null : input.sending.report, input.output, inUse),
            inUse);
      }
    }
    return input.dropped == null ? new Dropped(Stage.NO_READER, "", 0, "no reader") : input.dropped;
  }

  // ---- descriptors and drivers

  @Override
  public void rdescFixed(HidDevice device, int originalSize, int ret, ReportView rdesc) {
    Nesting open = hub.nesting();
    String program = open.fixing;
    open.fixing = "";
    hub.emit(
        new DeviceEvent.DescriptorFixed(
            at(device), program, device.originalDescriptor(), ret, rdesc.toByteArray()));
  }

  @Override
  public void bound(HidDevice device, String driver) {
    hub.emit(new DeviceEvent.Bound(at(device), driver, device.descriptor()));
  }

  @Override
  public void unbound(HidDevice device) {
    hub.emit(new DeviceEvent.Unbound(at(device)));
  }

  private Stamp at(HidDevice device) {
    return hub.stamp(device.id(), hub.nesting().cause);
  }

  // ---- requests

  /** Who a request comes from. */
  private static RecordedRequest.Origin originOf(long source, boolean fromBpf) {
    if (fromBpf) {
      return RecordedRequest.Origin.BPF;
    }
    return source == 0 ? RecordedRequest.Origin.KERNEL : RecordedRequest.Origin.USER;
  }

  @Override
  public void requestBegins(
      HidDevice device, @Nullable ClassRequest request, long source, boolean fromBpf) {
    Nesting open = hub.nesting();
    long number = hub.nextRequest();
    open.requests.addLast(
        new Nesting.Request(number, originOf(source, fromBpf), open.cause, open.device));
    open.cause = new Cause(Cause.Kind.REQUEST, number);
    open.device = device.id();
  }

  @Override
  public void requestDone(HidDevice device, int ret) {
    Nesting open = hub.nesting();
    Nesting.Request request = open.requests.pollLast();
    if (request != null) {
      open.cause = request.before();
      open.device = request.outerDevice();
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
      boolean fromBpf,
      int ret) {
    dispatched(device, reportnum, data, type, request, ret);
  }

  @Override
  public void outputDispatched(
      HidDevice device, ReportView data, long source, boolean fromBpf, int ret) {
    dispatched(device, 0, data, ReportType.OUTPUT, null, ret);
  }

  private void dispatched(
      HidDevice device,
      int reportnum,
      ReportView data,
      ReportType type,
      @Nullable ClassRequest asked,
      int ret) {
    Nesting.Request open = hub.nesting().requests.peekLast();
    if (open != null) {
      hub.emit(
          new RequestEvent.Dispatched(
              hub.stamp(device.id(), open.before()),
              open.number(),
              asked,
              open.origin(),
              reportnum,
              type,
              data.toByteArray(),
              ret));
    }
  }

  @Override
  public void transportCalled(
      HidDevice device,
      TransportCall call,
      int reportnum,
      @Nullable ReportType type,
      @Nullable ReportView data) {
    Nesting open = hub.nesting();
    Nesting.Request request = type == null ? null : open.requests.peekLast();
    Stamp at = hub.stamp(device.id(), request == null ? open.cause : request.before());
    RecordedRequest.Origin origin =
        type == null ? null : request == null ? RecordedRequest.Origin.KERNEL : request.origin();
    Nesting.Call begun = new Nesting.Call(at.nanos(), hub.nextCall(), origin);
    open.calls.addLast(begun);
    byte[] bytes = data == null ? Nesting.NOTHING : data.toByteArray();
    hub.emit(
        new RequestEvent.Asked(
            at,
            begun.number(),
            Thread.currentThread().threadId(),
            call,
            origin,
            type,
            reportId(call, reportnum, bytes),
            call == TransportCall.GET_REPORT ? Nesting.NOTHING : bytes));
  }

  @Override
  public void transportAnswered(
      HidDevice device,
      TransportCall call,
      int reportnum,
      @Nullable ReportType type,
      @Nullable ReportView data,
      int ret) {
    Nesting open = hub.nesting();
    Nesting.Call begun = open.calls.pollLast();
    if (begun == null) {
      return;
    }
    Nesting.Request request = type == null ? null : open.requests.peekLast();
    byte[] bytes = data == null ? Nesting.NOTHING : data.toByteArray();
    int asked = bytes.length;
    if (call == TransportCall.GET_REPORT) {
      bytes = Arrays.copyOf(bytes, Math.clamp(ret, 0, bytes.length));
    }
    hub.emit(
        new RequestEvent.Answered(
            hub.stamp(device.id(), request == null ? open.cause : request.before()),
            begun.began(),
            begun.number(),
            call,
            begun.origin(),
            type,
            reportId(call, reportnum, bytes),
            asked,
            bytes,
            ret));
  }

  private static int reportId(TransportCall call, int reportnum, byte[] data) {
    return call == TransportCall.OUTPUT && data.length > 0 ? data[0] & 0xff : reportnum;
  }
}
