package io.github.hidbpf4j.hid.device;

import static io.github.hidbpf4j.hid.device.Rig.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fate of reports depending on the result of an event hook, and reports injected by hooks. */
class EventHookTest {
  private static final String REPORT = "01a1a2a3a4a5";

  private final Rig rig = new Rig(Rig.NUMBERED);
  private final ScriptedHooks hooks = new ScriptedHooks();
  private HidrawFile file = plug();

  private HidrawFile plug() {
    rig.bus.setHooks(hooks);
    rig.plug();
    HidrawFile opened = rig.open();
    rig.log.take();
    return opened;
  }

  @BeforeEach
  void forget() {
    rig.log.take();
  }

  private int input(String report) {
    byte[] bytes = hex(report);
    return rig.device().inputReport(ReportType.INPUT, bytes, 0, bytes.length);
  }

  @ParameterizedTest(name = "hook returns {1} on {0}")
  @CsvSource({
    "01a1a2a3a4a5, 0, 0, 6",
    "01a1a2a3a4a5, 1, -22, 0",
    "01a1a2a3a4a5, 3, -22, 0",
    "01a1a2a3a4a5, 5, -22, 0",
    "01a1a2a3a4a5, 6, 0, 6",
    "01a1a2a3a4a5, 7, 0, 7",
    "01a1a2a3a4a5, 9, 0, 9",
    "01a1a2a3a4a5, 63, 0, 63",
    "01a1a2a3a4a5, 64, 0, 64",
    "01a1a2a3a4a5, 65, -22, 0",
    "01a1a2a3a4a5, 4096, -22, 0",
    "01a1a2a3a4a5, -1, -1, 0",
    "01a1a2a3a4a5, -22, -22, 0",
    "01a1a2a3a4a5, -4095, -4095, 0",
    "01a1a2a3a4a5, -2147483648, -2147483648, 0",
    "01a1a2a3a4, 0, -22, 0",
    "01a1a2a3a4, 6, 0, 6",
    "01, 6, 0, 6",
    "'', 0, -1, 0",
    "'', 6, -1, 0",
    "63a1a2a3a4a5, 0, -1, 0",
    "01a1a2a3a4a5a6a7a8, 0, 0, 9",
    "01a1a2a3a4a5a6a7a8, 6, 0, 6",
  })
  void returnOfTheHook(String report, int ret, int result, int delivered) {
    hooks.event = (data, type, source, fromBpf) -> ret;

    assertThat(input(report)).isEqualTo(result);

    String expected = report + "00".repeat(64);
    assertThat(Rig.read(file))
        .isEqualTo(delivered == 0 ? "" : expected.substring(0, 2 * delivered));
    assertThat(Rig.read(file)).isEmpty();
  }

  @Test
  void changedBytesArrive() {
    hooks.event =
        (data, type, source, fromBpf) -> {
          data.set(1, 0x77);
          return 0;
        };
    assertThat(input(REPORT)).isZero();
    assertThat(Rig.read(file)).isEqualTo("0177a2a3a4a5");
  }

  @Test
  void unknownIdRewrittenToKnownOne() {
    hooks.event =
        (data, type, source, fromBpf) -> {
          data.set(0, 1);
          return 0;
        };
    assertThat(input("63a1a2a3a4a5")).isZero();
    assertThat(Rig.read(file)).isEqualTo(REPORT);
  }

  @Test
  void hookSeesTypeInputAndNoSource() {
    List<String> seen = new ArrayList<>();
    hooks.event =
        (data, type, source, fromBpf) -> {
          seen.add(type + " " + source + " " + fromBpf + " " + data.bufferSize());
          return 0;
        };
    rig.uhid.input(hex(REPORT));
    assertThat(seen).containsExactly("INPUT 0 false 64");
  }

  @Test
  void nestedInjectionArrivesFirstAndReusesTheBuffer() {
    List<String> seen = new ArrayList<>();
    MemorySegment injected = MemorySegment.ofArray(hex("01d0d1d2d3d4"));
    hooks.event =
        (data, type, source, fromBpf) -> {
          seen.add(data + " " + source + " " + fromBpf);
          if (!fromBpf) {
            assertThat(rig.device().injectLocked(ReportType.INPUT, injected, 0, 6, 6, 7)).isZero();
            seen.add("after " + data);
          } else {
            data.set(1, 0x99);
          }
          return 0;
        };

    assertThat(input(REPORT)).isZero();

    assertThat(seen)
        .containsExactly(REPORT + " 0 false", "01d0d1d2d3d4 7 true", "after 0199d1d2d3d4");
    assertThat(Rig.read(file)).isEqualTo("0199d1d2d3d4");
    assertThat(Rig.read(file)).isEqualTo("0199d1d2d3d4");
    assertThat(rig.log.take())
        .containsExactly(
            "in INPUT 01a1a2a3a4a5",
            "in INPUT 01d0d1d2d3d4 from_bpf 7",
            "event 0 6 from_bpf",
            "raw 0",
            "out 0199d1d2d3d4",
            "event 0 6",
            "raw 0",
            "out 0199d1d2d3d4");
  }

  @Test
  void withoutBufferOfTheHooksOwnTheOuterReportSurvivesAnInjection() {
    MemorySegment injected = MemorySegment.ofArray(hex("01d0d1d2d3d4"));
    rig.bus.setHooks(
        new HidHooks() {
          @Override
          public int deviceEvent(
              HidDevice device, ReportType type, ReportView event, long source, boolean fromBpf) {
            return fromBpf ? 0 : device.injectLocked(type, injected, 0, 6, 6, 7);
          }
        });
    assertThat(input(REPORT)).isZero();
    assertThat(Rig.read(file)).isEqualTo("01d0d1d2d3d4");
    assertThat(Rig.read(file)).isEqualTo(REPORT);
  }

  @Test
  void injectionOfOtherTypesIsDeliveredLikeInput() {
    List<ReportType> types = new ArrayList<>();
    hooks.event =
        (data, type, source, fromBpf) -> {
          types.add(type);
          return 0;
        };
    MemorySegment data = MemorySegment.ofArray(hex("01f1f2f3"));
    assertThat(rig.call(() -> rig.device().inject(ReportType.FEATURE, data, 0, 4, 4, 7))).isZero();
    assertThat(rig.call(() -> rig.device().inject(ReportType.OUTPUT, data, 0, 3, 3, 7))).isZero();
    assertThat(types).containsExactly(ReportType.FEATURE, ReportType.OUTPUT);
    assertThat(Rig.read(file)).isEqualTo("01f1f2f3");
    assertThat(Rig.read(file)).isEqualTo("01f1f2");
  }

  @ParameterizedTest(name = "hook returns {0} on an injected report")
  @CsvSource({"-1, -1", "65, -22", "3, -22", "9, 0", "0, 0"})
  void resultOfInjection(int ret, int result) {
    hooks.event = (data, type, source, fromBpf) -> ret;
    MemorySegment data = MemorySegment.ofArray(hex(REPORT));
    assertThat(rig.call(() -> rig.device().inject(ReportType.INPUT, data, 0, 6, 6, 7)))
        .isEqualTo(result);
    assertThat(rig.device().tryInject(ReportType.INPUT, data, 0, 6, 6, 7)).isEqualTo(result);
  }

  @Test
  void takenLockRefusesDeviceAndTryButNotTheHolder() {
    HidDevice device = rig.device();
    MemorySegment data = MemorySegment.ofArray(hex(REPORT));
    assertThat(device.injectLocked(ReportType.INPUT, data, 0, 6, 6, 7)).isEqualTo(-22);
    assertThat(device.acquireInputLock()).isZero();
    assertThat(input(REPORT)).isEqualTo(-16);
    assertThat(rig.uhid.input(hex(REPORT))).isZero();
    assertThat(device.tryInject(ReportType.INPUT, data, 0, 6, 6, 7)).isEqualTo(-16);
    assertThat(Rig.read(file)).isEmpty();
    assertThat(device.injectLocked(ReportType.INPUT, data, 0, 6, 6, 7)).isZero();
    device.releaseInputLock();
    assertThat(Rig.read(file)).isEqualTo(REPORT);
    assertThat(input(REPORT)).isZero();
  }

  @Test
  void blockingInjectionWaitsForTheLock() {
    HidDevice device = rig.device();
    MemorySegment data = MemorySegment.ofArray(hex(REPORT));
    List<String> order = new ArrayList<>();
    rig.clock
        .newWork(
            "holder",
            () -> {
              assertThat(device.acquireInputLock()).isZero();
              rig.clock.sleep(1000);
              order.add("released");
              device.releaseInputLock();
            })
        .queue();
    rig.clock
        .newWork(
            "injector",
            () -> order.add("injected " + device.inject(ReportType.INPUT, data, 0, 6, 6, 7)))
        .queue();
    rig.clock.runUntilIdle();
    assertThat(order).containsExactly("released", "injected 0");
    assertThat(Rig.read(file)).isEqualTo(REPORT);
  }

  @Test
  void blockingInjectionUnderTheOwnLockIsADeadlock() {
    HidDevice device = rig.device();
    MemorySegment data = MemorySegment.ofArray(hex(REPORT));
    int ret =
        rig.call(
            () -> {
              assertThat(device.acquireInputLock()).isZero();
              int result = device.inject(ReportType.INPUT, data, 0, 6, 6, 7);
              device.releaseInputLock();
              return result;
            });
    assertThat(ret).isEqualTo(-4);
    assertThat(rig.log.take("deadlock")).containsExactly("deadlock input lock");
    assertThat(input(REPORT)).isZero();
  }

  @Test
  void hookThatThrowsLeavesTheDeviceUsable() {
    hooks.event =
        (data, type, source, fromBpf) -> {
          throw new IllegalStateException("hook");
        };
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> input(REPORT)).hasMessage("hook");
    hooks.event = (data, type, source, fromBpf) -> 0;
    assertThat(input(REPORT)).isZero();
    assertThat(HexFormat.of().formatHex(hex(Rig.read(file)))).isEqualTo(REPORT);
  }

  @Test
  void sizeBeyondTheBufferIsIncorrect() {
    rig.bus.setHooks(
        new HidHooks() {
          @Override
          public int deviceEvent(
              HidDevice device, ReportType type, ReportView event, long source, boolean fromBpf) {
            event.setSize(7);
            return 0;
          }
        });
    assertThat(input(REPORT)).isEqualTo(-22);
    assertThat(rig.log.take("raw"))
        .containsExactly("raw -22 Event data for report 1 is incorrect (7 vs 6)");
  }

  /** What hooks are told about the bytes after a report. */
  @Test
  void hooksKnowWhetherTheBufferIsZeroAfterTheReport() {
    List<Boolean> padded = new ArrayList<>();
    rig.bus.setHooks(
        new HidHooks() {
          @Override
          public int deviceEvent(
              HidDevice device, ReportType type, ReportView event, long source, boolean fromBpf) {
            padded.add(event.isPadded());
            return 0;
          }
        });
    byte[] report = hex(REPORT);
    MemorySegment memory = MemorySegment.ofArray(Arrays.copyOf(report, 64));
    HidDevice device = rig.device();
    assertThat(device.paddedInputReport(ReportType.INPUT, memory, 0, 64, report.length)).isZero();
    assertThat(device.inputReport(ReportType.INPUT, memory, 0, 64, report.length)).isZero();
    assertThat(input(REPORT)).isZero();
    assertThat(padded).containsExactly(true, false, false);
  }
}
