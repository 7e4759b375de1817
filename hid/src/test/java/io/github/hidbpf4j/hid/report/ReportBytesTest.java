package io.github.hidbpf4j.hid.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Every length of a short report and some more, at every place in a word. */
class ReportBytesTest {
  private static final int ROOM = 120;

  private final SplittableRandom random = new SplittableRandom(7);

  private byte[] bytes() {
    byte[] bytes = new byte[ROOM];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void copiesWhatIsAskedForAndNoMore() {
    for (int count = 0; count <= 80; count++) {
      for (int at = 0; at < 9; at++) {
        int toAt = random.nextInt(9);
        byte[] from = bytes();
        byte[] to = bytes();
        byte[] expected = to.clone();
        System.arraycopy(from, at, expected, toAt, count);

        byte[] toArray = to.clone();
        ReportBytes.copy(from, at, toArray, toAt, count);
        assertThat(toArray).isEqualTo(expected);

        byte[] fromMemory = to.clone();
        ReportBytes.copy(MemorySegment.ofArray(from), at, fromMemory, toAt, count);
        assertThat(fromMemory).isEqualTo(expected);

        byte[] toMemory = to.clone();
        ReportBytes.copy(from, at, MemorySegment.ofArray(toMemory), toAt, count);
        assertThat(toMemory).isEqualTo(expected);
      }
    }
  }

  @Test
  void neverReadsOrWritesBehindTheEnd() {
    for (int count = 1; count <= 80; count++) {
      int length = count;
      byte[] tooShort = new byte[count - 1];
      byte[] enough = new byte[count];
      assertThatThrownBy(() -> ReportBytes.copy(tooShort, 0, enough, 0, length))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> ReportBytes.copy(enough, 0, tooShort, 0, length))
          .isInstanceOf(IndexOutOfBoundsException.class);
      ReportBytes.copy(enough, 0, new byte[count], 0, count);
    }
    assertThatThrownBy(() -> ReportBytes.copy(new byte[8], 0, new byte[8], 0, -1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
