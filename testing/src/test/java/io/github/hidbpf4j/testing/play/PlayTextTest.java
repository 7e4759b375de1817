package io.github.hidbpf4j.testing.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.kernel.replay.HostRequests;
import io.github.hidbpf4j.testing.play.PlayStep.Counts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What host and guest send each other is parsed as it was written. */
class PlayTextTest {
  private static final List<Counts> NONE = List.of(Counts.NONE, Counts.NONE);

  private static PlayStep step(int device, long nanos, PlayStep.Action action) {
    return new PlayStep(device, nanos, NONE, action);
  }

  @Test
  void aPlayIsReadAsItWasWritten() {
    PlayedDevice mouse =
        new PlayedDevice(
            "mouse",
            new RecordedDevice(
                0, "A\tname \\t of\n two lines", "usb-1/input0", 3, 0x9da, 6, new byte[] {5, 1}),
            List.of(
                new PlayedDevice.Fix("a.bpf.o", false, List.of("a.bpf.o")),
                new PlayedDevice.Fix("fixes", true, List.of("fixes/10-b.bpf.o", "fixes/b.bpf.o"))),
            "on get feature 0x01: reply 01 02\nstate a\n  on open: goto b\n",
            Map.of("HID_X", "a b\tc"),
            List.of("extra"),
            true);
    PlayedDevice keyboard =
        new PlayedDevice(
            "keyboard",
            new RecordedDevice(0, "", "", 0, 0, 0, new byte[] {1}),
            List.of(),
            "",
            Map.of(),
            List.of(),
            false);
    Play play =
        new Play(
            "6.18",
            7,
            List.of(mouse, keyboard),
            List.of(
                step(0, 0, new PlayStep.Plug()),
                step(1, 0, new PlayStep.Plug()),
                new PlayStep(
                    0,
                    1_000,
                    List.of(new Counts(1, 2, 3), new Counts(4, 5, 6)),
                    new PlayStep.Answers("on get any any: error EPIPE")),
                step(0, 2_000, new PlayStep.Ask(HostRequests.get(ReportType.FEATURE, 1, 16))),
                step(
                    0,
                    3_000,
                    new PlayStep.Ask(HostRequests.set(ReportType.FEATURE, new byte[] {1, -1}))),
                step(1, 4_000, new PlayStep.Ask(HostRequests.write(new byte[] {0, 2}))),
                step(1, 5_000, new PlayStep.Detach()),
                step(1, 6_000, new PlayStep.Unplug()),
                step(0, 9_000_000_000L, new PlayStep.End())),
            Map.of());

    Play read = PlayText.parse(PlayText.of(play), Map.of());

    assertThat(read.profile()).isEqualTo("6.18");
    assertThat(read.seed()).isEqualTo(7);
    assertThat(read.devices()).isEqualTo(play.devices());
    assertThat(read.steps()).isEqualTo(play.steps());
  }

  @Test
  void reportsAreReadAsTheyWereWritten() {
    Play play =
        new Play(
            "6.12",
            0,
            List.of(),
            List.of(
                step(0, 0, new PlayStep.Send(new byte[] {0, -1}, false)),
                step(0, 0, new PlayStep.Send(new byte[0], true))),
            Map.of());
    List<PlayStep> read = PlayText.parse(PlayText.of(play), Map.of()).steps();
    assertThat(read.getFirst().action())
        .isInstanceOfSatisfying(
            PlayStep.Send.class,
            send -> {
              assertThat(send.report()).containsExactly(0, -1);
              assertThat(send.recorded()).isFalse();
            });
    assertThat(read.getLast().action())
        .isInstanceOfSatisfying(
            PlayStep.Send.class,
            send -> {
              assertThat(send.report()).isEmpty();
              assertThat(send.recorded()).isTrue();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "01 02", "input 0 'a\tname'", "a\\nb"})
  void whatWasSeenIsReadAsItWasWritten(String text) {
    Seen seen = new Seen(1, SeenKind.REPORT, 12, 3_000_000_000L, text);
    assertThat(PlayText.seen(PlayText.of(seen))).isEqualTo(seen);
  }

  @Test
  void anotherLineTellsOfNothing() {
    assertThat(PlayText.seen("note it is late")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"what\t1", "fix\ta", "step\t0\t0\t\tplug\t", "step\t0\tx\t0/0/0\tplug"})
  void linesOfAnotherBuildAreRefused(String line) {
    assertThatThrownBy(() -> PlayText.parse(line, Map.of()))
        .isInstanceOf(HidException.class)
        .hasMessageContaining("of another build?");
  }
}
