package io.github.hidbpf4j.bpf.btf.header;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * The order of declarations that C requires: everything that a type contains by value, and every
 * typedef and enum that it names, comes before it; for a type that is only pointed to, a forward
 * declaration is enough. Independent types keep the order of their ids.
 */
final class DeclarationOrder {
  private static final int MAX_INLINE_DEPTH = 100;

  /** Ids that must be declared before a type: fully, or only forward. */
  record Needs(Set<Integer> definitions, Set<Integer> forwards) {}

  private static final class Frame {
    final int id;
    final int[] needed;
    int next;

    Frame(int id, int[] needed) {
      this.id = id;
      this.needed = needed;
    }
  }

  private final Btf btf;
  private final boolean[] started;

  DeclarationOrder(Btf btf) {
    this.btf = btf;
    this.started = new boolean[btf.size() + 1];
  }

  /** Whether a type is defined at file scope rather than inside another type. */
  static boolean isTopLevel(BtfType t) {
    return switch (t) {
      case BtfType.Composite c -> !c.name().isEmpty();
      case BtfType.Enumeration _, BtfType.Typedef _ -> true;
      default -> false;
    };
  }

  /** Passes all file-scope definitions to the consumer, each once and after the ones it needs. */
  void forEach(IntConsumer consumer) {
    for (int id = 1; id <= btf.size(); id++) {
      if (isTopLevel(btf.type(id))) {
        visit(id, consumer);
      }
    }
  }

  private void visit(int root, IntConsumer consumer) {
    Deque<Frame> stack = new ArrayDeque<>();
    push(stack, root);
    while (!stack.isEmpty()) {
      Frame f = stack.getFirst();
      if (f.next < f.needed.length) {
        push(stack, f.needed[f.next++]);
      } else {
        stack.removeFirst();
        consumer.accept(f.id);
      }
    }
  }

  private void push(Deque<Frame> stack, int id) {
    if (!started[id]) {
      started[id] = true;
      int[] needed = needs(id).definitions().stream().mapToInt(Integer::intValue).toArray();
      stack.push(new Frame(id, needed));
    }
  }

  /** What a declaration of this type, function or variable needs before it. */
  Needs needs(int id) {
    Needs needs = new Needs(new LinkedHashSet<>(), new LinkedHashSet<>());
    switch (btf.type(id)) {
      case BtfType.Composite c -> c.members().forEach(m -> member(m, needs, 0));
      case BtfType.Typedef(_, int t) -> collect(t, true, needs, 0);
      case BtfType.Func f -> collect(f.type(), true, needs, 0);
      case BtfType.Var v -> collect(v.type(), false, needs, 0);
      default -> {}
    }
    needs.definitions().remove(id);
    needs.forwards().remove(id);
    return needs;
  }

  private void member(BtfType.Member m, Needs needs, int depth) {
    if (m.name().isEmpty()
        && btf.type(btf.skipModifiers(m.type())) instanceof BtfType.Composite c) {
      // a named record without a member name is written out like an anonymous one
      checkDepth(depth);
      c.members().forEach(inner -> member(inner, needs, depth + 1));
    } else {
      collect(m.type(), false, needs, depth);
    }
  }

  private void collect(int id, boolean pointed, Needs needs, int depth) {
    while (true) {
      switch (btf.type(id)) {
        case BtfType.Const(int t) -> id = t;
        case BtfType.Volatile(int t) -> id = t;
        case BtfType.Restrict(int t) -> id = t;
        case BtfType.TypeTag(_, int t, _) -> id = t;
        case BtfType.Ptr(int t) -> {
          id = t;
          pointed = true;
        }
        case BtfType.Array a -> {
          id = a.type();
          pointed = false;
        }
        case BtfType.FuncProto p -> {
          checkDepth(depth);
          for (BtfType.Param q : p.params()) {
            collect(q.type(), true, needs, depth + 1);
          }
          id = p.returnType();
          pointed = true;
        }
        case BtfType.Composite c -> {
          if (c.name().isEmpty()) {
            checkDepth(depth);
            c.members().forEach(m -> member(m, needs, depth + 1));
          } else {
            (pointed ? needs.forwards() : needs.definitions()).add(id);
          }
          return;
        }
        case BtfType.Forward _ -> {
          needs.forwards().add(id);
          return;
        }
        case BtfType.Enumeration e -> {
          if (!e.name().isEmpty()) {
            needs.definitions().add(id);
          }
          return;
        }
        case BtfType.Typedef _ -> {
          if (!pointed) {
            behindTypedef(id, needs);
          }
          needs.definitions().add(id);
          return;
        }
        default -> {
          return;
        }
      }
    }
  }

  /**
   * Adds the needs behind a typedef: it may precede the record that it names, but an object of its
   * type may not.
   */
  private void behindTypedef(int id, Needs needs) {
    id = btf.resolve(id);
    while (btf.type(id) instanceof BtfType.Array a) {
      id = btf.resolve(a.type());
    }
    if (btf.type(id) instanceof BtfType.Composite c && !c.name().isEmpty()) {
      needs.definitions().add(id);
    }
  }

  private static void checkDepth(int depth) {
    if (depth > MAX_INLINE_DEPTH) {
      throw new HeaderException(
          "anonymous types nested deeper than " + MAX_INLINE_DEPTH + " levels");
    }
  }
}
