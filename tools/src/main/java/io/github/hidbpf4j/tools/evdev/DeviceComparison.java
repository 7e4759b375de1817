package io.github.hidbpf4j.tools.evdev;

import io.github.hidbpf4j.hid.descriptor.DescriptorException;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.device.HidCoreRules;
import io.github.hidbpf4j.hid.input.AbsInfo;
import io.github.hidbpf4j.hid.input.InputDevice;
import io.github.hidbpf4j.hid.input.InputDevices;
import io.github.hidbpf4j.hid.input.InputEventCodes;
import io.github.hidbpf4j.hid.input.InputId;
import io.github.hidbpf4j.hid.input.InputOptions;
import io.github.hidbpf4j.hid.input.ReportRequests;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.time.VirtualClock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Plays one device into the input layer and lists the differences from a real kernel. */
final class DeviceComparison {
  /** How long the measurement waited after the last report, in nanoseconds. */
  private static final long TAIL = 400_000_000L;

  /** By how many repetitions of a key between two reports both may differ. */
  private static final int REPEAT_SLACK = 2;

  private final HidCoreRules rules;
  private final ReportRequests answers;
  private final List<String> differences = new ArrayList<>();
  private final EvdevClient client = new EvdevClient();
  private final VirtualClock clock = new VirtualClock(0, -1);
  private int reports;
  private int packets;

  DeviceComparison(HidCoreRules rules, ReportRequests answers) {
    this.rules = rules;
    this.answers = answers;
  }

  /** The differences, by name; empty if there are none. */
  List<String> differences() {
    return differences;
  }

  int reports() {
    return reports;
  }

  int packets() {
    return packets;
  }

  /** The input devices of a recorded device; null if the kernel creates none. */
  @Nullable InputDevices connect(RecordedDevice device) {
    ReportDescriptor descriptor;
    try {
      descriptor = device.parseDescriptor();
    } catch (DescriptorException e) {
      return null;
    }
    return InputDevices.of(
        descriptor,
        InputOptions.DEFAULT
            .withDevice(
                device.name(), new InputId(device.bus(), device.vendor(), device.product(), 0))
            .withPaths(device.phys(), "")
            .withGroup(device.group())
            .withRules(rules.input(), rules.shortReports())
            .withRequests(answers)
            .withScheduler(clock),
        client);
  }

  void compare(RecordedDevice device, List<RecordedEvent> events, MeasuredDevice measured) {
    InputDevices devices = connect(device);
    compareNodes(devices == null ? List.of() : devices.devices(), measured.nodes());
    boolean timed = measured.isTimed();
    long begin = clock.now();
    if (devices == null) {
      return;
    }
    if (!timed) {
      devices.devices().forEach(node -> node.setRepeat(0, 0));
    }
    List<EventPacket> betweenReports = new ArrayList<>();
    Set<String> batteriesSeen = new HashSet<>();
    boolean over = false;
    for (JsonTree step : measured.steps()) {
      String kind = step.get("k").text();
      if (!over && (kind.equals("led") || kind.equals("end") || isAtEnd(step))) {
        over = true;
        clock.advance(TAIL);
        compareBetween("after the last report", betweenReports);
      }
      switch (kind) {
        case "r" -> {
          int index = step.get("i").number();
          RecordedEvent event = events.get(index);
          if (timed) {
            long due = begin + (event.micros() - events.getFirst().micros()) * 1_000;
            clock.advance(Math.max(0, due - clock.now()));
            compareBetween("before report " + index, betweenReports);
          }
          boolean _ = devices.report(event.data());
          reports++;
          comparePackets("report " + index, client.read(), EventPacket.listOf(step.get("p")));
        }
        case "async" -> betweenReports.addAll(EventPacket.listOf(step.get("p")));
        case "led" -> {
          InputDevice node = devices.devices().get(step.get("n").number());
          devices.setLed(node, step.get("code").number(), step.get("value").number() != 0);
          comparePackets(
              "LED " + step.get("code").number(), client.read(), EventPacket.listOf(step.get("p")));
        }
        case "io" -> {
          if (step.get("op").text().equals("OUTPUT") && step.get("when").text().equals("led")) {
            compare("output report", client.drainOutputs(), List.of(step.get("data").text()));
          }
        }
        case "battery" -> {
          String when = step.get("when").text();
          if (batteriesSeen.add(when)) {
            compareBatteries(devices, when, measured.steps());
          }
        }
        default -> {}
      }
    }
  }

  private static boolean isAtEnd(JsonTree step) {
    return step.get("k").text().equals("battery") && step.get("when").text().equals("end");
  }

  /**
   * Compares events that no report caused. A key must repeat as often as in the kernel, within the
   * tolerance for the phase of the kernel's clock and the granularity of its timers.
   */
  private void compareBetween(String what, List<EventPacket> kernels) {
    List<EventPacket> ours = client.read();
    comparePackets(what, withoutRepeats(ours), withoutRepeats(kernels));
    int repeats = ours.size() - withoutRepeats(ours).size();
    int kernelRepeats = kernels.size() - withoutRepeats(kernels).size();
    if (Math.abs(repeats - kernelRepeats) > REPEAT_SLACK) {
      differences.add(
          "%s: a key repeated %d times, in the kernel %d".formatted(what, repeats, kernelRepeats));
    }
    kernels.clear();
  }

  private static List<EventPacket> withoutRepeats(List<EventPacket> packets) {
    return packets.stream()
        .filter(
            packet ->
                packet.mark() == 0
                    || packet.events().size() != 1
                    || !packet.events().getFirst().endsWith(" 2"))
        .toList();
  }

  /** Compares a device of a sweep, whose reports have no time. */
  void compare(RecordedDevice device, List<byte[]> sent, JsonTree measured) {
    InputDevices devices = connect(device);
    compareNodes(devices == null ? List.of() : devices.devices(), measured.get("nodes").elements());
    List<JsonTree> steps = measured.get("r").elements();
    for (int i = 0; devices != null && i < steps.size(); i++) {
      boolean _ = devices.report(sent.get(i));
      reports++;
      comparePackets("report " + i, client.read(), EventPacket.listOf(steps.get(i).get("p")));
    }
  }

  private void comparePackets(String what, List<EventPacket> ours, List<EventPacket> kernels) {
    packets += kernels.size();
    compare(what, EventPacket.byNode(ours), EventPacket.byNode(kernels));
  }

  /** Compares all batteries together; their order was not measured. */
  private void compareBatteries(InputDevices devices, String when, List<JsonTree> steps) {
    List<Integer> ours =
        devices.batteries().stream().map(battery -> battery.capacity(answers)).sorted().toList();
    List<Integer> kernels =
        steps.stream()
            .filter(step -> step.get("k").text().equals("battery"))
            .filter(step -> step.get("when").text().equals(when))
            .map(DeviceComparison::capacity)
            .sorted()
            .toList();
    compare("batteries at " + when, ours, kernels);
  }

  private static int capacity(JsonTree battery) {
    String text = battery.get("capacity").text();
    boolean known = !text.startsWith("errno") && !battery.get("status").text().equals("Unknown");
    return known ? Integer.parseInt(text) : -1;
  }

  private void compareNodes(List<InputDevice> ours, List<JsonTree> kernels) {
    compare("number of input devices", ours.size(), kernels.size());
    for (int i = 0; i < Math.min(ours.size(), kernels.size()); i++) {
      compareNode("input device " + i + ": ", ours.get(i), kernels.get(i));
    }
  }

  private void compareNode(String at, InputDevice ours, JsonTree kernel) {
    compare(at + "name", ours.name(), kernel.get("name").text());
    compare(at + "phys", ours.phys(), kernel.get("phys").text());
    compare(at + "uniq", ours.uniq(), kernel.get("uniq").text());
    InputId id = ours.id();
    compare(
        at + "id",
        List.of(id.bus(), id.vendor(), id.product(), id.version()),
        kernel.get("id").numbers());
    compare(at + "properties", ours.properties(), kernel.get("prop").numbers());
    compare(at + "types", ours.types(), kernel.get("ev").numbers());
    compare(at + "keys", ours.codes(InputEventCodes.EV_KEY), kernel.get("key").numbers());
    compare(at + "rel", ours.codes(InputEventCodes.EV_REL), kernel.get("rel").numbers());
    compare(at + "abs", ours.codes(InputEventCodes.EV_ABS), kernel.get("absbits").numbers());
    compare(at + "msc", ours.codes(InputEventCodes.EV_MSC), kernel.get("msc").numbers());
    compare(at + "led", ours.codes(InputEventCodes.EV_LED), kernel.get("led").numbers());
    compare(
        at + "absinfo",
        ours.axes(),
        kernel.get("abs").elements().stream().map(DeviceComparison::absInfo).toList());
  }

  private static AbsInfo absInfo(JsonTree json) {
    return new AbsInfo(
        json.get("code").number(),
        json.get("min").number(),
        json.get("max").number(),
        json.get("fuzz").number(),
        json.get("flat").number(),
        json.get("res").number());
  }

  private void compare(String what, Object ours, Object kernels) {
    if (!Objects.equals(ours, kernels)) {
      differences.add("%s: %s, the kernel has %s".formatted(what, ours, kernels));
    }
  }
}
