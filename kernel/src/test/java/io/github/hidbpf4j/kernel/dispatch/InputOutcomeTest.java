package io.github.hidbpf4j.kernel.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.kernel.event.Cause;
import io.github.hidbpf4j.kernel.event.Delivery;
import io.github.hidbpf4j.kernel.event.DeviceEvent;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.event.InputOutcome.Delivered;
import io.github.hidbpf4j.kernel.event.InputOutcome.Dropped;
import io.github.hidbpf4j.kernel.event.InputOutcome.Sender;
import io.github.hidbpf4j.kernel.event.InputOutcome.Stage;
import io.github.hidbpf4j.kernel.event.InputOutcome.Step;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each incoming report has one outcome, which says what each program did to it. */
class InputOutcomeTest {
  private final DispatchRig rig = new DispatchRig();

  private List<InputOutcome> outcomes() {
    return rig.events.stream()
        .filter(InputOutcome.class::isInstance)
        .map(InputOutcome.class::cast)
        .toList();
  }

  private InputOutcome only() {
    assertThat(outcomes()).hasSize(1);
    return outcomes().getFirst();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @ParameterizedTest(name = "{0}, results {1} and {2}")
  @CsvSource({
    // report, results, stage, by, answer, reason
    "010203040506, -1, 0,   HOOKS,  first,  -1,  ''",
    "010203040506, 0,  -13, HOOKS,  second, -13, ''",
    "010203040506, 65, 0,   HOOKS,  first,  -22, ''",
    "010203040506, 7,  65,  HOOKS,  second, -22, ''",
    "'',           0,  0,   LOOKUP, '',     -1,  empty report",
    "070203040506, 0,  0,   LOOKUP, '',     -1,  undefined report_id 7 received",
    "0102030405,   0,  0,   LENGTH, '',     -22, Event data for report 1 was too short (5 vs 4)",
  })
  void whoDropsIt(
      String input, int first, int second, Stage stage, String by, int ret, String reason) {
    assertThat(rig.attach(rig.onEvent("first", 0, c -> first))).isZero();
    assertThat(rig.attach(rig.onEvent("second", 0, c -> second))).isZero();
    HidrawFile file = rig.open();
    assertThat(rig.input(input)).isEqualTo(ret);
    assertThat(DispatchRig.read(file)).isEmpty();
    InputOutcome outcome = only();
    assertThat(outcome.sender()).isEqualTo(Sender.DEVICE);
    assertThat(hex(outcome.input())).isEqualTo(input);
    assertThat(outcome.dispatched()).isTrue();
    assertThat(outcome.fate()).isEqualTo(new Dropped(stage, by, ret, reason));
    assertThat(outcome.hooksResult()).isEqualTo(stage == Stage.HOOKS ? ret : 0);
  }

  @Test
  void whatEachProgramDid() {
    var _ = rig.attach(rig.onEvent("looks", 0, c -> 0));
    var _ =
        rig.attach(
            rig.onEvent(
                "writes",
                0,
                c -> {
                  c.put(2, 0x77);
                  return 0;
                }));
    var _ = rig.attach(rig.onEvent("grows", 0, c -> 9));
    HidrawFile file = rig.open();
    assertThat(rig.input("010203040506")).isZero();
    assertThat(DispatchRig.read(file)).isEqualTo("010277040506000000");
    InputOutcome outcome = only();
    assertThat(outcome.steps())
        .containsExactly(
            new Step("looks", 0, false, 6),
            new Step("writes", 0, true, 6),
            new Step("grows", 9, false, 9));
    assertThat(hex(outcome.output())).isEqualTo("010277040506000000");
    assertThat(outcome.fate()).isEqualTo(new Delivered(Delivery.CHANGED, rig.device().reports()));
  }

  @Test
  void unchangedAndUnread() {
    assertThat(rig.input("010203040506")).isZero();
    HidrawFile file = rig.open();
    assertThat(rig.input("010203040506")).isZero();
    assertThat(DispatchRig.read(file)).isEqualTo("010203040506");
    assertThat(outcomes())
        .extracting(InputOutcome::fate)
        .containsExactly(
            new Dropped(Stage.NO_READER, "", 0, "no reader"),
            new Delivered(Delivery.UNCHANGED, rig.device().reports()));
    assertThat(rig.events.stream().filter(DeviceEvent.ReportSent.class::isInstance))
        .extracting(e -> ((DeviceEvent.ReportSent) e).index())
        .containsExactly(0L, 1L);
    assertThat(outcomes())
        .extracting(o -> o.at().cause())
        .containsExactly(new Cause(Cause.Kind.REPORT, 0), new Cause(Cause.Kind.REPORT, 1));
  }

  @Test
  void aFullQueueLosesIt() {
    HidrawFile file = rig.open();
    for (int i = 0; i < 65; i++) {
      assertThat(rig.input("010203040506")).isZero();
    }
    assertThat(outcomes()).hasSize(65);
    assertThat(outcomes().getFirst().delivered()).isNotNull();
    assertThat(outcomes().getLast().fate())
        .isEqualTo(new Dropped(Stage.QUEUE, "", 0, "the reader's queue is full"));
    assertThat(DispatchRig.read(file)).isEqualTo("010203040506");
  }

  @Test
  void refusedByTheLock() {
    int[] ret = new int[1];
    rig.clock.call(
        "locked",
        () -> {
          int _ = rig.device().acquireInputLock();
          byte[] report = DispatchRig.hex("010203040506");
          ret[0] = rig.uhid.input(report);
          rig.device().releaseInputLock();
        });
    InputOutcome outcome = only();
    assertThat(hex(outcome.input())).isEqualTo("010203040506");
    assertThat(outcome.dispatched()).isFalse();
    assertThat(outcome.fate())
        .isEqualTo(new Dropped(Stage.REFUSED, "", -16, "the input lock is taken"));
    assertThat(outcome.at().cause().kind()).isEqualTo(Cause.Kind.REPORT);
  }

  /** A device that sends in the middle of its own report is refused, and that is told apart. */
  @Test
  void anotherReportOfTheDeviceInTheMiddleOfOne() {
    int[] ret = new int[1];
    var _ =
        rig.attach(
            rig.onEvent(
                "sends",
                0,
                c -> {
                  ret[0] = rig.device().inputReport(ReportType.INPUT, new byte[] {2}, 0, 1);
                  return 0;
                }));
    assertThat(rig.input("010203040506")).isZero();
    assertThat(ret[0]).isEqualTo(-16);
    assertThat(outcomes())
        .extracting(o -> o.at().cause().number() + " " + hex(o.input()) + " " + stage(o))
        .containsExactly("1 02 REFUSED", "0 010203040506 NO_READER");
  }

  private static Stage stage(InputOutcome outcome) {
    return ((Dropped) outcome.fate()).stage();
  }

  @Test
  void anInjectedOneIsOverBeforeTheOneAroundIt() {
    long buffer = rig.memory.allocate(6, "report");
    rig.memory.putBytes(buffer, DispatchRig.hex("01a1a2a3a4a5"));
    var _ =
        rig.attach(
            rig.onEvent(
                "injects",
                0,
                c ->
                    c.argument(2) != 0
                        ? 0
                        : rig.device()
                            .injectLocked(
                                ReportType.INPUT,
                                rig.memory.segment(),
                                rig.memory.offset(buffer),
                                6,
                                6,
                                c.address())));
    HidrawFile file = rig.open();
    assertThat(rig.input("010203040506")).isZero();
    assertThat(DispatchRig.read(file)).isEqualTo("01a1a2a3a4a5");
    assertThat(outcomes())
        .extracting(InputOutcome::sender)
        .containsExactly(Sender.PROGRAM, Sender.DEVICE);
    assertThat(outcomes())
        .extracting(o -> o.at().cause())
        .containsOnly(new Cause(Cause.Kind.REPORT, 0));
    assertThat(outcomes().getFirst().fate())
        .isEqualTo(new Delivered(Delivery.INJECTED, rig.device().reports()));
    assertThat(outcomes().getFirst().isInjectedLater()).isFalse();
  }
}
