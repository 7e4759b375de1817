package io.github.hidbpf4j.hid.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.Fixtures;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Bit fields against a model: the whole report as one big number. */
class BitFieldTest {
  @Test
  void knownFields() {
    byte[] data = {(byte) 0b1010_0101, (byte) 0xff, 0x12};
    assertThat(BitField.extract(data, 0, 4)).isEqualTo(5);
    assertThat(BitField.extract(data, 4, 12)).isEqualTo(0xffa);
    assertThat(BitField.extract(data, 5, 1)).isEqualTo(1);
    assertThat(BitField.extract(data, 20, 32)).as("beyond the end").isEqualTo(1);
    assertThat(BitField.extract(data, 7, 0)).isZero();
    assertThat(BitField.signExtend(0xffa, 12)).isEqualTo(-6);
    assertThat(BitField.signExtend(5, 0)).isZero();
    assertThat(BitField.signExtend(-1L >>> 1, 64)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void agreesWithTheModel() {
    for (int seed = 0; seed < 5000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int base = random.nextInt(4);
      int length = random.nextInt(24);
      byte[] data = new byte[base + length + 3];
      random.nextBytes(data);
      int offset = random.nextInt(8 * length + 16);
      int bits = random.nextInt(65);
      BigInteger mask = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
      BigInteger whole = whole(data, base, length);
      long expected = whole.shiftRight(offset).and(mask).longValue();

      assertThat(BitField.extract(data, base, length, offset, bits))
          .as("extract, seed %d", seed)
          .isEqualTo(expected);
      assertThat(BitField.extract(MemorySegment.ofArray(data), base, length, offset, bits))
          .as("extract from segment, seed %d", seed)
          .isEqualTo(expected);

      long value = random.nextLong();
      byte[] written = data.clone();
      BitField.insert(written, base, length, offset, bits, value);
      BigInteger field = BigInteger.valueOf(value).and(mask).shiftLeft(offset);
      BigInteger all = BigInteger.ONE.shiftLeft(8 * length).subtract(BigInteger.ONE);
      assertThat(whole(written, base, length))
          .as("insert, seed %d", seed)
          .isEqualTo(whole.andNot(mask.shiftLeft(offset)).or(field).and(all));
      for (int i = 0; i < data.length; i++) {
        if (i < base || i >= base + length) {
          assertThat(written[i]).as("outside, seed %d", seed).isEqualTo(data[i]);
        }
      }
    }
  }

  @Test
  void allocatesNothing() {
    byte[] data = new byte[64];
    long allocated =
        Fixtures.allocated(
            () -> {
              for (int bit = 0; bit < 512; bit++) {
                long value = BitField.extract(data, 0, data.length, bit, 33);
                BitField.insert(data, 0, data.length, 511 - bit, 33, value + bit);
              }
            });
    assertThat(allocated).isZero();
  }

  @Test
  void wideFieldsAreBytes() {
    for (int seed = 0; seed < 1000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] data = new byte[48];
      random.nextBytes(data);
      int offset = random.nextInt(64);
      int bits = random.nextInt(257);
      byte[] value = BitField.extractBytes(data, 0, data.length, offset, bits);
      assertThat(whole(value, 0, value.length))
          .as("seed %d", seed)
          .isEqualTo(
              whole(data, 0, data.length)
                  .shiftRight(offset)
                  .and(BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE)));
      byte[] copy = data.clone();
      BitField.insertBytes(copy, 0, copy.length, offset, bits, value);
      assertThat(copy).isEqualTo(data);
    }
  }

  private static BigInteger whole(byte[] data, int base, int length) {
    BigInteger whole = BigInteger.ZERO;
    for (int i = length - 1; i >= 0; i--) {
      whole = whole.shiftLeft(8).or(BigInteger.valueOf(data[base + i] & 0xff));
    }
    return whole;
  }
}
