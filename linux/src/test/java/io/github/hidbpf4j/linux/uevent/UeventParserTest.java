package io.github.hidbpf4j.linux.uevent;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UeventParserTest {
  private static final String DEVPATH = "/devices/virtual/misc/uhid/0003:0001:0002.0003";
  private static final String STRINGS =
      "ACTION=add\0DEVPATH=" + DEVPATH + "\0SUBSYSTEM=hid\0HID_NAME=a=b\nc\0SEQNUM=12\0";
  private static final String KERNEL = "add@" + DEVPATH + "\0" + STRINGS;

  private static MemorySegment message(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] udev(String strings, int magic, int offset, int length) {
    byte[] text = strings.getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer = ByteBuffer.allocate(40 + text.length);
    buffer.put("libudev\0".getBytes(StandardCharsets.US_ASCII)).putInt(magic);
    buffer.order(ByteOrder.LITTLE_ENDIAN).putInt(40).putInt(offset).putInt(length);
    buffer.position(40);
    buffer.put(text);
    return buffer.array();
  }

  private static void expectAdd(@Nullable Uevent parsed) {
    Uevent event = Objects.requireNonNull(parsed);
    assertThat(event.action()).isEqualTo("add");
    assertThat(event.devpath()).isEqualTo(DEVPATH);
    assertThat(event.subsystem()).isEqualTo("hid");
    assertThat(event.name()).isEqualTo("0003:0001:0002.0003");
    assertThat(event.folder(Path.of("/"))).isEqualTo(Path.of("/sys" + DEVPATH));
    assertThat(event.properties())
        .containsEntry("HID_NAME", "a=b\nc")
        .containsEntry("SEQNUM", "12");
  }

  @Test
  void readsTheKernels() {
    expectAdd(UeventParser.parse(message(KERNEL)));
  }

  @Test
  void readsThoseOfUdev() {
    byte[] bytes = udev(STRINGS, 0xfeedcafe, 40, STRINGS.length());
    expectAdd(UeventParser.parse(MemorySegment.ofArray(bytes)));
  }

  @Test
  void theFirstOfANameCounts() {
    Uevent event = UeventParser.parse(message(KERNEL + "ACTION=remove\0SEQNUM=13\0"));
    expectAdd(event);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "add",
        "add@/devices/x",
        "add@/devices/x\0",
        "@\0ACTION=\0DEVPATH=\0",
        "add@/devices/x\0ACTION=remove\0DEVPATH=/devices/x\0",
        "add@/devices/x\0ACTION=add\0DEVPATH=/devices/y\0",
        "add@/devices/x\0ACTION=add\0DEVPATH=/devices/x",
        "add@/devices/x\0ACTION=add\0DEVPATH=/devices/x\0SEQNUM=1",
        "add@/devices/x\0ACTION=add\0DEVPATH=/devices/x\0rubbish\0",
        "add@/devices/../x\0ACTION=add\0DEVPATH=/devices/../x\0",
        "a d@/devices/x\0ACTION=a d\0DEVPATH=/devices/x\0",
        "add@devices\0ACTION=add\0DEVPATH=devices\0",
      })
  void leavesOutMalformedOnes(String text) {
    assertThat(UeventParser.parse(message(text))).isNull();
  }

  @Test
  void leavesOutMalformedOnesOfUdev() {
    int length = STRINGS.length();
    for (byte[] bytes :
        new byte[][] {
          udev(STRINGS, 0xcafefeed, 40, length),
          udev(STRINGS, 0xfeedcafe, 39, length),
          udev(STRINGS, 0xfeedcafe, 40, length + 1),
          udev(STRINGS, 0xfeedcafe, 41, length),
          udev(STRINGS, 0xfeedcafe, -1, 2),
          udev(STRINGS, 0xfeedcafe, 40, -1),
          udev(STRINGS, 0xfeedcafe, 40, 10),
        }) {
      assertThat(UeventParser.parse(MemorySegment.ofArray(bytes))).isNull();
    }
    assertThat(UeventParser.parse(message("libudev\0\0\0"))).isNull();
  }

  @Test
  void whateverComesIsAnEventOrNone() {
    Random random = new Random(3);
    byte[][] seeds = {
      KERNEL.getBytes(StandardCharsets.UTF_8), udev(STRINGS, 0xfeedcafe, 40, STRINGS.length())
    };
    int events = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = seeds[i & 1].clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Uevent event =
          UeventParser.parse(
              MemorySegment.ofArray(bytes).asSlice(0, random.nextInt(bytes.length + 1)));
      if (event != null) {
        events++;
        assertThat(event.action()).matches("[a-z]+");
        assertThat(event.devpath()).startsWith("/");
        assertThat(event.folder(Path.of("/")).normalize()).startsWithRaw(Path.of("/sys"));
      }
    }
    assertThat(events).as("some survive").isPositive();
  }
}
