package io.github.hidbpf4j.testing.html;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * A chunk of consecutive rows, stored by column, that can be decoded without the others. Bytes that
 * occur several times are stored once.
 */
final class RowChunk {
  static final int MOST_ROWS = 16_384;
  private static final int MOST_BYTES = 1 << 20;

  private final long first;
  private final ByteColumn kinds = new ByteColumn();
  private final ByteColumn lanes = new ByteColumn();
  private final ByteColumn times = new ByteColumn();
  private final ByteColumn durations = new ByteColumn();
  private final ByteColumn texts = new ByteColumn();
  private final ByteColumn blobs = new ByteColumn();
  private final ByteColumn as = new ByteColumn();
  private final ByteColumn bs = new ByteColumn();
  private final ByteColumn roots = new ByteColumn();
  private final ByteColumn sizes = new ByteColumn();
  private final ByteColumn contents = new ByteColumn();
  private final Map<ByteBuffer, Integer> known = new HashMap<>();
  private int rows;
  private long lastTime;
  private long lastA;

  /** A finished chunk that can be written. */
  record Packed(long first, int rows, long lastTime, byte[] bytes) {}

  /**
   * Creates an empty chunk.
   *
   * @param first number of its first row, over all rows
   */
  RowChunk(long first) {
    this.first = first;
  }

  long first() {
    return first;
  }

  int rows() {
    return rows;
  }

  boolean isFull() {
    return rows >= MOST_ROWS || contents.length() >= MOST_BYTES;
  }

  void add(EventRow row) {
    long number = first + rows++;
    kinds.unsigned(row.kind().ordinal());
    lanes.unsigned(row.lane());
    times.nanos(row.at() - lastTime);
    lastTime = row.at();
    durations.nanos(row.took());
    texts.unsigned(row.text());
    blobs.unsigned(blob(row.bytes()));
    // Report numbers increase by one.
    boolean counts = row.kind() == RowKind.SENT;
    as.signed(counts ? row.a() - lastA : row.a());
    lastA = counts ? row.a() : lastA;
    bs.signed(row.b());
    roots.unsigned(row.root() < 0 ? 0 : number - row.root() + 1);
  }

  /** The number under which bytes are stored; stores them if necessary; 0 for none. */
  private int blob(byte[] bytes) {
    if (bytes.length == 0) {
      return 0;
    }
    Integer had = known.putIfAbsent(ByteBuffer.wrap(bytes), known.size() + 1);
    if (had != null) {
      return had;
    }
    sizes.unsigned(bytes.length);
    contents.append(bytes);
    return known.size();
  }

  Packed packed() {
    ByteColumn all = new ByteColumn();
    all.unsigned(rows);
    all.unsigned(first);
    for (ByteColumn column :
        new ByteColumn[] {
          kinds, lanes, times, durations, texts, blobs, as, bs, roots, sizes, contents
        }) {
      all.append(column);
    }
    return new Packed(first, rows, lastTime, Packer.pack(all.toArray()));
  }
}
