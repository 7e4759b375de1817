package io.github.hidbpf4j.cli.guest;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.DeviceResponder;
import io.github.hidbpf4j.hid.device.DeviceResponder.Answer;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.model.ModelDevice;
import io.github.hidbpf4j.hid.model.ModelObserver;
import io.github.hidbpf4j.linux.call.SystemError;
import io.github.hidbpf4j.linux.device.OpenUhid;
import io.github.hidbpf4j.linux.device.UhidEvent;
import io.github.hidbpf4j.linux.node.DeviceNode;
import io.github.hidbpf4j.linux.node.UhidNode;
import io.github.hidbpf4j.time.SystemClock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A device made with uhid: sends the reports that it is told to, and answers as a device model
 * says, in real time. Without a model it refuses GET_REPORT and accepts everything else. Logs the
 * kernel's requests.
 */
public final class UhidPlayer implements AutoCloseable {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");
  private static final long SEED = 1;

  /**
   * Receives the kernel's requests to a device before they are answered, on a thread of the
   * device's.
   */
  @FunctionalInterface
  public interface Requests {
    /** Ignores all requests. */
    Requests NONE = (_, _, _, _) -> {};

    /**
     * Called for a request.
     *
     * @param call GET_REPORT, SET_REPORT or OUTPUT
     * @param id of the report; 0 if the device has no ids, and for output reports
     * @param data what is sent; empty for a request to read
     */
    void asked(TransportCall call, ReportType type, int id, byte[] data);
  }

  private final UhidNode node;
  private final SystemClock clock = new SystemClock(SEED);
  private final @Nullable ModelDevice model;
  private final DeviceResponder responder;
  private final Requests requests;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final MemorySegment event = Arena.ofAuto().allocate(UhidNode.EVENT_SIZE, 8);
  private final Thread reader;
  private volatile boolean closed;

  /**
   * Creates the device. The kernel finds a driver for it a little later, which may send requests at
   * once.
   *
   * @param node the opened node to create it with; closed with the device
   * @param behaviour what it answers and sends by itself; null for nothing
   * @throws HidException if the kernel rejects it
   */
  UhidPlayer(
      UhidNode node, HidDeviceInfo info, byte[] descriptor, @Nullable DeviceModel behaviour) {
    this.node = node;
    model =
        behaviour == null
            ? null
            : new ModelDevice(clock, behaviour, SEED, this::input, ModelObserver.NONE);
    responder = model == null ? DeviceResponder.NONE : model;
    requests = Requests.NONE;
    reader = Thread.ofPlatform().daemon().name("uhid").unstarted(this::serve);
    create(info, descriptor);
    if (model != null) {
      model.start();
    }
  }

  private UhidPlayer(
      UhidNode node,
      HidDeviceInfo info,
      byte[] descriptor,
      DeviceResponder responder,
      Requests requests) {
    this.node = node;
    this.model = null;
    this.responder = responder;
    this.requests = requests;
    reader = Thread.ofPlatform().daemon().name("uhid").unstarted(this::serve);
    create(info, descriptor);
  }

  private void create(HidDeviceInfo info, byte[] descriptor) {
    int result = node.create(info, descriptor);
    if (result < 0) {
      node.close();
      clock.close();
      throw new HidException(
          "%s: device %s: %s".formatted(node.path(), info.name(), SystemError.text(result)));
    }
    reader.start();
  }

  /**
   * Creates a device by {@code /dev/uhid}.
   *
   * @param behaviour what it answers and sends by itself; null for nothing
   * @throws HidException if the kernel rejects it
   */
  public static UhidPlayer open(
      HidDeviceInfo info, byte[] descriptor, @Nullable DeviceModel behaviour) {
    return new UhidPlayer(OpenUhid.open(OpenUhid.DEFAULT), info, descriptor, behaviour);
  }

  /**
   * Creates a device by {@code /dev/uhid} whose requests the caller answers.
   *
   * @throws HidException if the kernel rejects it
   */
  public static UhidPlayer open(
      HidDeviceInfo info, byte[] descriptor, DeviceResponder responder, Requests requests) {
    return new UhidPlayer(OpenUhid.open(OpenUhid.DEFAULT), info, descriptor, responder, requests);
  }

  /** The kernel's requests, one line each, in order. */
  public List<String> log() {
    return List.copyOf(log);
  }

  /**
   * Sends a report of a recording, unless the model is mute.
   *
   * @return whether it was sent
   */
  public boolean play(byte[] report) {
    boolean sends = model == null || model.recorded(report);
    if (sends) {
      input(report);
    }
    return sends;
  }

  /** Sends a report; does nothing once the device is unplugged. */
  public void input(byte[] report) {
    synchronized (event) {
      MemorySegment.copy(
          report, 0, event, ValueLayout.JAVA_BYTE, UhidNode.INPUT2_DATA, report.length);
      int result = node.input(event, report.length);
      if (result < 0 && !closed) {
        log.add("INPUT " + HEX.formatHex(report) + ": " + SystemError.text(result));
      }
    }
  }

  private void serve() {
    MemorySegment buffer = Arena.ofAuto().allocate(UhidNode.EVENT_SIZE, 8);
    while (!closed && (node.await(-1) & DeviceNode.GONE) == 0) {
      int size = node.read(buffer, 0, UhidNode.EVENT_SIZE);
      if (size > 0) {
        handle(buffer);
      }
    }
  }

  private void handle(MemorySegment in) {
    switch (UhidEvent.type(in)) {
      case UhidEvent.UHID_START -> lifecycle(TransportCall.START);
      case UhidEvent.UHID_STOP -> lifecycle(TransportCall.STOP);
      case UhidEvent.UHID_OPEN -> lifecycle(TransportCall.OPEN);
      case UhidEvent.UHID_CLOSE -> lifecycle(TransportCall.CLOSE);
      case UhidEvent.UHID_OUTPUT -> {
        byte[] report = bytes(in, UhidEvent.OUTPUT_DATA, UhidEvent.outputSize(in));
        log.add("OUTPUT " + HEX.formatHex(report));
        requests.asked(TransportCall.OUTPUT, ReportType.OUTPUT, 0, report);
        responder.output(report);
      }
      case UhidEvent.UHID_GET_REPORT -> {
        int id = UhidEvent.requestId(in);
        int number = UhidEvent.reportId(in);
        ReportType type = UhidEvent.requestType(in);
        if (type != null) {
          requests.asked(TransportCall.GET_REPORT, type, number, new byte[0]);
          Answer answer = responder.getReport(number, type, UhidNode.DATA_MAX);
          log.add("GET_REPORT %s %d -> %s".formatted(type.text(), number, text(answer)));
          reply(answer, (out, err, data) -> getReply(out, id, err, data));
        }
      }
      case UhidEvent.UHID_SET_REPORT -> {
        int id = UhidEvent.requestId(in);
        int number = UhidEvent.reportId(in);
        ReportType type = UhidEvent.requestType(in);
        byte[] report = bytes(in, UhidEvent.SET_REPORT_DATA, UhidEvent.setReportSize(in));
        if (type != null) {
          requests.asked(TransportCall.SET_REPORT, type, number, report);
          Answer answer = responder.setReport(number, type, report);
          log.add(
              "SET_REPORT %s %d %s -> %s"
                  .formatted(type.text(), number, HEX.formatHex(report), text(answer)));
          reply(answer, (out, err, _) -> UhidEvent.replySet(out, id, err));
        }
      }
      default -> log.add("event " + UhidEvent.type(in));
    }
  }

  private void lifecycle(TransportCall call) {
    log.add(call.toString());
    responder.lifecycle(call);
  }

  private static byte[] bytes(MemorySegment in, long offset, int size) {
    return in.asSlice(offset, size).toArray(ValueLayout.JAVA_BYTE);
  }

  private static String text(Answer answer) {
    return switch (answer) {
      case Answer.Data data -> data.report().length == 0 ? "ok" : HEX.formatHex(data.report());
      case Answer.Failure failure -> "error " + failure.error();
      case Answer.Silence _ -> "nothing";
    };
  }

  private interface Reply {
    int fill(MemorySegment out, int error, byte[] report);
  }

  private static int getReply(MemorySegment out, int id, int error, byte[] report) {
    return UhidEvent.replyGet(out, id, error, MemorySegment.ofArray(report), 0, report.length);
  }

  private void reply(Answer answer, Reply reply) {
    switch (answer) {
      case Answer.Data data -> reply(data.delay(), 0, data.report(), reply);
      case Answer.Failure failure -> reply(failure.delay(), failure.error(), new byte[0], reply);
      case Answer.Silence _ -> {}
    }
  }

  private void reply(long delay, int error, byte[] report, Reply reply) {
    if (delay == 0) {
      write(error, report, reply);
      return;
    }
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                Thread.sleep(Duration.ofNanos(delay));
                write(error, report, reply);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private void write(int error, byte[] report, Reply reply) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(UhidNode.EVENT_SIZE, 8);
      int size = reply.fill(out, error, report);
      int result = node.write(out, 0, size);
      if (result < 0 && !closed) {
        log.add("reply: " + SystemError.text(result));
      }
    }
  }

  /** Unplugs the device. */
  @Override
  public void close() {
    closed = true;
    if (model != null) {
      model.stop();
    }
    node.close();
    clock.close();
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
