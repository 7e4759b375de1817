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
import io.github.hidbpf4j.kernel.event.Delivery;
import io.github.hidbpf4j.kernel.event.DeviceEvent;
import io.github.hidbpf4j.kernel.event.InputOutcome.Sender;
import io.github.hidbpf4j.kernel.event.InputOutcome.Stage;
import io.github.hidbpf4j.kernel.event.RequestEvent;
import io.github.hidbpf4j.kernel.event.Stamp;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Emits the events of the HID core. The outcome of each report is assembled from the calls between
 * its arrival and its end, which nest within one thread.
 */
public final class HidEvents implements HidObserver {
  private final EventHub hub;
  private final SentReports sent;
  private final Map<HidDevice, DeliveryCheck> deliveries =
      Collections.synchronizedMap(new WeakHashMap<>());

  /** The delivery check of a device. */
  private record Known(WeakReference<HidDevice> device, DeliveryCheck check) {}

  /** The last one used, by any thread. */
  private @Nullable Known last;

  /** Emits to this hub. */
  public HidEvents(EventHub hub) {
    this.hub = hub;
    this.sent = new SentReports(hub);
  }

  // ---- reports

  @Override
  public void input(
      HidDevice device, ReportType type, ReportView data, long source, boolean fromBpf) {
    Arrival _ = open(device, type, data, fromBpf);
  }

  private Arrival open(HidDevice device, ReportType type, ReportView data, boolean fromBpf) {
    Nesting open = hub.nesting();
    Sender sender =
        fromBpf ? Sender.PROGRAM : type == ReportType.INPUT ? Sender.DEVICE : Sender.KERNEL;
    Arrival input = open.newInput();
    input.begin(type, sender, data, open.device);
    if (sender == Sender.DEVICE) {
      input.from(sending(device, open, input));
    }
    open.device = device.id();
    open.inputs.addLast(input);
    return input;
  }

  /** The sending in progress on the device, or a new one for this report. */
  private Sending sending(HidDevice device, Nesting open, Arrival input) {
    Sending sending = open.sending;
    if (sending == null || sending.entered) {
      sending =
          sent.begins(
              device.id(), input.input(), 0, input.inputLength(), check(device).own(), false);
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
                  d ->
                      new DeliveryCheck(
                          ReportDescriptor.parseOrNull(d.originalDescriptor()),
                          hub.isOneAtATime())));
      last = known;
    }
    return known.check;
  }

  @Override
  public void inputRefused(
      HidDevice device, ReportType type, ReportView data, boolean fromBpf, int ret, String reason) {
    open(device, type, data, fromBpf).drop(Stage.REFUSED, "", ret, reason);
  }

  @Override
  public void eventDispatched(
      HidDevice device, ReportType type, ReportView data, boolean fromBpf, int ret) {
    Arrival input = hub.nesting().inputs.peekLast();
    if (input == null) {
      return;
    }
    input.dispatched(data);
    if (ret < 0) {
      input.drop(Stage.HOOKS, input.blamed(ret), ret, "");
    }
  }

  @Override
  public void inputDropped(
      HidDevice device, ReportType type, ReportView data, int ret, String reason) {
    Arrival input = hub.nesting().inputs.peekLast();
    if (input != null) {
      input.drop(Stage.LOOKUP, "", ret, reason);
    }
  }

  @Override
  public void rawEvent(
      HidDevice device, ReportType type, ReportView data, int ret, @Nullable String reason) {
    Arrival input = hub.nesting().inputs.peekLast();
    if (input == null || input.type() != type) {
      // A driver has read it, outside any other event.
      input = open(device, type, data, false);
    }
    if (reason != null) {
      input.drop(Stage.LENGTH, "", ret, reason);
    }
  }

  @Override
  public void delivered(HidDevice device, HidrawFile file, ReportView data, boolean queued) {
    Arrival input = hub.nesting().inputs.peekLast();
    if (input != null) {
      if (queued) {
        input.queued();
      } else {
        input.drop(Stage.QUEUE, "", 0, "the reader's queue is full");
      }
    }
  }

  @Override
  public void inputDone(HidDevice device, ReportType type, int ret) {
    Nesting open = hub.nesting();
    Arrival input = open.inputs.pollLast();
    if (input == null) {
      return;
    }
    Sending from = input.sending();
    ReportDescriptor inUse = input.isQueued() ? device.reports() : null;
    Nesting.Run run = open.innermost();
    input.end(
        input.isQueued() ? delivery(device, from, input, inUse) : null,
        inUse,
        input.sender() == Sender.PROGRAM && run != null ? run.program : "");
    input.stamp(hub, open, open.device);
    hub.outcome(input);
    open.device = input.outerDevice;
    open.release(input);
    if (from != null && !from.bracketed) {
      sent.ends();
    }
  }

  private Delivery delivery(
      HidDevice device, @Nullable Sending from, Arrival input, @Nullable ReportDescriptor inUse) {
    return check(device).of(from, input, inUse);
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
    return hub.stamp(device.id(), hub.nesting().cause());
  }

  // ---- requests

  /** The origin of a request. */
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
        new Nesting.Request(number, originOf(source, fromBpf), open.cause(), open.device));
    open.setCause(Cause.Kind.REQUEST, number);
    open.device = device.id();
  }

  @Override
  public void requestDone(HidDevice device, int ret) {
    Nesting open = hub.nesting();
    Nesting.Request request = open.requests.pollLast();
    if (request != null) {
      open.setCause(request.before());
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
    Stamp at = hub.stamp(device.id(), request == null ? open.cause() : request.before());
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
            hub.stamp(device.id(), request == null ? open.cause() : request.before()),
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
