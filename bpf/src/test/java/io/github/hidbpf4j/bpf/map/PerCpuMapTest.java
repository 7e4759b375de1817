package io.github.hidbpf4j.bpf.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.Errno;
import org.junit.jupiter.api.Test;

/** Contract of the per-CPU types; the environment has three CPUs. */
abstract class PerCpuMapTest extends MapContractTest {
  @Test
  void programsSeeTheirCpuUsersSeeAll() {
    assertThat(map.userValueSize()).isEqualTo(48);
    byte[] all = new byte[48];
    for (int i = 0; i < 3; i++) {
      all[16 * i] = (byte) (i + 1);
    }
    assertThat(map.userUpdate(key(1), all, 0)).isZero();
    long key = Keys.at(MEMORY, key(1));
    for (cpu = 0; cpu < 3; cpu++) {
      long value = map.lookup(key);
      assertThat(MEMORY.getByte(value)).isEqualTo((byte) (cpu + 1));
      assertThat(map.lookupPerCpu(key, cpu)).isEqualTo(value);
      assertThat(MEMORY.isWritable(value, 12)).isTrue();
      assertThat(MEMORY.isReadable(value, 13)).isFalse();
    }
    cpu = 1;
    MEMORY.putByte(map.lookup(key), (byte) 9);
    assertThat(map.userLookup(key(1))).isEqualTo(patched(all, 16, 9));
    assertThat(map.lookupPerCpu(key, 3)).isZero();
    assertThat(map.lookupPerCpu(key, -1)).isZero();
  }

  private static byte[] patched(byte[] bytes, int at, int value) {
    byte[] copy = bytes.clone();
    copy[at] = (byte) value;
    return copy;
  }

  @Test
  void programUpdateTouchesItsCpuOnly() {
    map.userUpdate(key(1), Keys.bytes(-1, 48), 0);
    cpu = 2;
    long key = Keys.at(MEMORY, key(1));
    assertThat(map.update(key, Keys.at(MEMORY, new byte[12]), 0)).isZero();
    byte[] seen = map.userLookup(key(1));
    assertThat(seen).startsWith(Keys.bytes(-1, 44 - 12));
    assertThat(MEMORY.getBytes(map.lookup(key), 12)).containsOnly(0);
    assertThat(map.update(key, key, 3)).isEqualTo(Errno.EINVAL.result());
    assertThat(map.forEach((_, v) -> v == map.lookupPerCpu(key, 2) ? 1 : 0)).isPositive();
  }
}
