package io.github.hidbpf4j.hid.device;

import static io.github.hidbpf4j.hid.device.Rig.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.ClassRequest;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Hooks of requests and output reports, as Linux 6.12.117 ran them. */
class RequestHookTest {
  /** Returns what it is told, after writing 0x5a into byte 1. */
  private static final class Hooks implements HidHooks {
    final List<String> seen = new ArrayList<>();
    int ret;
    boolean write = true;

    @Override
    public int hwRequest(
        HidDevice device,
        int reportnum,
        ReportView data,
        ReportType type,
        ClassRequest request,
        long source,
        boolean fromBpf) {
      seen.add(
          request
              + " "
              + type
              + " "
              + reportnum
              + " "
              + data.size()
              + " "
              + (source != 0)
              + " "
              + fromBpf);
      return act(data);
    }

    @Override
    public int hwOutputReport(HidDevice device, ReportView data, long source, boolean fromBpf) {
      seen.add("OUTPUT " + data + " " + (source != 0) + " " + fromBpf);
      return act(data);
    }

    private int act(ReportView data) {
      if (write) {
        data.set(1, 0x5a);
      }
      return ret;
    }
  }

  private final Hooks hooks = new Hooks();
  private final Rig rig = new Rig(Rig.NUMBERED);
  private final HidrawFile file = plug();

  private HidrawFile plug() {
    rig.bus.setHooks(hooks);
    rig.plug();
    HidrawFile opened = rig.open();
    rig.log.take();
    return opened;
  }

  @Test
  void zeroPassesWithTheChangedBytes() {
    assertThat(rig.call(() -> file.write(hex("01b1b2")))).isEqualTo(3);
    assertThat(rig.call(() -> file.setReport(ReportType.FEATURE, hex("01c1c2c3")))).isEqualTo(4);
    assertThat(rig.log.take("OUTPUT", "SET_REPORT"))
        .containsExactly("OUTPUT OUTPUT 0 015ab2", "SET_REPORT FEATURE 1 015ac2c3");
    assertThat(hooks.seen)
        .containsExactly("OUTPUT 01b1b2 true false", "SET_REPORT FEATURE 1 4 true false");
  }

  @ParameterizedTest(name = "hook returns {0}")
  @CsvSource({
    "1, 1, 1",
    "2, 2, 2",
    "100, 100, 4",
    "-1, -1, -1",
    "-11, -11, -11",
    "-4096, -4096, -4096"
  })
  void nonZeroIsTheResult(int ret, int result, int resultOfGet) {
    hooks.ret = ret;
    assertThat(rig.call(() -> file.write(hex("01b1b2")))).isEqualTo(result);
    assertThat(rig.call(() -> file.setReport(ReportType.FEATURE, hex("01c1c2c3"))))
        .isEqualTo(result);
    byte[] data = hex("01c1c2c3");
    assertThat(rig.call(() -> file.getReport(ReportType.FEATURE, data))).isEqualTo(resultOfGet);
    assertThat(rig.log.take("OUTPUT", "SET_REPORT", "GET_REPORT")).isEmpty();
    if (ret == 100) {
      assertThat(HexFormat.of().formatHex(data)).isEqualTo("005a0000");
    } else if (ret < 0) {
      assertThat(HexFormat.of().formatHex(data)).isEqualTo("01c1c2c3");
    }
  }

  @ParameterizedTest
  @EnumSource(ReportType.class)
  void getGoesThroughTheRequestHook(ReportType type) {
    hooks.write = false;
    rig.call(() -> file.getReport(type, hex("0100")));
    assertThat(hooks.seen).containsExactly("GET_REPORT " + type + " 1 2 true false");
  }

  @Test
  void lengthsAreCheckedBeforeHooks() {
    HidDevice device = rig.device();
    MemorySegment data = MemorySegment.ofArray(new byte[5000]);
    for (int length : new int[] {0, -1, 4097}) {
      assertThat(
              device.hwRawRequest(
                  1, data, 0, length, ReportType.FEATURE, ClassRequest.SET_REPORT, 0, false))
          .isEqualTo(-22);
      assertThat(device.hwOutputReport(data, 0, length, 0, false)).isEqualTo(-22);
    }
    assertThat(hooks.seen).isEmpty();
    hooks.ret = 1;
    assertThat(device.hwOutputReport(data, 0, 4096, 0, false)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = ClassRequest.class,
      names = {"GET_IDLE", "GET_PROTOCOL", "SET_IDLE", "SET_PROTOCOL"})
  void otherRequestsAreEioBehindTheHook(ClassRequest request) {
    MemorySegment data = MemorySegment.ofArray(hex("01000000"));
    assertThat(rig.device().hwRawRequest(1, data, 0, 4, ReportType.FEATURE, request, 9, true))
        .isEqualTo(-5);
    assertThat(hooks.seen).containsExactly(request + " FEATURE 1 4 true true");
    assertThat(ClassRequest.ofNumber(request.number())).isEqualTo(request);
  }

  @Test
  void destroyedDeviceRunsNoHooks() {
    HidDevice device = rig.device();
    rig.call(rig.uhid::destroy);
    MemorySegment data = MemorySegment.ofArray(hex("01000000"));
    assertThat(device.hwOutputReport(data, 0, 3, 0, false)).isEqualTo(-19);
    assertThat(
            device.hwRawRequest(
                1, data, 0, 4, ReportType.FEATURE, ClassRequest.GET_REPORT, 0, false))
        .isEqualTo(-19);
    assertThat(hooks.seen).isEmpty();
  }

  @Test
  void hookMayRequestAgain() {
    MemorySegment again = MemorySegment.ofArray(hex("01e1e2e3"));
    rig.bus.setHooks(
        new HidHooks() {
          @Override
          public int hwRequest(
              HidDevice device,
              int reportnum,
              ReportView data,
              ReportType type,
              ClassRequest request,
              long source,
              boolean fromBpf) {
            return fromBpf || device.hwRawRequest(1, again, 0, 4, type, request, 9, true) > 0
                ? 0
                : -1;
          }
        });
    assertThat(rig.call(() -> file.setReport(ReportType.FEATURE, hex("01c1c2c3")))).isEqualTo(4);
    assertThat(rig.log.take("SET_REPORT"))
        .containsExactly("SET_REPORT FEATURE 1 01e1e2e3", "SET_REPORT FEATURE 1 01c1c2c3");
  }

  @Test
  void hookOfARequestMayInject() {
    hooks.write = false;
    MemorySegment data = MemorySegment.ofArray(hex("01d0d1d2d3d4"));
    rig.bus.setHooks(
        new HidHooks() {
          @Override
          public int hwRequest(
              HidDevice device,
              int reportnum,
              ReportView view,
              ReportType type,
              ClassRequest request,
              long source,
              boolean fromBpf) {
            assertThat(device.inject(ReportType.INPUT, data, 0, 6, 6, 9)).isZero();
            assertThat(device.tryInject(ReportType.INPUT, data, 0, 6, 6, 9)).isZero();
            return 0;
          }
        });
    assertThat(rig.call(() -> file.getReport(ReportType.FEATURE, hex("01000000")))).isEqualTo(4);
    assertThat(Rig.read(file)).isEqualTo("01d0d1d2d3d4");
    assertThat(rig.log.take("out", "GET_REPORT"))
        .containsExactly("out 01d0d1d2d3d4", "out 01d0d1d2d3d4", "GET_REPORT FEATURE 1");
  }

  @Test
  void pinnedViewsStay() {
    ReportView view = ReportView.of(hex("0102"));
    org.assertj.core.api.Assertions.assertThatIllegalStateException()
        .isThrownBy(() -> view.pointTo(MemorySegment.ofArray(new byte[4]), 0, 4, 4));
  }
}
