package io.github.hidbpf4j.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.input.InputEvent;
import io.github.hidbpf4j.hid.input.InputEventCodes;
import io.github.hidbpf4j.linux.call.SystemError;
import io.github.hidbpf4j.linux.node.EvdevNode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parts of an agent that need no guest. */
class GuestAgentTest {
  @ParameterizedTest
  @CsvSource({
    "hid, ignore_special_drivers=1 debug=2",
    "usbhid, quirks=0x1:0x2:0x4",
    "hid_multitouch, x=y",
    "evdev, ''"
  })
  void modulesGetTheirWordsOfTheKernelsLine(String module, String expected) {
    String line =
        "console=ttyS0 hid.ignore_special_drivers=1 usbhid.quirks=0x1:0x2:0x4 hid.debug=2"
            + " hid-multitouch.x=y -- evdev.a=b\n";
    assertThat(GuestAgent.parameters(module, line)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"'', ''", "0, ''", "5, '0,2'", "1 0 8000000000000003, '0,1,63,128'"})
  void bitmapsHaveTheirHighestWordFirst(String bitmap, String expected) {
    List<Integer> bits =
        expected.isEmpty()
            ? List.of()
            : Arrays.stream(expected.split(",", -1)).map(Integer::valueOf).toList();
    assertThat(MeasurementLines.bits(bitmap)).isEqualTo(bits);
  }

  /** An event node with these events. */
  private static final class FakeEvdev implements EvdevNode {
    private final Deque<InputEvent> events;

    FakeEvdev(InputEvent... events) {
      this.events = new ArrayDeque<>(List.of(events));
    }

    @Override
    public String path() {
      return "/dev/input/event0";
    }

    @Override
    public int read(MemorySegment buffer, long offset, int size) {
      int bytes = 0;
      while (!events.isEmpty() && bytes < 2 * EVENT_SIZE) {
        InputEvent event = events.remove();
        buffer.set(ValueLayout.JAVA_SHORT, bytes + 16, (short) event.type());
        buffer.set(ValueLayout.JAVA_SHORT, bytes + 18, (short) event.code());
        buffer.set(ValueLayout.JAVA_INT, bytes + 20, event.value());
        bytes += EVENT_SIZE;
      }
      return bytes == 0 ? SystemError.EAGAIN.result() : bytes;
    }

    @Override
    public int write(MemorySegment buffer, long offset, int size) {
      return size;
    }

    @Override
    public int await(int millis) {
      return 0;
    }

    @Override
    public void wake() {}

    @Override
    public void close() {}

    @Override
    public String name() {
      return "fake";
    }

    @Override
    public int grab(boolean on) {
      return 0;
    }

    @Override
    public boolean isAnyKeyDown() {
      return false;
    }
  }

  @Test
  void eventsAreReadInPackets() {
    InputEvent left = new InputEvent(InputEventCodes.EV_KEY, 0x110, 1);
    InputEvent x = new InputEvent(InputEventCodes.EV_REL, 0, -3);
    InputEvent end = new InputEvent(InputEventCodes.EV_SYN, InputEventCodes.SYN_REPORT, 0);
    InputEvent part = new InputEvent(InputEventCodes.EV_SYN, InputEventCodes.SYN_REPORT, 1);
    try (NodeReader reader =
        new NodeReader(
            List.of(new FakeEvdev(left, x, end, x), new FakeEvdev(left, part, x, end)), null)) {
      List<NodePacket> packets = reader.packets();
      assertThat(packets)
          .containsExactly(
              new NodePacket(0, List.of(left, x), 0),
              new NodePacket(1, List.of(left), 1),
              new NodePacket(1, List.of(x), 0));
      assertThat(packets.stream().map(NodePacket::toString))
          .containsExactly("e0 BTN_LEFT 1, REL_X -3", "e1 BTN_LEFT 1 (continued)", "e1 REL_X -3");
      assertThat(reader.packets()).as("one is not complete").isEmpty();
      assertThat(reader.reports()).isEmpty();
    }
  }
}
