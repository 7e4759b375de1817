package io.github.hidbpf4j.testing.html;

import io.github.hidbpf4j.hid.input.InputDevice;
import io.github.hidbpf4j.hid.input.InputDeviceText;
import io.github.hidbpf4j.hid.input.InputEvent;
import io.github.hidbpf4j.hid.input.InputEventCodes;
import io.github.hidbpf4j.hid.input.InputFinding;
import io.github.hidbpf4j.hid.input.InputPacket;
import io.github.hidbpf4j.kernel.replay.EvdevView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes rows of the events that applications get, and keeps the input devices. */
final class EvdevRows implements EvdevView.Sink {
  private static final Lane LANE = Lane.of(Lane.Kind.EVDEV);

  /** How many sets of devices are kept when the device is bound again and again. */
  private static final int MOST_GENERATIONS = 100;

  private static final int SAME = 0;
  private static final int WITHOUT = 1;
  private static final int WITH = 2;
  private static final int ONLY_WITHOUT = 3;
  private static final int ONLY_WITH = 4;

  private final RowWriter rows;
  private final EventRows events;
  private final Map<Integer, String> codes = new TreeMap<>();
  private final List<String> findings = new ArrayList<>();
  private List<InputDeviceData> without = List.of();
  private final List<List<InputDeviceData>> with = new ArrayList<>();
  private List<String> changes = List.of();
  private long lastMicros;

  EvdevRows(RowWriter rows, EventRows events) {
    this.rows = rows;
    this.events = events;
  }

  /** Names of the event codes that occurred; key: type in the upper, code in the lower 16 bits. */
  Map<Integer, String> codes() {
    return codes;
  }

  List<String> findings() {
    return findings;
  }

  List<InputDeviceData> without() {
    return without;
  }

  /**
   * The input devices with the programs: those at the start, and those after each time that the
   * device was bound again.
   */
  List<List<InputDeviceData>> with() {
    return with;
  }

  List<String> changes() {
    return changes;
  }

  @Override
  public void devices(List<InputDevice> mine, List<InputDevice> fixed) {
    without = mine.stream().map(InputDeviceData::of).toList();
    with.add(fixed.stream().map(InputDeviceData::of).toList());
    changes = InputDeviceText.changes(mine, fixed);
  }

  @Override
  public void rebound(long micros, List<InputDevice> fixed) {
    if (with.size() < MOST_GENERATIONS) {
      with.add(fixed.stream().map(InputDeviceData::of).toList());
    }
  }

  @Override
  public void step(EvdevView.Step step) {
    lastMicros = step.micros();
    long root = step.cause() == EvdevView.Cause.TIME ? Roots.NONE : events.delivered();
    if (step.isSame()) {
      write(step.with(), SAME, root);
    } else if (step.without().isEmpty()) {
      write(step.with(), ONLY_WITH, root);
    } else if (step.with().isEmpty()) {
      write(step.without(), ONLY_WITHOUT, root);
    } else {
      write(step.without(), WITHOUT, root);
      write(step.with(), WITH, root);
    }
  }

  private void write(List<InputPacket> packets, int side, long root) {
    long _ =
        rows.row(RowKind.EVDEV, LANE, lastMicros * 1_000)
            .bytes(packed(packets))
            .a(side)
            .b(with.size() - 1L)
            .root(root)
            .write();
  }

  /**
   * Packs packets: their number; for each, device, mark, number of events; for each event, type,
   * code, value.
   */
  private byte[] packed(List<InputPacket> packets) {
    ByteColumn bytes = new ByteColumn();
    bytes.unsigned(packets.size());
    for (InputPacket packet : packets) {
      bytes.unsigned(packet.device());
      bytes.unsigned(packet.mark());
      bytes.unsigned(packet.events().size());
      for (InputEvent event : packet.events()) {
        String _ =
            codes.computeIfAbsent(
                event.type() << 16 | event.code(),
                _ -> InputEventCodes.name(event.type(), event.code()));
        bytes.unsigned(event.type());
        bytes.unsigned(event.code());
        bytes.signed(event.value());
      }
    }
    return bytes.toArray();
  }

  @Override
  public void finding(InputFinding finding) {
    findings.add(finding.message());
    long _ =
        rows.row(RowKind.INPUT_FINDING, LANE, lastMicros * 1_000).text(finding.message()).write();
  }
}
