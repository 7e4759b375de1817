package io.github.hidbpf4j.tools.hunt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {
  private static final RawMap INNER =
      new RawMap("inner", 2, 4, 8, 1, 0, 0, 0, 0, new byte[0], false, null);
  private static final RawMap OUTER =
      new RawMap("outer", 12, 4, 4, 2, 1, 0, 0, 1L << 40, new byte[] {1, 2}, true, INNER);
  private static final RawProgram BASE =
      new RawProgram(
          "program", 27, 3, 0x12345, "hid", true, "GPL", new byte[] {9}, List.of(OUTER, INNER));

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    Batch batch =
        new Batch(
            List.of(BASE),
            List.of(
                new Batch.Entry(0, 8, new int[] {0, 4, 7, 5}, new byte[16]),
                new Batch.Entry(0, 0, new int[0], new byte[] {1, 2, 3, 4, 5, 6, 7, 8})));
    assertThat(Batch.parse(batch.bytes())).usingRecursiveComparison().isEqualTo(batch);
  }

  @Test
  void theRestHasTheSameBases() throws IOException {
    Batch batch =
        new Batch(
            List.of(BASE),
            List.of(
                new Batch.Entry(0, 1, new int[0], new byte[8]),
                new Batch.Entry(0, 2, new int[0], new byte[8])));
    Batch rest = Batch.parse(batch.from(1).bytes());
    assertThat(rest.bases()).hasSize(1);
    assertThat(rest.entries()).singleElement().returns(2, Batch.Entry::flags);
  }
}
