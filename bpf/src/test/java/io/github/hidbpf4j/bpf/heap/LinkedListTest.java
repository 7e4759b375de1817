package io.github.hidbpf4j.bpf.heap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LinkedListTest {
  private final ArenaMemory memory = ArenaMemory.heap(20);
  private final LinkedList list = new LinkedList(memory);
  private final long head = memory.allocate(16, "head");

  @Test
  void nothingComesOutOfAListThatWasNeverUsed() {
    assertThat(list.pop(head, false)).isZero();
    assertThat(list.pop(head, true)).isZero();
  }

  @Test
  void takesAndGivesAtBothEnds() {
    SplittableRandom random = new SplittableRandom(1);
    ArrayDeque<Long> model = new ArrayDeque<>();
    for (int i = 0; i < 2000; i++) {
      boolean back = random.nextBoolean();
      if (random.nextInt(5) < 3) {
        long node = memory.allocate(24, "node");
        assertThat(list.isLinked(node)).isFalse();
        list.push(head, node, back);
        assertThat(list.isLinked(node)).isTrue();
        if (back) {
          model.addLast(node);
        } else {
          model.addFirst(node);
        }
      } else {
        Long expected = back ? model.pollLast() : model.pollFirst();
        assertThat(list.pop(head, back)).isEqualTo(expected == null ? 0L : expected);
      }
    }
  }
}
