package io.github.hidbpf4j.testing.html;

import io.github.hidbpf4j.kernel.event.Cause;
import java.util.Arrays;

/**
 * Finds the row of the device's report that an event was caused by, through any chain of timers and
 * work items. Remembers only the latest causes: no more than these are pending at a time.
 */
final class Roots {
  static final long NONE = -1;
  private static final int FEWEST = 64;
  private static final int REMEMBERED = FEWEST << 8;

  /** The latest causes of one kind, by number. */
  private static final class Latest {
    long[] numbers = new long[FEWEST];
    long[] rows = new long[FEWEST];

    Latest() {
      Arrays.fill(numbers, NONE);
    }

    void put(long number, long row) {
      int at = at(number);
      if (numbers[at] != NONE && numbers[at] != number && numbers.length < REMEMBERED) {
        grow();
        at = at(number);
      }
      numbers[at] = number;
      rows[at] = row;
    }

    private void grow() {
      long[] oldNumbers = numbers;
      long[] oldRows = rows;
      numbers = new long[oldNumbers.length * 4];
      rows = new long[numbers.length];
      Arrays.fill(numbers, NONE);
      for (int i = 0; i < oldNumbers.length; i++) {
        if (oldNumbers[i] != NONE) {
          int at = at(oldNumbers[i]);
          numbers[at] = oldNumbers[i];
          rows[at] = oldRows[i];
        }
      }
    }

    private int at(long number) {
      return (int) (number & numbers.length - 1);
    }

    long get(long number) {
      int at = at(number);
      return numbers[at] == number ? rows[at] : NONE;
    }
  }

  private final Latest reports = new Latest();
  private final Latest runs = new Latest();

  /** Notes the row of the device's report of this number. */
  void sent(long report, long row) {
    reports.put(report, row);
  }

  /** Notes that a run has begun. */
  void began(long run, Cause cause) {
    runs.put(run, of(cause));
  }

  /** The row that started what has this cause; {@link #NONE} if not known. */
  long of(Cause cause) {
    return switch (cause.kind()) {
      case REPORT -> reports.get(cause.number());
      case RUN -> runs.get(cause.number());
      case NONE, REQUEST, USER -> NONE;
    };
  }
}
