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
 * A device with the fixes attached, in a kernel of its test's own. Time is virtual: it passes by
 * {@link #advance}, while a recording is replayed, and while the host waits for an answer. Several
 * devices of a test share the kernel and its time.
 *
 * <p>What the host gets, what input devices report, what programs ask of the device and what they
 * print each waits in a queue. {@link #expect} compares what is at the front and takes it away;
 * {@link #host}, {@link #evdev}, {@link #requests} and {@link #printed} take all of it away. At its
 * end, a test fails where something is left in a queue that it has expected something of.
 *
 * <p>Reports are bytes as two hex digits each, such as {@code "01 00 ff"}, or arrays; a report has
 * its id first where the device numbers its reports. Not thread-safe.
 *
 * <p>The file is long because it is the whole vocabulary of a test: methods of one or two
 * statements, each with what it means.
 */
public final class Device {
  /** Bytes of a report that a device can send, and that a host asks for: {@code UHID_DATA_MAX}. */
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
   * @param program the program that dropped it; empty where none did
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
   * Plays the recording of the device: its reports, and what users asked, at their times.
   *
   * @return this
   */
  public Device replay() {
    requirePluggedIn();
    device.replay(recorded);
    return this;
  }

  /**
   * Plays another recording: the reports of its first device, and what users asked, at their times.
   *
   * @param recording of the same device, or of one like it
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
   * From now on the device answers so, before what its model says.
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
      throw new IllegalArgumentException("time does not go back: " + time);
    }
    bench.advance(time.toNanos());
    return this;
  }

  /**
   * Takes the programs away; the device stays.
   *
   * @return this
   */
  public Device detach() {
    requirePluggedIn();
    device.detach();
    return this;
  }

  /**
   * Pulls the device out: the objects are unloaded.
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
   * Plugs it in again, and attaches the fixes anew.
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
   * {@link #unplug} and {@link #plug}.
   *
   * @return this
   */
  public Device replug() {
    return unplug().plug();
  }

  // ---- what the host does

  /**
   * The host asks for a report by hidraw, as by {@code HIDIOCGFEATURE}, and waits for the answer.
   *
   * @param type type of the report
   * @param id its id, 0 where the device numbers none
   * @return what came of it: {@code result} is the number of bytes or a negative errno
   */
  public RecordedRequest getReport(ReportType type, int id) {
    return asked(device.get(type, id, MAX_REPORT));
  }

  /**
   * The host sets a report by hidraw, as by {@code HIDIOCSFEATURE}, and waits for the answer.
   *
   * @param type type of the report
   * @param report its bytes in hex, the id first, 0 where the device numbers none
   * @return what came of it: {@code result} is the number of bytes or a negative errno
   */
  public RecordedRequest setReport(ReportType type, String report) {
    return setReport(type, DeviceWords.bytes(report));
  }

  /**
   * The host sets a report by hidraw, as by {@code HIDIOCSFEATURE}, and waits for the answer.
   *
   * @param type type of the report
   * @param report its bytes, the id first, 0 where the device numbers none
   * @return what came of it: {@code result} is the number of bytes or a negative errno
   */
  public RecordedRequest setReport(ReportType type, byte[] report) {
    return asked(device.set(type, report));
  }

  /**
   * The host writes an output report to hidraw.
   *
   * @param report its bytes in hex, the id first, 0 where the device numbers none
   * @return what came of it: {@code result} is the number of bytes or a negative errno
   */
  public RecordedRequest write(String report) {
    return write(DeviceWords.bytes(report));
  }

  /**
   * The host writes an output report to hidraw.
   *
   * @param report its bytes, the id first, 0 where the device numbers none
   * @return what came of it: {@code result} is the number of bytes or a negative errno
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
   * Compares with what is at the front of a queue, or with how things are, and takes what fits
   * away.
   *
   * @param expectation what follows {@code expect} in a scenario: {@code 01 00 ?? ..} for the next
   *     report that the host gets, {@code unchanged}, {@code fields Wheel 1}, {@code evdev REL_X
   *     5}, {@code request set feature 0xf4: f4 ..}, {@code printk "text"}, {@code answer f2 00},
   *     {@code no findings}, {@code property NAME VALUE}, {@code driver NAME}, {@code input
   *     REL_HWHEEL} and others; where it waits, {@code , within 20 ms} at its end
   * @return this
   * @throws IllegalArgumentException when it is none of these
   * @throws org.opentest4j.AssertionFailedError when something else came; the message has each
   *     field that differs, what was expected of it and what was found
   */
  public Device expect(String expectation) {
    expectations.expect(DeviceWords.expectation(expectation), answer);
    return this;
  }

  /**
   * Expects these values in the next report that the host gets.
   *
   * @param fields names as outputs of hidbpf have them, and values: {@code X 5, AC Pan -1}
   * @return this
   * @throws org.opentest4j.AssertionFailedError when one differs
   */
  public Device expectFields(String fields) {
    return expect("fields " + fields);
  }

  /**
   * Expects that the next report that the host gets is what the device sent last.
   *
   * @return this
   * @throws org.opentest4j.AssertionFailedError when it is not
   */
  public Device expectUnchanged() {
    return expect("unchanged");
  }

  /**
   * Expects that what the device sent last did not reach the host.
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
   *     input device; {@code nothing} where no more come
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
   *     output: 05 ff}, and whether it {@code fails} or {@code succeeds} where that matters
   * @return this
   * @throws org.opentest4j.AssertionFailedError when another came, or none
   */
  public Device expectRequest(String request) {
    return expect("request " + request);
  }

  /**
   * Expects what the host got for what it asked last.
   *
   * @param report bytes, such as {@code f2 00 ..}; {@code error} where it fails
   * @return this
   * @throws org.opentest4j.AssertionFailedError when it got something else
   */
  public Device expectAnswer(String report) {
    return expect("answer " + report);
  }

  /**
   * Forgets what waits in the queues.
   *
   * @return this
   */
  public Device ignoreRest() {
    queues.putDropsAside();
    device.forget();
    return this;
  }

  /** Fails where an object is not attached: it has no effect, and nothing else would tell why. */
  void requireAttached() {
    expectations.requireAttached();
  }

  /** Fails where something is left that nobody expected. */
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
   * {@return the reports that the host got since somebody last asked or expected them, in order;
   * taken away}
   */
  public List<RunResult.HostReport> host() {
    return queues.host();
  }

  /** {@return the reports that were dropped since somebody last asked, in order; taken away} */
  public List<Drop> drops() {
    return queues.drops();
  }

  /**
   * {@return what readers of the input devices got since somebody last asked or expected it, in
   * order; taken away}
   */
  public List<Packet> evdev() {
    return queues.evdev();
  }

  /**
   * {@return what programs and drivers asked of the device since somebody last asked or expected
   * it, in order; taken away}
   */
  public List<RecordedRequest> requests() {
    return queues.requests();
  }

  /**
   * {@return the lines that programs printed by {@code bpf_printk} since somebody last asked or
   * expected them, in order; taken away}
   */
  public List<String> printed() {
    return queues.printed();
  }

  // ---- how things are

  /** {@return name of the kernel profile, such as {@code 6.12}} */
  public String kernel() {
    return kernel;
  }

  /** {@return the seed; 0 for the natural order of things} */
  public long seed() {
    return seed;
  }

  /** {@return virtual time since the test began} */
  public Duration now() {
    return Duration.ofNanos(bench.now());
  }

  /** {@return what became of each object when the device was last plugged in} */
  public List<ReplayStart.Attachment> attachments() {
    return device.start().attachments();
  }

  /**
   * {@return the udev properties that the objects' probes have set, values by name; where several
   * set the same, the last one's}
   */
  public Map<String, String> properties() {
    Map<String, String> all = new LinkedHashMap<>();
    attachments().forEach(a -> all.putAll(a.properties()));
    return Collections.unmodifiableMap(all);
  }

  /** {@return the report descriptor in use; empty when it does not parse, or without a device} */
  public byte[] descriptor() {
    return device.descriptor();
  }

  /** {@return name of the driver that has the device; empty for none} */
  public String driver() {
    return device.driver();
  }

  /** {@return the input devices that the driver has made of it} */
  public List<InputDevice> inputDevices() {
    return device.inputDevices();
  }

  /** {@return what was found of the programs of all devices, each kind once for each program} */
  public List<Finding> findings() {
    return bench.findings();
  }

  /**
   * Reads a global variable.
   *
   * @param name as in the source
   * @return its value; of several objects that have it, that of the first
   * @throws NoSuchElementException when no loaded object has such a variable
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
