package io.github.hidbpf4j.bpf.btf;

import java.util.Arrays;

/**
 * Checks the targets of type ids, once all types are known: existence, kinds, containment without
 * cycles, depth, sizes, member offsets. Iterative, linear in types and members (the effect of
 * {@code btf_check_all_types} of {@code kernel/bpf/btf.c}, Linux 6.12).
 */
final class BtfResolver {
  /** Maximum nesting depth of types, counting modifiers and typedefs. */
  static final int MAX_DEPTH = 128;

  private static final long MAX_SIZE = 0xffffffffL;

  /** Creates the error for a type. */
  interface Problem {
    BtfException at(int id, String found, String expected);
  }

  private final Btf btf;
  private final Problem problem;
  private final int[] depth;
  private final long[] size;
  private final boolean[] onStack;

  private BtfResolver(Btf btf, Problem problem) {
    this.btf = btf;
    this.problem = problem;
    this.depth = new int[btf.size() + 1];
    this.size = new long[btf.size() + 1];
    this.onStack = new boolean[btf.size() + 1];
  }

  static void check(Btf btf, Problem problem) {
    BtfResolver resolver = new BtfResolver(btf, problem);
    for (int id = 1; id <= btf.size(); id++) {
      resolver.checkReferences(id);
    }
    resolver.walkAll(false);
    // A pointer ends containment, but a cycle of only pointers, typedefs and modifiers is endless
    // too.
    Arrays.fill(resolver.depth, 0);
    resolver.walkAll(true);
    for (int id = 1; id <= btf.size(); id++) {
      resolver.checkSized(id);
    }
  }

  private BtfType target(int id, String what, int target) {
    if (target < 0 || target > btf.size()) {
      throw problem.at(
          id, "%s [%s]".formatted(what, Integer.toUnsignedString(target)), "at most " + btf.size());
    }
    return btf.type(target);
  }

  private void reject(int id, String what, int target) {
    throw problem.at(
        id,
        "%s [%d] of kind %s".formatted(what, target, BtfKind.name(btf.type(target))),
        "a type that may stand there");
  }

  private void checkReferences(int id) {
    BtfType type = btf.type(id);
    if (type instanceof BtfType.Reference r) {
      checkValue(id, type instanceof BtfType.Ptr ? "pointee" : "type", r.type(), true);
    } else if (type instanceof BtfType.Array a) {
      checkValue(id, "element type", a.type(), false);
      checkValue(id, "index type", a.indexType(), false);
    } else if (type instanceof BtfType.Composite c) {
      for (BtfType.Member m : c.members()) {
        if (!isValue(m.type(), false)) {
          checkValue(id, "type of " + member(m), m.type(), false);
        }
      }
    } else if (type instanceof BtfType.Func f) {
      if (!(target(id, "prototype", f.type()) instanceof BtfType.FuncProto)) {
        reject(id, "prototype", f.type());
      }
    } else if (type instanceof BtfType.FuncProto p) {
      checkPrototype(id, p);
    } else if (type instanceof BtfType.DataSection d) {
      checkDataSection(id, d);
    } else if (type instanceof BtfType.DeclTag t) {
      checkDeclTag(id, t);
    }
  }

  private void checkPrototype(int id, BtfType.FuncProto prototype) {
    checkValue(id, "return type", prototype.returnType(), true);
    for (int i = 0; i < prototype.params().size(); i++) {
      BtfType.Param param = prototype.params().get(i);
      if (!isValue(param.type(), true)) {
        checkValue(id, "type of parameter " + i, param.type(), true);
      }
      boolean last = i == prototype.params().size() - 1;
      if (param.type() == 0 && !(last && param.name().isEmpty())) {
        throw problem.at(
            id, "parameter %d of type void".formatted(i), "void for varargs only, last");
      }
    }
  }

  private static String member(BtfType.Member member) {
    return "member '" + member.name() + "'";
  }

  /** Checks that a reference leads, directly or through modifiers, to a type that has values. */
  private void checkValue(int id, String what, int target, boolean voidAllowed) {
    if (isValue(target, voidAllowed)) {
      return;
    }
    if (target(id, what, target) instanceof BtfType.VoidType) {
      throw problem.at(id, what + " void", "a type with a size");
    }
    reject(id, what, target);
  }

  private boolean isValue(int target, boolean voidAllowed) {
    if (target <= 0 || target > btf.size()) {
      return target == 0 && voidAllowed;
    }
    BtfType type = btf.type(target);
    return !(type instanceof BtfType.Func
        || type instanceof BtfType.Var
        || type instanceof BtfType.DataSection
        || type instanceof BtfType.DeclTag);
  }

  private void checkDataSection(int id, BtfType.DataSection section) {
    for (BtfType.SectionVar v : section.vars()) {
      BtfType type = target(id, "variable", v.type());
      if (!(type instanceof BtfType.Var
          || type instanceof BtfType.Func
          || type instanceof BtfType.Unknown)) {
        reject(id, "variable", v.type());
      }
      if (section.size() != 0 && v.offset() + v.size() > section.size()) {
        throw problem.at(
            id,
            "variable '%s' at %d, %d bytes".formatted(type.name(), v.offset(), v.size()),
            "an end within the section of %d bytes".formatted(section.size()));
      }
    }
  }

  private void checkDeclTag(int id, BtfType.DeclTag tag) {
    int components = components(id, tag);
    if (tag.component() >= components) {
      throw problem.at(id, "component " + tag.component(), "less than " + components);
    }
  }

  /** Number of members or parameters of the tagged type. */
  private int components(int id, BtfType.DeclTag tag) {
    BtfType type = target(id, "declaration", tag.type());
    if (type instanceof BtfType.Composite c) {
      return c.members().size();
    }
    if (type instanceof BtfType.Func f) {
      return target(tag.type(), "prototype", f.type()) instanceof BtfType.FuncProto p
          ? p.params().size()
          : 0;
    }
    if (type instanceof BtfType.Unknown) {
      return Integer.MAX_VALUE;
    }
    if (!(type instanceof BtfType.Var) && !(type instanceof BtfType.Typedef)) {
      reject(id, "declaration", tag.type());
    }
    return 0;
  }

  private void walkAll(boolean pointers) {
    int[] stack = new int[MAX_DEPTH + 1];
    int[] next = new int[MAX_DEPTH + 1];
    for (int id = 1; id <= btf.size(); id++) {
      if (depth[id] == 0) {
        walk(id, pointers, stack, next);
      }
    }
  }

  /** Depth first; {@code next} counts the children already visited of each type on the stack. */
  private void walk(int root, boolean pointers, int[] stack, int[] next) {
    int top = 0;
    stack[0] = root;
    next[0] = 0;
    onStack[root] = true;
    while (top >= 0) {
      int id = stack[top];
      if (next[top] < children(id, pointers)) {
        int child = child(id, next[top]++);
        if (child == 0 || depth[child] != 0) {
          continue;
        }
        if (onStack[child]) {
          throw problem.at(id, "a type that contains itself through [" + child + "]", "no cycle");
        }
        if (top == MAX_DEPTH) {
          throw problem.at(id, "more than %d levels of types".formatted(top), "fewer");
        }
        stack[++top] = child;
        next[top] = 0;
        onStack[child] = true;
        continue;
      }
      finish(id, pointers);
      onStack[id] = false;
      top--;
    }
  }

  private void finish(int id, boolean pointers) {
    int deepest = 0;
    for (int i = 0; i < children(id, pointers); i++) {
      deepest = Math.max(deepest, depth[child(id, i)]);
    }
    if (deepest >= MAX_DEPTH) {
      throw problem.at(id, "more than %d levels of types".formatted(MAX_DEPTH), "fewer");
    }
    depth[id] = deepest + 1;
    if (!pointers) {
      size[id] = size(id, btf.type(id));
    }
  }

  /** Size of a type in bytes, given the sizes of the types it contains. */
  private long size(int id, BtfType type) {
    if (type instanceof BtfType.Array array) {
      return arraySize(id, array);
    }
    return type instanceof BtfType.Reference r && !(type instanceof BtfType.Ptr)
        ? size[r.type()]
        : type.bytes();
  }

  private long arraySize(int id, BtfType.Array array) {
    long element = size[array.type()];
    if (element != 0 && array.count() > MAX_SIZE / element) {
      throw problem.at(
          id, "%d elements of %d bytes".formatted(array.count(), element), "a size below 2^32");
    }
    return element * array.count();
  }

  private int children(int id, boolean pointers) {
    BtfType type = btf.type(id);
    if (type instanceof BtfType.Composite c) {
      return pointers ? 0 : c.members().size();
    }
    if (type instanceof BtfType.Ptr) {
      return pointers ? 1 : 0;
    }
    return type instanceof BtfType.Reference || type instanceof BtfType.Array ? 1 : 0;
  }

  private int child(int id, int index) {
    BtfType type = btf.type(id);
    if (type instanceof BtfType.Reference r) {
      return r.type();
    }
    if (type instanceof BtfType.Array a) {
      return a.type();
    }
    return type instanceof BtfType.Composite c ? c.members().get(index).type() : 0;
  }

  private void checkSized(int id) {
    BtfType type = btf.type(id);
    if (type instanceof BtfType.Array a) {
      if (!isSized(a.type())) {
        reject(id, "element type", a.type());
      }
      BtfType index = btf.resolved(a.indexType());
      if (!(index instanceof BtfType.Int || index instanceof BtfType.Unknown)) {
        reject(id, "index type", a.indexType());
      }
    } else if (type instanceof BtfType.Composite c) {
      checkMembers(id, c);
    }
  }

  private boolean isSized(int target) {
    BtfType type = btf.resolved(target);
    return !(type instanceof BtfType.VoidType
        || type instanceof BtfType.Forward
        || type instanceof BtfType.FuncProto);
  }

  private void checkMembers(int id, BtfType.Composite composite) {
    for (BtfType.Member member : composite.members()) {
      if (!isSized(member.type())) {
        reject(id, member(member), member.type());
      }
      BtfType type = btf.resolved(member.type());
      long bits = size[member.type()] * 8;
      if (member.bitFieldSize() != 0) {
        boolean integral = type instanceof BtfType.Int || type instanceof BtfType.Enumeration;
        if (type instanceof BtfType.Unknown) {
          continue;
        }
        if (!integral || member.bitFieldSize() > bits) {
          throw problem.at(
              id,
              "%s: a bit-field of %d bits of kind %s"
                  .formatted(member(member), member.bitFieldSize(), BtfKind.name(type)),
              "an integer of as many bits");
        }
        bits = member.bitFieldSize();
      } else if (type instanceof BtfType.Int i && i.bits() != i.size() * 8) {
        bits = i.bitOffset() + (long) i.bits();
      } else if (member.bitOffset() % 8 != 0) {
        throw problem.at(id, member(member) + " at bit " + member.bitOffset(), "a whole byte");
      }
      if (composite.union() && member.bitOffset() != 0) {
        throw problem.at(id, member(member) + " at bit " + member.bitOffset(), "0 in a union");
      }
      if (member.bitOffset() + bits > composite.size() * 8) {
        throw problem.at(
            id,
            "%s at bit %d, %d bits".formatted(member(member), member.bitOffset(), bits),
            "an end within %d bytes".formatted(composite.size()));
      }
    }
  }
}
