package io.github.hidbpf4j.junit;

import io.github.hidbpf4j.RunResult;
import io.github.hidbpf4j.hid.input.InputEvent;
import io.github.hidbpf4j.hid.input.InputEventCodes;
import io.github.hidbpf4j.hid.input.InputPacket;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.testing.bench.BenchDevice;
import io.github.hidbpf4j.testing.bench.Observation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** The queues of a device, as the values that tests get; reading removes them. */
final class DeviceQueues {
  private final BenchDevice device;
  private final List<Device.Drop> drops = new ArrayList<>();

  DeviceQueues(BenchDevice device) {
    this.device = device;
  }

  /** What the host got. */
  List<RunResult.HostReport> host() {
    List<RunResult.HostReport> all = new ArrayList<>();
    for (Observation o : taken(device.host())) {
      switch (o) {
        case Observation.HostReport r ->
            all.add(new RunResult.HostReport(time(r), r.report(), r.delivery(), r.reports()));
        case Observation.Dropped d -> add(d);
        default -> throw new IllegalStateException("in the host's queue: " + o);
      }
    }
    return all;
  }

  /** What was dropped. */
  List<Device.Drop> drops() {
    putDropsAside();
    List<Device.Drop> all = List.copyOf(drops);
    drops.clear();
    return all;
  }

  /** Sets dropped reports aside, which no longer count as sent last. */
  void putDropsAside() {
    device.host().stream()
        .filter(Observation.Dropped.class::isInstance)
        .forEach(o -> add((Observation.Dropped) o));
    device.host().removeIf(Observation.Dropped.class::isInstance);
  }

  private void add(Observation.Dropped d) {
    drops.add(new Device.Drop(time(d), d.report(), d.program(), d.reason()));
  }

  /** What readers of the input devices got. */
  List<Device.Packet> evdev() {
    List<Device.Packet> all = new ArrayList<>();
    for (Observation.Evdev seen : taken(device.evdev())) {
      for (InputPacket packet : seen.packets()) {
        List<InputEvent> events = packet.events().stream().filter(e -> !isScanCode(e)).toList();
        if (!events.isEmpty()) {
          all.add(new Device.Packet(time(seen), name(seen, packet), events));
        }
      }
    }
    return all;
  }

  private static boolean isScanCode(InputEvent event) {
    return event.type() == InputEventCodes.EV_MSC
        && InputEventCodes.name(event.type(), event.code()).equals("MSC_SCAN");
  }

  private static String name(Observation.Evdev seen, InputPacket packet) {
    return packet.device() < seen.devices().size()
        ? seen.devices().get(packet.device()).name()
        : "";
  }

  /** The requests of programs and drivers to the device. */
  List<RecordedRequest> requests() {
    return taken(device.requests()).stream().map(Observation.Request::request).toList();
  }

  /** What programs printed. */
  List<String> printed() {
    return taken(device.printed()).stream().map(Observation.Printed::line).toList();
  }

  private static <T> List<T> taken(Queue<T> queue) {
    List<T> all = List.copyOf(queue);
    queue.clear();
    return all;
  }

  private static Duration time(Observation o) {
    return Duration.ofNanos(o.nanos());
  }
}
