package io.github.hidbpf4j.bpf.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JhashTest {
  /** Length, seed, hash: from include/linux/jhash.h of Linux 6.12, over bytes i * 37 + 11. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, deadbeef",
    "1, 9e3779b9, 5c8a8633",
    "2, 3c6ef372, 3c4231bc",
    "3, daa66d2b, 5e623777",
    "4, 78dde6e4, 4566de54",
    "5, 1715609d, 12b75db3",
    "7, 5384540f, 2ef96ea5",
    "8, f1bbcdc8, e450a292",
    "11, cc623af3, ebfca4f7",
    "12, 6a99b4ac, f8f67691",
    "13, 8d12e65, 6cb082bd",
    "16, e3779b90, 245d857c",
    "17, 81af1549, 7fb31c85",
    "23, 36fbef9f, d63a0d5e",
    "24, d5336958, 94307272",
    "25, 736ae311, cb540a57",
    "31, 28b7bd67, afb14cab",
    "32, c6ef3720, a47dd046",
  })
  void isTheKernelsHash(int length, String seed, String expected) {
    ArenaMemory memory = ArenaMemory.heap(17);
    byte[] key = new byte[64];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (i * 37 + 11);
    }
    long at = Keys.at(memory, key);
    int hash = Jhash.hash(memory, at, length, Integer.parseUnsignedInt(seed, 16));
    assertThat(hash).isEqualTo(Integer.parseUnsignedInt(expected, 16));
  }
}
