package io.github.hidbpf4j.kernel.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the result of a {@code hid_rdesc_fixup} program does, as measured on 6.12. */
class RdescFixupTest {
  private static final int SIZE = DispatchRig.DESCRIPTOR_SIZE;

  /** Offset of the usage that the programs edit. */
  private static final int USAGE = 4;

  private final DispatchRig rig = new DispatchRig();

  @ParameterizedTest(name = "returns {0}: {1} bytes, edited: {2}")
  @CsvSource({
    "0,      49,   true",
    "49,     49,   true",
    "50,     50,   true",
    "4096,   4096, true",
    "4097,   49,   false",
    "100000, 49,   false",
    "-1,     49,   false",
    "-22,    49,   false",
    "-100000, 49,  false",
  })
  void result(int result, int length, boolean edited) {
    assertThat(SIZE).isEqualTo(49);
    assertThat(rig.attach(edit(result))).isZero();
    byte[] descriptor = rig.device().descriptor();
    assertThat(descriptor).hasSize(length);
    assertThat(descriptor[USAGE]).isEqualTo((byte) (edited ? 0x22 : 0x01));
    assertThat(rig.device().isBound()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {48, 10, 1})
  void whatDoesNotParseTakesTheDriverAway(int result) {
    HidBpfOps ops = edit(result);
    assertThat(rig.attach(ops)).isZero();
    assertThat(rig.device().isBound()).isFalse();
    assertThat(rig.device().hidraw()).isNull();
    assertThat(rig.input("010203040506")).isEqualTo(-19);
    rig.detach(ops);
    assertThat(rig.device().isBound()).isTrue();
    assertThat(rig.device().descriptor()).isEqualTo(rig.device().originalDescriptor());
  }

  @Test
  void retvalIsIgnored() {
    HidBpfOps ops =
        rig.onDescriptor(
            c -> {
              c.put(USAGE, 0x22);
              c.setSize(10);
              return 0;
            });
    assertThat(rig.attach(ops)).isZero();
    assertThat(rig.device().descriptor()).hasSize(SIZE);
    assertThat(rig.device().descriptor()[USAGE]).isEqualTo((byte) 0x22);
  }

  @Test
  void alwaysFromTheOriginal() {
    List<String> seen = new ArrayList<>();
    HidBpfOps ops =
        rig.onDescriptor(
            c -> {
              seen.add(c.bytes(SIZE));
              c.put(USAGE, 0x22);
              return 50;
            });
    assertThat(rig.attach(ops)).isZero();
    rig.call(() -> rig.device().reprobe());
    assertThat(seen).containsExactly(DispatchRig.NUMBERED, DispatchRig.NUMBERED);
    rig.detach(ops);
    assertThat(HexFormat.of().formatHex(rig.device().descriptor())).isEqualTo(DispatchRig.NUMBERED);
  }

  @Test
  void nameThatTheProgramWritesStays() {
    byte[] name = "mended".getBytes(StandardCharsets.US_ASCII);
    HidBpfOps ops =
        rig.onDescriptor(
            c -> {
              long device = rig.memory.getLong(c.address());
              KernelLayout layout =
                  new KernelLayout(
                      io.github.hidbpf4j.kernel.types.KernelTypes.forProfile("6.12").btf());
              rig.memory.putBytes(device + layout.offset("hid_device", "name"), name);
              return 0;
            });
    assertThat(rig.attach(ops)).isZero();
    assertThat(rig.device().name()).isEqualTo("mended");
    rig.detach(ops);
    assertThat(rig.device().name()).isEqualTo("mended");
  }

  @Test
  void growsTheEventBufferToo() {
    // report 1 becomes 101 bytes
    HidBpfOps fixup =
        rig.onDescriptor(
            c -> {
              c.put(17, 100);
              return 0;
            });
    int[] allocated = new int[1];
    HidBpfOps event =
        rig.onEvent(
            c -> {
              allocated[0] = c.allocated();
              return 101;
            });
    assertThat(rig.attach(event)).isZero();
    assertThat(rig.attach(fixup)).isZero();
    assertThat(rig.input("010203040506")).isZero();
    assertThat(allocated[0]).isEqualTo(128);
  }

  private HidBpfOps edit(int result) {
    return rig.onDescriptor(
        c -> {
          c.put(USAGE, 0x22);
          return result;
        });
  }
}
