package io.github.hidbpf4j.bpf.verifier.paths;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows all paths from a node, into global functions and back to their callers, with a memory for
 * each path. A path ends where another one has been with the same memory.
 *
 * @param <M> memory of a path; compared with {@code equals}, not modified
 */
public final class PathSearch<M> {
  private static final int MOST_POSITIONS = 300_000;

  /** The visitor of a search. */
  public interface Question<M> {
    /** Returns the memory after this node; null when the path need not be followed further. */
    @Nullable M pass(int node, M memory);

    /**
     * Returns the memory on this branch of a conditional jump; null when no path goes there. The
     * comparison is available from {@link ProgramPaths#comparison}, which is expensive: call it
     * only when needed.
     */
    default @Nullable M branch(int node, boolean taken, M memory) {
      return memory;
    }

    /** The function in which the search started returns here, or the program throws. */
    default void end(int node, M memory) {}
  }

  /** A call of a global function that is being followed. */
  private record Call(int node, @Nullable Call outer) {}

  private record Position<M>(int node, M memory, @Nullable Call inside) {
    // Written by hand: javac's version is linked at first use, which delays start-up.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Position<?> p
          && node == p.node
          && memory.equals(p.memory)
          && Objects.equals(inside, p.inside);
    }

    @Override
    public int hashCode() {
      return (31 * node + memory.hashCode()) * 31 + Objects.hashCode(inside);
    }
  }

  private final ProgramPaths paths;
  private final Question<M> question;
  private final Set<Position<M>> seen = new HashSet<>();
  private final List<Position<M>> pending = new ArrayList<>();
  private int positions;

  /** Creates a search through these paths. */
  public PathSearch(ProgramPaths paths, Question<M> question) {
    this.paths = paths;
    this.question = question;
  }

  /**
   * Follows all paths from this node; returns false when some were not seen, because there are too
   * many, or the verifier's walk was not recorded completely.
   */
  public boolean from(int start, M memory) {
    add(start, memory, null);
    while (!pending.isEmpty()) {
      if (positions > MOST_POSITIONS) {
        return false;
      }
      step(pending.removeLast());
    }
    return paths.isComplete();
  }

  private void add(int node, M memory, @Nullable Call inside) {
    Position<M> position = new Position<>(node, memory, inside);
    if (seen.add(position)) {
      enter(position);
    }
  }

  private void enter(Position<M> position) {
    positions++;
    pending.add(position);
  }

  private void step(Position<M> at) {
    int node = at.node();
    M memory = question.pass(node, at.memory());
    if (memory == null) {
      return;
    }
    Call inside = at.inside();
    if (paths.isExit(node) && paths.depth(node) == 0) {
      if (inside == null) {
        question.end(node, memory);
      } else {
        follow(inside.node(), memory, inside.outer(), true);
      }
      return;
    }
    int callee = paths.globalCallee(node);
    if (callee == ProgramPaths.NONE) {
      follow(node, memory, inside, memory != at.memory());
    } else {
      add(callee, memory, new Call(node, inside));
    }
  }

  /**
   * Follows the edges from a node. A position whose node only this edge leads to is new if this one
   * was: it need not be compared with those seen, unless other paths may have come here with
   * another memory and have the same one now.
   */
  private void follow(int node, M memory, @Nullable Call inside, boolean mayRepeat) {
    int[] next = paths.next(node);
    if (next.length == 0) {
      question.end(node, memory);
      return;
    }
    boolean conditional = paths.isConditional(node);
    // The last one added is followed first, which gives the order of the verifier's walk.
    for (int i = next.length - 1; i >= 0; i--) {
      int to = next[i];
      Boolean taken = conditional ? paths.isTaken(node, to) : null;
      M then = taken == null ? memory : question.branch(node, taken, memory);
      if (then == null) {
        continue;
      }
      if (mayRepeat || then != memory || paths.isCovered(to)) {
        add(to, then, inside);
      } else {
        enter(new Position<>(to, then, inside));
      }
    }
  }
}
