package io.github.hidbpf4j.kernel.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The range that {@code hid_bpf_get_data} returns, as measured on 6.12. */
class GetDataTest {
  private final DispatchRig rig = new DispatchRig();

  @ParameterizedTest(name = "offset {0}, size {1}: {2}")
  @CsvSource({
    "0,          7,          true",
    "0,          64,         true",
    "63,         1,          true",
    "0,          0,          true",
    "64,         0,          true",
    "0,          65,         false",
    "64,         1,          false",
    "63,         2,          false",
    "1,          64,         false",
    "61,         4,          false",
    "65,         0,          false",
    "4294967295, 0,          false",
    "4294967292, 4,          false",
    "4294967295, 4294967295, false",
    "1,          -1,         false",
    "0,          -1,         false",
  })
  void inAnEvent(long offset, long size, boolean given) {
    long[] seen = new long[2];
    HidBpfOps ops =
        rig.onEvent(
            c -> {
              seen[0] = c.data();
              seen[1] = rig.kfuncs.getData(c.address(), offset, size);
              return 0;
            });
    assertThat(rig.attach(ops)).isZero();
    rig.input("010203040506");
    assertThat(seen[1]).isEqualTo(given ? seen[0] + offset : 0);
  }

  @ParameterizedTest(name = "offset {0}, size {1}: {2}")
  @CsvSource({
    "0, 4096, true", "4095, 1, true", "4096, 0, true",
    "0, 4097, false", "4096, 1, false", "1, 4096, false",
  })
  void inADescriptorFixup(long offset, long size, boolean given) {
    long[] seen = new long[3];
    HidBpfOps ops =
        rig.onDescriptor(
            c -> {
              seen[0] = rig.kfuncs.getData(c.address(), offset, size);
              seen[1] = c.size();
              seen[2] = c.allocated();
              return 0;
            });
    assertThat(rig.attach(ops)).isZero();
    assertThat(seen[0] != 0).isEqualTo(given);
    assertThat(seen[1]).isEqualTo(DispatchRig.DESCRIPTOR_SIZE);
    assertThat(seen[2]).isEqualTo(4096);
  }

  @Test
  void longestReportDecidesTheBuffer() {
    // 100 bytes and an id
    DispatchRig large =
        new DispatchRig("0600ff0901a1018501150026ff0075089564" + "09018102c0", "6.12");
    int[] allocated = new int[1];
    HidBpfOps ops =
        large.onEvent(
            c -> {
              allocated[0] = c.allocated();
              return 0;
            });
    assertThat(large.attach(ops)).isZero();
    large.input("01" + "00".repeat(100));
    assertThat(allocated[0]).isEqualTo(128);
  }

  @Test
  void ofNoContext() {
    assertThat(rig.kfuncs.getData(0, 0, 1)).isZero();
    assertThat(rig.kfuncs.getData(0x1234_5678_9abc_def0L, 0, 1)).isZero();
  }

  @Test
  void contextOfAnEndedHookIsNone() {
    long[] context = new long[1];
    HidBpfOps ops =
        rig.onDescriptor(
            c -> {
              context[0] = c.address();
              return 0;
            });
    assertThat(rig.attach(ops)).isZero();
    assertThat(rig.kfuncs.getData(context[0], 0, 1)).isZero();
  }
}
