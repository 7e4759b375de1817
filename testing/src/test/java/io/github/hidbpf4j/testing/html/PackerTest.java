package io.github.hidbpf4j.testing.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackerTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 5, 6, 63, 64, 127, 128, 5_000})
  void unpacksWhatWasPacked(int length) {
    Random random = new Random(length);
    for (int values : new int[] {1, 2, 3, 17, 256}) {
      byte[] data = new byte[length];
      for (int i = 0; i < length; i++) {
        data[i] = (byte) random.nextInt(values);
      }
      assertThat(PackedRows.unpack(Packer.pack(data))).as("%d values", values).isEqualTo(data);
    }
  }

  @Test
  void unpacksDistantRepetitions() {
    Random random = new Random(1);
    byte[] once = new byte[40_000];
    random.nextBytes(once);
    byte[] data = Arrays.copyOf(once, 3 * once.length);
    System.arraycopy(once, 0, data, once.length, once.length);
    System.arraycopy(once, 7, data, 2 * once.length, once.length - 7);
    byte[] packed = Packer.pack(data);
    assertThat(PackedRows.unpack(packed)).isEqualTo(data);
    assertThat(packed.length).isLessThan(once.length + 100);
  }

  @Test
  void repetitionTakesNoRoom() {
    assertThat(Packer.pack(new byte[1 << 20])).hasSizeLessThan(16);
  }

  @Test
  void whatHasNoPatternHardlyGrows() {
    byte[] data = new byte[100_000];
    new Random(2).nextBytes(data);
    assertThat(Packer.pack(data)).hasSizeLessThan(data.length + 64);
  }
}
