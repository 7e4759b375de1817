package io.github.hidbpf4j.bpf.heap;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;

/**
 * {@code struct bpf_rb_root} ({@code node}, {@code leftmost}) and {@code struct bpf_rb_node}
 * ({@code parent} with the colour in bit 0, {@code right}, {@code left}, {@code owner}): a
 * red-black tree in the arena, ordered by the program's comparison function; equal nodes stay in
 * order of insertion. The tree has the same shape as in Linux ({@code lib/rbtree.c}), so that the
 * same nodes are compared. {@code owner} is the root's address while the node is in a tree.
 */
final class RedBlackTree {
  /** Orders nodes: the program's callback. */
  @FunctionalInterface
  interface Less {
    /** Whether the first node comes before the second. */
    boolean less(long node, long other);
  }

  private static final int LEFTMOST = 8;
  private static final int RIGHT = 8;
  private static final int LEFT = 16;
  private static final int OWNER = 24;
  private static final long BLACK = 1;

  private final ArenaMemory memory;

  RedBlackTree(ArenaMemory memory) {
    this.memory = memory;
  }

  /** Whether a node is in some tree. */
  boolean isLinked(long node) {
    return memory.getLong(node + OWNER) != 0;
  }

  /** The smallest node, or 0. */
  long first(long root) {
    return memory.getLong(root + LEFTMOST);
  }

  /** The node that all others are below, or 0. */
  long top(long root) {
    return memory.getLong(root);
  }

  /** The node below another one on one side; 0 if there is none, or it is not in this tree. */
  long child(long root, long node, boolean onRight) {
    return memory.getLong(node + OWNER) == root ? (onRight ? right(node) : left(node)) : 0;
  }

  /** Inserts a free node. */
  void add(long root, long node, Less order) {
    long parent = 0;
    long link = root;
    boolean leftmost = true;
    for (long at = memory.getLong(link); at != 0; at = memory.getLong(link)) {
      parent = at;
      if (order.less(node, at)) {
        link = at + LEFT;
      } else {
        link = at + RIGHT;
        leftmost = false;
      }
    }
    memory.putLong(node, parent);
    memory.putLong(node + LEFT, 0);
    memory.putLong(node + RIGHT, 0);
    memory.putLong(node + OWNER, root);
    memory.putLong(link, node);
    if (leftmost) {
      memory.putLong(root + LEFTMOST, node);
    }
    balanceAdded(root, node);
  }

  /** Removes a node; returns false when it is not in this tree. */
  boolean remove(long root, long node) {
    if (memory.getLong(node + OWNER) != root) {
      return false;
    }
    if (memory.getLong(root + LEFTMOST) == node) {
      memory.putLong(root + LEFTMOST, next(node));
    }
    unlink(root, node);
    memory.putLong(node, 0);
    memory.putLong(node + LEFT, 0);
    memory.putLong(node + RIGHT, 0);
    memory.putLong(node + OWNER, 0);
    return true;
  }

  private long next(long node) {
    long at = right(node);
    if (at != 0) {
      while (left(at) != 0) {
        at = left(at);
      }
      return at;
    }
    long below = node;
    long parent = parent(node);
    while (parent != 0 && below == right(parent)) {
      below = parent;
      parent = parent(parent);
    }
    return parent;
  }

  // ---- links and colours

  private long left(long node) {
    return memory.getLong(node + LEFT);
  }

  private long right(long node) {
    return memory.getLong(node + RIGHT);
  }

  private long parent(long node) {
    return memory.getLong(node) & ~BLACK;
  }

  /** Leaves are black. */
  private boolean isBlack(long node) {
    return node == 0 || (memory.getLong(node) & BLACK) != 0;
  }

  private void paint(long node, boolean black) {
    memory.putLong(node, parent(node) | (black ? BLACK : 0));
  }

  private void setParent(long node, long parent) {
    memory.putLong(node, parent | memory.getLong(node) & BLACK);
  }

  /** Makes the parent (or root) of one node point to another. */
  private void replaceChild(long root, long parent, long from, long to) {
    if (parent == 0) {
      memory.putLong(root, to);
    } else {
      memory.putLong(parent + (left(parent) == from ? LEFT : RIGHT), to);
    }
  }

  /** Moves a node down to one side; its child on the other side takes its place. */
  private void rotate(long root, long node, boolean toLeft) {
    int up = toLeft ? RIGHT : LEFT;
    int down = toLeft ? LEFT : RIGHT;
    long child = memory.getLong(node + up);
    long parent = parent(node);
    long inner = memory.getLong(child + down);
    memory.putLong(node + up, inner);
    if (inner != 0) {
      setParent(inner, node);
    }
    memory.putLong(child + down, node);
    setParent(child, parent);
    replaceChild(root, parent, node, child);
    setParent(node, child);
  }

  // ---- balance

  private void balanceAdded(long root, long added) {
    long node = added;
    while (!isBlack(parent(node))) {
      long parent = parent(node);
      long grandparent = parent(parent);
      boolean onLeft = parent == left(grandparent);
      long uncle = onLeft ? right(grandparent) : left(grandparent);
      if (!isBlack(uncle)) {
        paint(parent, true);
        paint(uncle, true);
        paint(grandparent, false);
        node = grandparent;
        continue;
      }
      if (node == (onLeft ? right(parent) : left(parent))) {
        rotate(root, parent, onLeft);
        parent = node;
      }
      paint(parent, true);
      paint(grandparent, false);
      rotate(root, grandparent, !onLeft);
      break;
    }
    paint(memory.getLong(root), true);
  }

  private void unlink(long root, long node) {
    long child;
    long parent;
    boolean removedBlack;
    if (left(node) != 0 && right(node) != 0) {
      long heir = next(node);
      removedBlack = isBlack(heir);
      child = right(heir);
      parent = parent(heir);
      if (parent == node) {
        parent = heir;
      } else {
        memory.putLong(parent + LEFT, child);
        if (child != 0) {
          setParent(child, parent);
        }
        memory.putLong(heir + RIGHT, right(node));
        setParent(right(node), heir);
      }
      memory.putLong(heir + LEFT, left(node));
      setParent(left(node), heir);
      replaceChild(root, parent(node), node, heir);
      memory.putLong(heir, memory.getLong(node));
    } else {
      removedBlack = isBlack(node);
      child = left(node) != 0 ? left(node) : right(node);
      parent = parent(node);
      replaceChild(root, parent, node, child);
      if (child != 0) {
        setParent(child, parent);
      }
    }
    if (removedBlack) {
      balanceRemoved(root, child, parent);
    }
  }

  /**
   * Rebalances after a removal: paths through {@code start}, which may be a leaf, lack one black
   * node.
   */
  private void balanceRemoved(long root, long start, long above) {
    long node = start;
    long parent = above;
    while (parent != 0 && isBlack(node)) {
      boolean onLeft = node == left(parent);
      long sibling = onLeft ? right(parent) : left(parent);
      if (!isBlack(sibling)) {
        paint(sibling, true);
        paint(parent, false);
        rotate(root, parent, onLeft);
        sibling = onLeft ? right(parent) : left(parent);
      }
      long near = onLeft ? left(sibling) : right(sibling);
      long far = onLeft ? right(sibling) : left(sibling);
      if (isBlack(near) && isBlack(far)) {
        paint(sibling, false);
        node = parent;
        parent = parent(node);
        continue;
      }
      if (isBlack(far)) {
        paint(near, true);
        paint(sibling, false);
        rotate(root, sibling, !onLeft);
        far = sibling;
        sibling = near;
      }
      paint(sibling, isBlack(parent));
      paint(parent, true);
      paint(far, true);
      rotate(root, parent, onLeft);
      return;
    }
    if (node != 0) {
      paint(node, true);
    }
  }
}
