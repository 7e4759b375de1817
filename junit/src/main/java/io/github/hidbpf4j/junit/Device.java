package io.github.hidbpf4j.junit;

import io.github.hidbpf4j.RunResult;
import io.github.hidbpf4j.bpf.btf.BtfValue;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.input.InputDevice;
import io.github.hidbpf4j.hid.input.InputEvent;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.testing.bench.Bench;
import io.github.hidbpf4j.testing.bench.BenchDevice;
import io.github.hidbpf4j.testing.scenario.ExpectationCheck;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A device with the fixes attached, in the kernel of its test. Time is virtual: it passes in {@link
 * #advance}, while a recording is replayed, and while the host waits for an answer. Several devices
 * of a test share the kernel and its time.
 *
 * <p>What the host gets, what input devices report, what programs request of the device and what
 * they print are queued, one queue each. {@link #expect} compares the front of a queue and removes
 * it; {@link #host}, {@link #evdev}, {@link #requests} and {@link #printed} remove everything. When
 * a test ends, it fails if something is left in a queue that it has expected something of.
 *
 * <p>Reports are bytes as two hex digits each, such as {@code "01 00 ff"}, or arrays; a report
 * begins with its id if the device numbers its reports. Not thread-safe.
 *
 * <p>The file is long because it is the whole vocabulary of a test: methods of one or two
 * statements, each with its meaning.
 */
public final class Device {
  /**
   * Maximal size of a report that a device can send, or that a host requests: {@code
   * UHID_DATA_MAX}.
   */
  private static final int MAX_REPORT = 4096;

  private final Bench bench;
  private final BenchDevice device;
  private final DeviceQueues queues;
  private final DeviceExpectations expectations;
  private final List<RecordedEntry> recorded;
  private final String kernel;
  private final long seed;
  private boolean pluggedIn = true;
  private @Nullable RecordedRequest answer;

  Device(
      Bench bench,
      BenchDevice device,
      ExpectationCheck check,
      List<RecordedEntry> recorded,
      String kernel,
      long seed) {
    this.bench = bench;
    this.device = device;
    this.queues = new DeviceQueues(device);
    this.expectations = new DeviceExpectations(device, check, where(kernel, seed));
    this.recorded = recorded;
    this.kernel = kernel;
    this.seed = seed;
  }

  /**
   * What readers of an input device got between two {@code SYN_REPORT}s. Scan codes ({@code
   * MSC_SCAN}) are left out.
   *
   * @param time when, since the test began
   * @param inputDevice name of the input device
   * @param events the events in their order
   */
  public record Packet(Duration time, String inputDevice, List<InputEvent> events) {
    /** Copies. */
    public Packet {
      events = List.copyOf(events);
    }

    /** {@code REL_X 5, REL_Y -3}. */
    @Override
    public String toString() {
      return events.stream().map(InputEvent::toString).collect(Collectors.joining(", "));
    }
  }

  /**
   * A report that did not reach the host.
   *
   * @param time when, since the test began
   * @param report its bytes, as they came in
   * @param program the program that dropped it; empty if none did
   * @param reason why it was dropped
   */
  public record Drop(Duration time, byte[] report, String program, String reason) {
    @Override
    public String toString() {
      return FailureText.hex(report) + " dropped: " + reason;
    }
  }

  // ---- what the device does

  /**
   * The device sends a report.
   *
   * @param report its bytes in hex
   * @return this
   */
  public Device send(String report) {
    return send(DeviceWords.bytes(report));
  }

  /**
   * The device sends a report.
   *
   * @param report its bytes, 1 to 4096
   * @return this
   */
  public Device send(byte[] report) {
    requirePluggedIn();
    if (report.length == 0 || report.length > MAX_REPORT) {
      throw new IllegalArgumentException(
          "a report of %d bytes, expected 1 to %d".formatted(report.length, MAX_REPORT));
    }
    queues.putDropsAside();
    device.send(report);
    return this;
  }

  /**
   * Plays the recording of the device: its reports and users' requests, at their times.
   *
   * @return this
   */
  public Device replay() {
    requirePluggedIn();
    device.replay(recorded);
    return this;
  }

  /**
   * Plays another recording: the reports of its first device and users' requests, at their times.
   *
   * @param recording of the same device, or of a similar one
   * @return this
   */
  public Device replay(Recording recording) {
    requirePluggedIn();
    device.replay(
        recording.devices().isEmpty()
            ? List.of()
            : recording.toReplay(recording.devices().getFirst().index()));
    return this;
  }

  /**
   * Makes the device answer by a rule from now on, which takes precedence over its model.
   *
   * @param rule a rule of the model language, such as {@code get feature 0xf2: wait 3 ms; reply f2
   *     00}
   * @return this
   */
  public Device answer(String rule) {
    device.answer(DeviceWords.rule(rule));
    return this;
  }

  // ---- what the user does

  /**
   * Lets time pass, for all devices of the test.
   *
   * @param time how much
   * @return this
   */
  public Device advance(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("time cannot go back: " + time);
    }
    bench.advance(time.toNanos());
    return this;
  }

  /**
   * Detaches the programs; the device stays.
   *
   * @return this
   */
  public Device detach() {
    requirePluggedIn();
    device.detach();
    return this;
  }

  /**
   * Unplugs the device: the objects are unloaded.
   *
   * @return this
   */
  public Device unplug() {
    requirePluggedIn();
    device.unplug();
    pluggedIn = false;
    return this;
  }

  /**
   * Plugs the device in again, and attaches the fixes again.
   *
   * @return this
   */
  public Device plug() {
    if (pluggedIn) {
      throw new IllegalStateException("the device is plugged in");
    }
    device.plug();
    pluggedIn = true;
    return this;
  }

  /**
   * Does {@link #unplug} and {@link #plug}.
   *
   * @return this
   */
  public Device replug() {
    return unplug().plug();
  }

  // ---- what the host does

  /**
   * The host reads a report by hidraw, as with {@code HIDIOCGFEATURE}, and waits for the answer.
   *
   * @param type type of the report
   * @param id its id, 0 if the device does not number its reports
   * @return the request with its result: {@code result} is the number of bytes or a negative errno
   */
  public RecordedRequest getReport(ReportType type, int id) {
    return asked(device.get(type, id, MAX_REPORT));
  }

  /**
   * The host sends a report by hidraw, as with {@code HIDIOCSFEATURE}, and waits for the answer.
   *
   * @param type type of the report
   * @param report its bytes in hex, beginning with the id, 0 if the device does not number its
   *     reports
   * @return the request with its result: {@code result} is the number of bytes or a negative errno
   */
  public RecordedRequest setReport(ReportType type, String report) {
    return setReport(type, DeviceWords.bytes(report));
  }

  /**
   * The host sends a report by hidraw, as with {@code HIDIOCSFEATURE}, and waits for the answer.
   *
   * @param type type of the report
   * @param report its bytes, beginning with the id, 0 if the device does not number its reports
   * @return the request with its result: {@code result} is the number of bytes or a negative errno
   */
  public RecordedRequest setReport(ReportType type, byte[] report) {
    return asked(device.set(type, report));
  }

  /**
   * The host writes an output report to hidraw.
   *
   * @param report its bytes in hex, beginning with the id, 0 if the device does not number its
   *     reports
   * @return the request with its result: {@code result} is the number of bytes or a negative errno
   */
  public RecordedRequest write(String report) {
    return write(DeviceWords.bytes(report));
  }

  /**
   * The host writes an output report to hidraw.
   *
   * @param report its bytes, beginning with the id, 0 if the device does not number its reports
   * @return the request with its result: {@code result} is the number of bytes or a negative errno
   */
  public RecordedRequest write(byte[] report) {
    return asked(device.write(report));
  }

  private RecordedRequest asked(RecordedRequest done) {
    answer = done;
    return done;
  }

  // ---- what is expected

  /**
   * Compares with the front of a queue, or with the current state, and removes what matches.
   *
   * @param expectation what follows {@code expect} in a scenario: {@code 01 00 ?? ..} for the next
   *     report that the host gets, {@code unchanged}, {@code fields Wheel 1}, {@code evdev REL_X
   *     5}, {@code request set feature 0xf4: f4 ..}, {@code printk "text"}, {@code answer f2 00},
   *     {@code no findings}, {@code property NAME VALUE}, {@code driver NAME}, {@code input
   *     REL_HWHEEL} and others; to wait, {@code , within 20 ms} at its end
   * @return this
   * @throws IllegalArgumentException if it is none of these
   * @throws org.opentest4j.AssertionFailedError if something else came; the message has each field
   *     that differs, with the expected and the actual value
   */
  public Device expect(String expectation) {
    expectations.expect(DeviceWords.expectation(expectation), answer);
    return this;
  }

  /**
   * Expects these values in the next report that the host gets.
   *
   * @param fields names as in hidbpf's output, and values: {@code X 5, AC Pan -1}
   * @return this
   * @throws org.opentest4j.AssertionFailedError when one differs
   */
  public Device expectFields(String fields) {
    return expect("fields " + fields);
  }

  /**
   * Expects that the next report that the host gets equals the one that the device sent last.
   *
   * @return this
   * @throws org.opentest4j.AssertionFailedError when it is not
   */
  public Device expectUnchanged() {
    return expect("unchanged");
  }

  /**
   * Expects that the report that the device sent last did not reach the host.
   *
   * @return this
   * @throws org.opentest4j.AssertionFailedError when it did
   */
  public Device expectDropped() {
    return expect("dropped");
  }

  /**
   * Expects that the host got nothing more.
   *
   * @return this
   * @throws org.opentest4j.AssertionFailedError when it did
   */
  public Device expectNothing() {
    return expect("nothing");
  }

  /**
   * Expects the next events of an input device.
   *
   * @param events such as {@code REL_X 5, REL_Y -3}; {@code "Name": BTN_LEFT 1} for those of one
   *     input device; {@code nothing} if there must be no more
   * @return this
   * @throws org.opentest4j.AssertionFailedError when others came
   */
  public Device expectEvdev(String events) {
    return expect("evdev " + events);
  }

  /**
   * Expects the next request of a program or driver to the device.
   *
   * @param request such as {@code get feature 0xf2}, {@code set feature 0xf4: f4 42 ..} or {@code
   *     output: 05 ff}, with {@code fails} or {@code succeeds} if that matters
   * @return this
   * @throws org.opentest4j.AssertionFailedError when another came, or none
   */
  public Device expectRequest(String request) {
    return expect("request " + request);
  }

  /**
   * Expects the result of the host's last request.
   *
   * @param report bytes, such as {@code f2 00 ..}; {@code error} if it must fail
   * @return this
   * @throws org.opentest4j.AssertionFailedError when it got something else
   */
  public Device expectAnswer(String report) {
    return expect("answer " + report);
  }

  /**
   * Discards everything in the queues.
   *
   * @return this
   */
  public Device ignoreRest() {
    queues.putDropsAside();
    device.forget();
    return this;
  }

  /** Fails if an object is not attached: it has no effect, and no other message would say why. */
  void requireAttached() {
    expectations.requireAttached();
  }

  /** Fails if something unexpected is left. */
  void requireNothingLeft() {
    expectations.requireNothingLeft();
  }

  private static String where(String kernel, long seed) {
    return "kernel " + kernel + (seed == 0 ? "" : ", seed " + seed) + ": ";
  }

  private void requirePluggedIn() {
    if (!pluggedIn) {
      throw new IllegalStateException("the device is not plugged in");
    }
  }

  // ---- what was seen

  /**
   * {@return the reports that the host got, in order, since they were last returned or expected;
   * removes them from the queue}
   */
  public List<RunResult.HostReport> host() {
    return queues.host();
  }

  /**
   * {@return the reports that were dropped, in order, since they were last returned; removes them
   * from the queue}
   */
  public List<Drop> drops() {
    return queues.drops();
  }

  /**
   * {@return what readers of the input devices got, in order, since it was last returned or
   * expected; removes it from the queue}
   */
  public List<Packet> evdev() {
    return queues.evdev();
  }

  /**
   * {@return the requests of programs and drivers to the device, in order, since they were last
   * returned or expected; removes them from the queue}
   */
  public List<RecordedRequest> requests() {
    return queues.requests();
  }

  /**
   * {@return the lines that programs printed by {@code bpf_printk}, in order, since they were last
   * returned or expected; removes them from the queue}
   */
  public List<String> printed() {
    return queues.printed();
  }

  // ---- how things are

  /** {@return name of the kernel profile, such as {@code 6.12}} */
  public String kernel() {
    return kernel;
  }

  /** {@return the seed; 0 for the natural order of events} */
  public long seed() {
    return seed;
  }

  /** {@return virtual time since the test began} */
  public Duration now() {
    return Duration.ofNanos(bench.now());
  }

  /** {@return which objects were attached when the device was last plugged in} */
  public List<ReplayStart.Attachment> attachments() {
    return device.start().attachments();
  }

  /**
   * {@return the udev properties that the objects' probes have set, values by name; if several set
   * the same one, the last value}
   */
  public Map<String, String> properties() {
    Map<String, String> all = new LinkedHashMap<>();
    attachments().forEach(a -> all.putAll(a.properties()));
    return Collections.unmodifiableMap(all);
  }

  /**
   * {@return the report descriptor in use; empty if it does not parse, or the device is unplugged}
   */
  public byte[] descriptor() {
    return device.descriptor();
  }

  /** {@return name of the driver that is bound to the device; empty if none is} */
  public String driver() {
    return device.driver();
  }

  /** {@return the input devices that the driver has created for it} */
  public List<InputDevice> inputDevices() {
    return device.inputDevices();
  }

  /** {@return the findings about the programs of all devices, each kind once per program} */
  public List<Finding> findings() {
    return bench.findings();
  }

  /**
   * Reads a global variable.
   *
   * @param name as in the source
   * @return its value; if several objects have it, that of the first
   * @throws NoSuchElementException if no loaded object has such a variable
   */
  public BtfValue variable(String name) {
    Map<String, BtfValue> all = device.variables();
    BtfValue value = all.get(name);
    if (value == null) {
      throw new NoSuchElementException(
          "no loaded object has a variable '%s', only %s".formatted(name, all.keySet()));
    }
    return value;
  }

  @Override
  public String toString() {
    return device.setup().device() + ", kernel " + kernel;
  }
}
