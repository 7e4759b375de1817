package io.github.hidbpf4j.linux.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.linux.node.UhidNode;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UhidEventTest {
  private final byte[] bytes = new byte[UhidNode.EVENT_SIZE];
  private final MemorySegment event = MemorySegment.ofArray(bytes);
  private final ByteBuffer raw = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);

  @Test
  void readsStart() {
    raw.putInt(0, 2).putLong(4, 5);
    assertThat(UhidEvent.type(event)).isEqualTo(UhidEvent.UHID_START);
    assertThat(UhidEvent.startFlags(event))
        .isEqualTo(
            UhidEvent.UHID_DEV_NUMBERED_FEATURE_REPORTS
                | UhidEvent.UHID_DEV_NUMBERED_INPUT_REPORTS);
  }

  @Test
  void readsOutput() {
    raw.putInt(0, 6).putShort(4100, (short) 4096).put(4102, (byte) 1);
    assertThat(UhidEvent.type(event)).isEqualTo(UhidEvent.UHID_OUTPUT);
    assertThat(UhidEvent.outputSize(event)).isEqualTo(4096);
    assertThat(UhidEvent.outputType(event)).isEqualTo(ReportType.OUTPUT);
  }

  @Test
  void readsRequests() {
    raw.putInt(0, 13).putInt(4, -2).put(8, (byte) 0xfe).put(9, (byte) 0).putShort(10, (short) 7);
    assertThat(UhidEvent.type(event)).isEqualTo(UhidEvent.UHID_SET_REPORT);
    assertThat(UhidEvent.requestId(event)).isEqualTo(-2);
    assertThat(UhidEvent.reportId(event)).isEqualTo(0xfe);
    assertThat(UhidEvent.requestType(event)).isEqualTo(ReportType.FEATURE);
    assertThat(UhidEvent.setReportSize(event)).isEqualTo(7);
    raw.put(9, (byte) 2);
    assertThat(UhidEvent.requestType(event)).isEqualTo(ReportType.INPUT);
  }

  @Test
  void sizesAndTypesAreInRangeWhateverStandsThere() {
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      random.nextBytes(bytes);
      assertThat(UhidEvent.outputSize(event)).isBetween(0, UhidNode.DATA_MAX);
      assertThat(UhidEvent.setReportSize(event)).isBetween(0, UhidNode.DATA_MAX);
      assertThat(UhidEvent.reportId(event)).isBetween(0, 255);
      int type = bytes[9] & 0xff;
      assertThat(UhidEvent.requestType(event) == null).isEqualTo(type > 2);
    }
  }

  @Test
  void writesReplies() {
    Arrays.fill(bytes, (byte) 0x55);
    MemorySegment data = MemorySegment.ofArray(new byte[] {0, 0, 1, 2, 3});
    assertThat(UhidEvent.replyGet(event, 0x01020304, 0, data, 2, 3)).isEqualTo(15);
    assertThat(Arrays.copyOf(bytes, 16))
        .containsExactly(10, 0, 0, 0, 4, 3, 2, 1, 0, 0, 3, 0, 1, 2, 3, 0x55);
    assertThat(UhidEvent.replyGet(event, 7, 5, 0)).isEqualTo(12);
    assertThat(Arrays.copyOf(bytes, 12)).containsExactly(10, 0, 0, 0, 7, 0, 0, 0, 5, 0, 0, 0);
    assertThat(UhidEvent.replySet(event, 8, 5)).isEqualTo(10);
    assertThat(Arrays.copyOf(bytes, 10)).containsExactly(14, 0, 0, 0, 8, 0, 0, 0, 5, 0);
    assertThatThrownBy(() -> UhidEvent.replyGet(event, 7, 0, 4097))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void writesCreate2() {
    HidDeviceInfo info = new HidDeviceInfo("Mäuse", "a/input0", "u", 5, 0x8000_0001, 2, 3, 0x21);
    int size = UhidEvent.create2(event, info, new byte[] {5, 1, 9});
    assertThat(size).isEqualTo(283);
    assertThat(raw.getInt(0)).isEqualTo(11);
    assertThat(text(4)).isEqualTo("Mäuse");
    assertThat(text(132)).isEqualTo("a/input0");
    assertThat(text(196)).isEqualTo("u");
    assertThat(raw.getShort(260)).isEqualTo((short) 3);
    assertThat(raw.getShort(262)).isEqualTo((short) 5);
    assertThat(raw.getInt(264)).isEqualTo(0x8000_0001);
    assertThat(raw.getInt(268)).isEqualTo(2);
    assertThat(raw.getInt(272)).isEqualTo(3);
    assertThat(raw.getInt(276)).isEqualTo(0x21);
    assertThat(Arrays.copyOfRange(bytes, 280, 284)).containsExactly(5, 1, 9, 0);
  }

  @Test
  void stringsAreCutToTheirFields() {
    String much = "x".repeat(300);
    UhidEvent.create2(event, new HidDeviceInfo(much, much, much, 3, 0, 0, 0, 0), new byte[4096]);
    assertThat(text(4)).hasSize(127);
    assertThat(text(132)).hasSize(63);
    assertThat(text(196)).hasSize(63);
    assertThat(raw.getShort(260)).isEqualTo((short) 4096);
  }

  private String text(int offset) {
    int end = offset;
    while (bytes[end] != 0) {
      end++;
    }
    return new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
  }
}
