package io.github.hidbpf4j.hid.device;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.device.RecordingPlayer.EventSource;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.hid.recording.RecordingReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecordingPlayerTest {
  private static final String TEXT =
      """
      R: 21 06 00 ff 09 01 a1 01 15 00 26 ff 00 75 08 95 02 09 01 81 02 c0
      N: recorded
      P: usb-1
      I: 3 046d c52b
      B: 000000.000000 2 00 00
      E: 000000.000000 2 01 02
      E: 000000.001500 2 03 04
      E: 000000.001500 2 05 06
      E: 000000.001000 2 07 08
      E: 000002.000000 2 09 0a
      """;

  private static RecordingReader reader(String text) {
    return new RecordingReader(
        "test", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void eventsComeAtTheirTimesAndInOrder() {
    Rig rig = Rig.numbered();
    List<String> seen = new ArrayList<>();
    long start = rig.clock.now();
    List<String> ends = new ArrayList<>();
    RecordingPlayer player =
        new RecordingPlayer(
                rig.clock,
                EventSource.of(reader(TEXT)).only(RecordedEvent.Kind.INPUT),
                event -> seen.add((rig.clock.now() - start) + " " + event.data()[0]))
            .onFinish(() -> ends.add("end at " + (rig.clock.now() - start)));
    player.start();
    assertThat(seen).isEmpty();
    rig.clock.advance(1_000_000_000);
    assertThat(player.isFinished()).isFalse();
    assertThat(player.played()).isEqualTo(4);
    rig.clock.runUntilIdle();
    assertThat(seen).containsExactly("0 1", "1500000 3", "1500000 5", "1500000 7", "2000000000 9");
    assertThat(ends).containsExactly("end at 2000000000");
    assertThat(player.isFinished()).isTrue();
    assertThat(player.failure()).isNull();
    assertThatIllegalStateException().isThrownBy(player::start);
  }

  @Test
  void feedsTheDeviceOfTheRecording() throws IOException {
    Rig rig = new Rig(Rig.NUMBERED);
    RecordingReader reader = reader(TEXT);
    assertThat(reader.next()).as("the event before BPF").isNotNull();
    UhidDevice device =
        new UhidDevice(
            rig.bus,
            HidDeviceInfo.of(reader.devices().getFirst()),
            reader.devices().getFirst().descriptor(),
            DeviceResponder.NONE);
    device.create();
    rig.clock.settle();
    HidDevice hid = requireNonNull(device.device());
    assertThat(hid.sysfsName()).isEqualTo("0003:046D:C52B.0001");
    assertThat(hid.name()).isEqualTo("recorded");
    assertThat(hid.phys()).isEqualTo("usb-1");
    Hidraw node = requireNonNull(hid.hidraw());
    HidrawFile file = requireNonNull(node.open());
    RecordingPlayer.of(rig.bus, EventSource.of(reader), device).start();
    rig.clock.runUntilIdle();
    assertThat(Rig.read(file)).isEqualTo("0102");
    assertThat(Rig.read(file)).isEqualTo("0304");
  }

  @Test
  void malformedRestEndsPlayingWithItsError() {
    Rig rig = Rig.numbered();
    List<Integer> seen = new ArrayList<>();
    RecordingPlayer player =
        new RecordingPlayer(
            rig.clock,
            EventSource.of(reader(TEXT + "E: 000003.000000 2 0b\nE: 000004.000000 2 0d 0e\n"))
                .only(RecordedEvent.Kind.INPUT),
            event -> seen.add((int) event.data()[0]));
    player.start();
    rig.clock.runUntilIdle();
    assertThat(seen).containsExactly(1, 3, 5, 7, 9);
    HidException failure = player.failure();
    assertThat(failure).hasMessageContaining("test:11");
    assertThat(player.isFinished()).isTrue();
  }

  @Test
  void stopIsForGood() {
    Rig rig = Rig.numbered();
    List<Integer> seen = new ArrayList<>();
    RecordingPlayer[] player = {null};
    player[0] =
        new RecordingPlayer(
            rig.clock,
            EventSource.of(reader(TEXT)),
            event -> {
              seen.add((int) event.data()[0]);
              if (seen.size() == 2) {
                player[0].stop();
              }
            });
    player[0].start();
    rig.clock.runUntilIdle();
    assertThat(seen).containsExactly(0, 1);
  }

  @Test
  void anHourAtOneKilohertzIsNeverHeld() {
    Rig rig = Rig.numbered();
    rig.bus.setObserver(null);
    HidrawFile file = rig.open();
    byte[] report = Rig.hex("01a1a2a3a4a5");
    byte[] buffer = new byte[6];
    long[] read = {0};
    RecordingPlayer player =
        new RecordingPlayer(
            rig.clock,
            EventSource.of(
                IntStream.range(0, 3_600_000)
                    .mapToObj(
                        i -> new RecordedEvent(0, RecordedEvent.Kind.INPUT, i * 1000L, report))
                    .iterator()),
            event -> {
              rig.uhid.input(event.data());
              read[0] += file.read(buffer, 0, 6);
            });
    player.start();
    rig.clock.runUntilIdle();
    assertThat(player.played()).isEqualTo(3_600_000);
    assertThat(read[0]).isEqualTo(6 * 3_600_000L);
  }
}
