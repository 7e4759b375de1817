package io.github.hidbpf4j.hid.device;

import static io.github.hidbpf4j.hid.device.Rig.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.ShortReports;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidCoreRules.FixupTime;
import io.github.hidbpf4j.hid.input.InputRules;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reports shorter than declared, as Linux 6.12.117, 6.18.15 and 7.3.4 took them. */
class ShortReportsTest {
  private static Rig rig(ShortReports rule, String descriptor) {
    return new Rig(
            new HidCoreRules(rule, FixupTime.EACH_PROBE, false, false, InputRules.LINUX_6_12),
            descriptor)
        .plug();
  }

  @ParameterizedTest(name = "{0}: {1} from uhid")
  @CsvSource({
    // rule, report, what a reader gets ("" for nothing)
    "DROPPED, 01a1, ''",
    "DROPPED, 01a1a2a3a4a5, 01a1a2a3a4a5",
    "PADDED_IN_BUFFER, 01, 01",
    "PADDED_IN_BUFFER, 01a1, 01a1",
    "PADDED_IN_BUFFER, 01a1a2a3a4, 01a1a2a3a4",
    "PADDED_IN_BUFFER, 01a1a2a3a4a5a6, 01a1a2a3a4a5a6",
    "PADDED_IN_BUFFER, '', ''",
    "PADDED_IN_BUFFER, 03a1, ''",
    "PADDED, 01a1, 01a1",
    "PADDED, '', ''",
  })
  void ofTheDevice(ShortReports rule, String report, String read) {
    Rig rig = rig(rule, Rig.NUMBERED);
    HidrawFile file = rig.open();
    assertThat(rig.uhid.input(hex(report))).isZero();
    assertThat(Rig.read(file)).isEqualTo(read);
  }

  @ParameterizedTest(name = "{0}: {2} bytes in a buffer of {1}")
  @CsvSource({
    // rule, buffer, size, result, bytes of the buffer afterwards
    "DROPPED, 8, 3, -22, a0a1a2a3a4a5a6a7",
    "PADDED_IN_BUFFER, 8, 3, 0, a0a1a2000000a6a7",
    "PADDED_IN_BUFFER, 6, 3, 0, a0a1a2000000a6a7",
    "PADDED_IN_BUFFER, 5, 3, -22, a0a1a2a3a4a5a6a7",
    "PADDED_IN_BUFFER, 3, 3, -22, a0a1a2a3a4a5a6a7",
    "PADDED_IN_BUFFER, 8, 6, 0, a0a1a2a3a4a5a6a7",
    "PADDED, 8, 3, 0, a0a1a2000000a6a7",
    "PADDED, 4, 3, 0, a0a1a200a4a5a6a7",
    "PADDED, 3, 3, 0, a0a1a2a3a4a5a6a7",
  })
  void zerosAreWrittenBehindThem(
      ShortReports rule, int bufferSize, int size, int result, String after) {
    Rig rig = rig(rule, Rig.UNNUMBERED);
    byte[] bytes = hex("a0a1a2a3a4a5a6a7");
    HidrawFile file = rig.open();
    assertThat(
            rig.device()
                .inputReport(ReportType.INPUT, MemorySegment.ofArray(bytes), 0, bufferSize, size))
        .isEqualTo(result);
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(after);
    assertThat(Rig.read(file))
        .isEqualTo(result < 0 ? "" : "a0a1a2a3a4a5a6a7".substring(0, 2 * size));
  }

  @ParameterizedTest(name = "{0}: buffer of {1}")
  @CsvSource({
    "DROPPED, 6, -22",
    "PADDED_IN_BUFFER, 3, -22",
    "PADDED_IN_BUFFER, 6, 0",
    "PADDED, 3, 0"
  })
  void injectedOnesGoByTheirOwnBuffer(ShortReports rule, int bufferSize, int result) {
    Rig rig = rig(rule, Rig.UNNUMBERED);
    MemorySegment data = MemorySegment.ofArray(hex("a0a1a2a3a4a5"));
    assertThat(rig.call(() -> rig.device().inject(ReportType.INPUT, data, 0, bufferSize, 3, 7)))
        .isEqualTo(result);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "3, 0", "6, 0", "7, -22"})
  void hooksPlaceThemInABufferOfTheirOwn(int size, int result) {
    Rig rig = rig(ShortReports.PADDED_IN_BUFFER, Rig.UNNUMBERED);
    byte[] buffer = new byte[6];
    rig.bus.setHooks(
        new HidHooks() {
          @Override
          public int deviceEvent(
              HidDevice device, ReportType type, ReportView event, long source, boolean fromBpf) {
            if (size > buffer.length) {
              return -HidErrno.EINVAL;
            }
            event.copyTo(buffer, 0, Math.min(buffer.length, event.size()));
            event.pointTo(
                MemorySegment.ofArray(buffer), 0, buffer.length, size == 0 ? event.size() : size);
            return 0;
          }
        });
    assertThat(rig.device().inputReport(ReportType.INPUT, hex("a0a1"), 0, 2)).isEqualTo(result);
  }
}
