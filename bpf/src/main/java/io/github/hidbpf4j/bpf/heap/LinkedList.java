package io.github.hidbpf4j.bpf.heap;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;

/**
 * {@code struct bpf_list_head} ({@code next}, {@code prev}) and {@code struct bpf_list_node}
 * ({@code next}, {@code prev}, {@code owner}), as in {@code kernel/bpf/helpers.c}, Linux 6.12: a
 * ring through head and nodes; all bytes zero is an empty list and a free node. {@code owner} is
 * the head's address while the node is in a list.
 */
final class LinkedList {
  private static final int PREV = 8;
  private static final int OWNER = 16;

  private final ArenaMemory memory;

  LinkedList(ArenaMemory memory) {
    this.memory = memory;
  }

  /** Whether a node is in some list. */
  boolean isLinked(long node) {
    return memory.getLong(node + OWNER) != 0;
  }

  /** Inserts a free node at the front or back. */
  void push(long head, long node, boolean back) {
    if (memory.getLong(head) == 0) {
      clear(head);
    }
    insert(head, node, back ? memory.getLong(head + PREV) : head);
  }

  /** Inserts a free node behind one that is in this list. */
  void insert(long head, long node, long before) {
    long after = memory.getLong(before);
    memory.putLong(node, after);
    memory.putLong(node + PREV, before);
    memory.putLong(before, node);
    memory.putLong(after + PREV, node);
    memory.putLong(node + OWNER, head);
  }

  /** Removes and returns the node at the front or back; 0 if the list is empty. */
  long pop(long head, boolean back) {
    long node = memory.getLong(back ? head + PREV : head);
    return node == 0 || node == head ? 0 : unlink(node);
  }

  /** Removes and returns a node; 0 if it is not in this list. */
  long remove(long head, long node) {
    return isIn(head, node) ? unlink(node) : 0;
  }

  /** Whether a node is in this list. */
  boolean isIn(long head, long node) {
    return memory.getLong(node + OWNER) == head;
  }

  /** The node at the front or back; 0 if the list is empty. */
  long end(long head, boolean back) {
    long node = memory.getLong(back ? head + PREV : head);
    return node == head ? 0 : node;
  }

  private long unlink(long node) {
    long before = memory.getLong(node + PREV);
    long after = memory.getLong(node);
    memory.putLong(before, after);
    memory.putLong(after + PREV, before);
    memory.putLong(node, 0);
    memory.putLong(node + PREV, 0);
    memory.putLong(node + OWNER, 0);
    return node;
  }

  private void clear(long head) {
    memory.putLong(head, head);
    memory.putLong(head + PREV, head);
  }
}
