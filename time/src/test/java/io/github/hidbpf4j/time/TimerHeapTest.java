package io.github.hidbpf4j.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The order of armed timers, and the cost of changing it. */
class TimerHeapTest {
  private static final int PENDING = 100_000;

  private long comparisons;

  private final class Due extends TimerHeap.Slot<Due> {
    final int number;
    long deadline;

    Due(int number) {
      this.number = number;
    }

    @Override
    boolean isBefore(Due other) {
      comparisons++;
      return deadline != other.deadline ? deadline < other.deadline : number < other.number;
    }
  }

  @Test
  void thoseDueFirstComeFirst() {
    Random random = new Random(1);
    TimerHeap<Due> heap = new TimerHeap<>();
    TreeSet<Due> expected =
        new TreeSet<>(
            Comparator.comparingLong((Due d) -> d.deadline).thenComparingInt(d -> d.number));
    List<Due> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      all.add(new Due(i));
    }
    for (int i = 0; i < 20_000; i++) {
      Due due = all.get(random.nextInt(all.size()));
      if (due.isThere()) {
        expected.remove(due);
        heap.remove(due);
      } else {
        due.deadline = random.nextInt(50);
        expected.add(due);
        heap.add(due);
      }
      assertThat(heap.first()).isSameAs(expected.isEmpty() ? null : expected.first());
    }
  }

  /** With {@value #PENDING} pending, each change costs some dozens of comparisons. */
  @Test
  void whatIsPendingCostsItsLogarithm() {
    Random random = new Random(2);
    TimerHeap<Due> heap = new TimerHeap<>();
    List<Due> all = new ArrayList<>();
    for (int i = 0; i < PENDING; i++) {
      Due due = new Due(i);
      due.deadline = random.nextInt();
      all.add(due);
      heap.add(due);
    }
    int most = 4 * (Integer.SIZE - Integer.numberOfLeadingZeros(PENDING));
    for (int i = 0; i < 2_000; i++) {
      Due first = Objects.requireNonNull(heap.first());
      Due due = i % 3 == 0 ? first : all.get(random.nextInt(PENDING));
      comparisons = 0;
      heap.remove(due);
      due.deadline = random.nextInt();
      heap.add(due);
      assertThat(comparisons).isLessThan(most);
    }
  }
}
