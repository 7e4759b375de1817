package io.github.hidbpf4j.testing.html;

import io.github.hidbpf4j.testing.html.RowChunk.Packed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a run. If there are very many, keeps the first and the last ones, and counts the
 * missing ones between them: its size is bounded by {@link #MOST_ROWS} rows and {@link #MOST_BYTES}
 * packed bytes.
 */
final class RowStore {
  static final int MOST_ROWS = 1_000_000;
  static final int MOST_BYTES = 32 << 20;

  /**
   * Rows that are missing.
   *
   * @param from number of the first one
   * @param rows how many
   */
  record Gap(long from, long rows) {}

  private final List<Packed> begin = new ArrayList<>();
  private final ArrayDeque<Packed> end = new ArrayDeque<>();
  private final int mostRows;
  private RowChunk open = new RowChunk(0);
  private int beginRows;
  private int beginBytes;
  private int endRows;
  private int endBytes;

  RowStore() {
    this(MOST_ROWS);
  }

  /** Creates a store, for tests, that keeps fewer rows. */
  RowStore(int mostRows) {
    this.mostRows = mostRows;
  }

  /** How many rows there were, which is the number of the next one. */
  long rows() {
    return open.first() + open.rows();
  }

  void add(EventRow row) {
    open.add(row);
    if (open.isFull()) {
      close();
    }
  }

  private void close() {
    if (open.rows() == 0) {
      return;
    }
    Packed packed = open.packed();
    open = new RowChunk(rows());
    boolean room = beginRows < mostRows / 2 && beginBytes < MOST_BYTES / 2;
    if (room && end.isEmpty()) {
      begin.add(packed);
      beginRows += packed.rows();
      beginBytes += packed.bytes().length;
      return;
    }
    end.addLast(packed);
    endRows += packed.rows();
    endBytes += packed.bytes().length;
    while (end.size() > 1 && (endRows > mostRows / 2 || endBytes > MOST_BYTES / 2)) {
      Packed dropped = end.removeFirst();
      endRows -= dropped.rows();
      endBytes -= dropped.bytes().length;
    }
  }

  /** All chunks that are kept, in order. */
  List<Packed> chunks() {
    close();
    List<Packed> all = new ArrayList<>(begin);
    all.addAll(end);
    return all;
  }

  /** The gap; null if there is none. */
  @Nullable Gap gap() {
    close();
    Packed last = begin.isEmpty() ? null : begin.getLast();
    Packed next = end.peekFirst();
    long from = last == null ? 0 : last.first() + last.rows();
    return next == null || next.first() == from ? null : new Gap(from, next.first() - from);
  }
}
