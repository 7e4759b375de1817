package io.github.hidbpf4j.testing.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowStoreTest {
  private static final List<String> KINDS =
      Arrays.stream(RowKind.values()).map(RowKind::id).toList();

  private static List<PackedRows.Row> rows(RowStore store) {
    return PackedRows.of(
        store.chunks().stream().map(c -> Base64.getEncoder().encodeToString(c.bytes())).toList(),
        KINDS);
  }

  private static EventRow random(Random random, long number, long at) {
    byte[] bytes = new byte[random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(3)];
    random.nextBytes(bytes);
    return new EventRow(
        RowKind.values()[random.nextInt(RowKind.values().length)],
        random.nextInt(300),
        at,
        random.nextInt(3) == 0 ? random.nextLong(10_000_000_000L) : 0,
        random.nextInt(70_000),
        bytes,
        random.nextLong(-(1L << 40), 1L << 40),
        random.nextInt(),
        number > 5 && random.nextBoolean() ? number - random.nextInt(5) : -1);
  }

  private static PackedRows.Row expected(EventRow row, long number) {
    return new PackedRows.Row(
        number,
        row.kind().id(),
        row.lane(),
        row.at(),
        row.took(),
        row.text(),
        HexFormat.of().formatHex(row.bytes()),
        row.a(),
        row.b(),
        row.root());
  }

  @Test
  void everyRowComesBackAsItWas() {
    Random random = new Random(5);
    RowStore store = new RowStore();
    List<PackedRows.Row> expected = new ArrayList<>();
    long at = -3_000;
    for (int i = 0; i < 40_000; i++) {
      at += random.nextBoolean() ? random.nextInt(5) * 1_000L : random.nextLong(-50, 2_000_000_000);
      EventRow row = random(random, i, at);
      store.add(row);
      expected.add(expected(row, i));
    }
    assertThat(rows(store)).isEqualTo(expected);
    assertThat(store.gap()).isNull();
    assertThat(store.rows()).isEqualTo(40_000);
  }

  @Test
  void ofVeryManyRowsTheFirstAndTheLastAreKeptAndTheOthersCounted() {
    RowStore store = new RowStore(4 * RowChunk.MOST_ROWS);
    int all = 20 * RowChunk.MOST_ROWS + 77;
    for (int i = 0; i < all; i++) {
      store.add(new EventRow(RowKind.SENT, 0, i * 1_000L, 0, 0, new byte[] {1}, i, 0, -1));
    }
    List<PackedRows.Row> rows = rows(store);
    RowStore.Gap gap = Objects.requireNonNull(store.gap());
    assertThat(store.rows()).isEqualTo(all);
    assertThat(rows.size() + gap.rows()).isEqualTo(all);
    assertThat(rows).hasSizeLessThanOrEqualTo(4 * RowChunk.MOST_ROWS);
    assertThat(rows.getFirst().number()).isZero();
    assertThat(rows.getLast().number()).isEqualTo(all - 1);
    for (PackedRows.Row row : rows) {
      assertThat(row.a()).isEqualTo(row.number());
      assertThat(row.number() < gap.from() || row.number() >= gap.from() + gap.rows()).isTrue();
    }
  }

  /** Large reports, all different: bytes are bounded, too. */
  @Test
  void memoryIsBounded() {
    Random random = new Random(6);
    RowStore store = new RowStore();
    for (int i = 0; i < 12_000; i++) {
      byte[] report = new byte[8_192];
      random.nextBytes(report);
      store.add(new EventRow(RowKind.SENT, 0, i, 0, 0, report, i, 0, -1));
    }
    int kept = store.chunks().stream().mapToInt(c -> c.bytes().length).sum();
    assertThat(kept).isBetween(RowStore.MOST_BYTES / 2, RowStore.MOST_BYTES + (4 << 20));
    RowStore.Gap gap = Objects.requireNonNull(store.gap());
    assertThat(rows(store).size() + gap.rows()).isEqualTo(12_000);
  }

  @Test
  void textsBeyondTheTableAreAnEllipsis() {
    TextTable table = new TextTable();
    for (int i = 0; i < 70_000; i++) {
      int _ = table.number("element[" + i + "]");
    }
    assertThat(table.texts()).hasSizeLessThan(65_600).contains("…").doesNotHaveDuplicates();
    assertThat(table.number("another")).isEqualTo(table.texts().indexOf("…"));
    assertThat(table.number("element[7]")).isEqualTo(8);
  }
}
