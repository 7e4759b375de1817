package io.github.hidbpf4j.bpf.heap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedBlackTreeTest {
  private static final int VALUE = 32;

  private final ArenaMemory memory = ArenaMemory.heap(20);
  private final RedBlackTree tree = new RedBlackTree(memory);
  private final long root = memory.allocate(16, "root");

  private boolean less(long one, long other) {
    return memory.getInt(one + VALUE) < memory.getInt(other + VALUE);
  }

  private long node(int value) {
    long node = memory.allocate(VALUE + 4, "node");
    memory.putInt(node + VALUE, value);
    return node;
  }

  /** Black nodes on each path below a node; fails when paths differ or red follows red. */
  private int blackHeight(long node, long parent, boolean parentRed) {
    if (node == 0) {
      return 0;
    }
    long link = memory.getLong(node);
    boolean red = (link & 1) == 0;
    assertThat(link & ~1L).isEqualTo(parent);
    assertThat(red && parentRed).isFalse();
    int right = blackHeight(memory.getLong(node + 8), node, red);
    assertThat(blackHeight(memory.getLong(node + 16), node, red)).isEqualTo(right);
    return right + (red ? 0 : 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void staysBalancedAndInOrder(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Long> model = new ArrayList<>();
    for (int i = 0; i < 1500; i++) {
      if (model.isEmpty() || random.nextInt(5) < 3) {
        long node = node(random.nextInt(50));
        tree.add(root, node, this::less);
        model.add(node);
        // equal ones stay in order of insertion: the sort is stable
        model.sort(Comparator.comparingInt(n -> memory.getInt(n + VALUE)));
      } else {
        long node = model.remove(random.nextInt(model.size()));
        assertThat(tree.remove(root, node)).isTrue();
        assertThat(tree.isLinked(node)).isFalse();
        assertThat(tree.remove(root, node)).isFalse();
      }
      assertThat(tree.first(root)).isEqualTo(model.isEmpty() ? 0 : model.getFirst());
      if (i % 50 == 0) {
        blackHeight(memory.getLong(root), 0, true);
      }
    }
    for (long expected : model) {
      assertThat(tree.first(root)).as("seed %d", seed).isEqualTo(expected);
      assertThat(tree.remove(root, expected)).isTrue();
    }
    assertThat(memory.getLong(root)).isZero();
  }
}
