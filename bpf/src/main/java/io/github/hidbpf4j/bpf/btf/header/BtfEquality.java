package io.github.hidbpf4j.bpf.btf.header;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Structural comparison of BTF: ids, order and index types of arrays do not count; kinds, names,
 * sizes, offsets, values and tags do. References are compared by kind and name only, as their
 * targets are compared separately.
 */
public final class BtfEquality {
  private static final int MAX_DEPTH = 200;
  private final Btf a;
  private final Btf b;
  private final boolean asDeclarations;
  private final Map<String, List<Integer>> index = new HashMap<>();

  private BtfEquality(Btf a, Btf b, boolean asDeclarations) {
    this.a = a;
    this.b = b;
    this.asDeclarations = asDeclarations;
    for (int id = 1; id <= b.size(); id++) {
      index.computeIfAbsent(key(b.type(id)), _ -> new ArrayList<>(1)).add(id);
    }
  }

  /** The first difference between two BTFs, in words; empty when they are equal. */
  public static Optional<String> firstDifference(Btf a, Btf b) {
    Optional<String> d = new BtfEquality(a, b, false).firstMissing("the second");
    return d.isPresent() ? d : new BtfEquality(b, a, false).firstMissing("the first");
  }

  /**
   * The first type of {@code part} without an equal in {@code whole}, in words; empty when there is
   * none. Functions are compared as C declarations: names and qualifiers of parameters, linkage and
   * declaration tags do not count, as compilers drop them.
   */
  public static Optional<String> firstMissingFrom(Btf part, Btf whole) {
    return new BtfEquality(part, whole, true).firstMissing("the whole");
  }

  private Optional<String> firstMissing(String where) {
    for (int id = 1; id <= a.size(); id++) {
      BtfType t = a.type(id);
      if (!stands(t)) {
        continue;
      }
      String key = key(t);
      List<Integer> candidates = new ArrayList<>(index.getOrDefault(key, List.of()));
      if (t instanceof BtfType.Forward) {
        // a definition satisfies a forward declaration
        candidates.addAll(index.getOrDefault(key.replaceFirst("^forward ", ""), List.of()));
      }
      String difference = shown(key) + " is not in " + where;
      boolean found = false;
      for (int candidate : candidates) {
        String d = t instanceof BtfType.Forward ? "" : compare(id, candidate, shown(key), 0);
        if (d.isEmpty()) {
          d = compareTags(id, candidate, shown(key));
        }
        if (d.isEmpty()) {
          found = true;
          break;
        }
        difference = d;
      }
      if (!found) {
        return Optional.of(difference);
      }
    }
    return Optional.empty();
  }

  private static boolean stands(BtfType t) {
    return switch (t) {
      case BtfType.Composite c -> !c.name().isEmpty();
      case BtfType.Enumeration _, BtfType.Forward _, BtfType.Typedef _ -> true;
      case BtfType.Func _, BtfType.Var _ -> true;
      default -> false;
    };
  }

  private static String key(BtfType t) {
    return switch (t) {
      case BtfType.Composite c -> (c.union() ? "union " : "struct ") + c.name();
      case BtfType.Enumeration e ->
          "enum "
              + (e.name().isEmpty() && !e.values().isEmpty()
                  ? "{" + e.values().getFirst().name() + "}"
                  : e.name());
      case BtfType.Forward f -> "forward " + (f.union() ? "union " : "struct ") + f.name();
      case BtfType.Typedef d -> "typedef " + d.name();
      case BtfType.Func f -> "function " + f.name();
      case BtfType.Var v -> "variable " + v.name();
      default -> "";
    };
  }

  private static String shown(String key) {
    int space = key.lastIndexOf(' ');
    return key.substring(0, space + 1) + "'" + key.substring(space + 1) + "'";
  }

  /** What makes the types differ, or "". */
  private String compare(int ida, int idb, String path, int depth) {
    if (depth > MAX_DEPTH) {
      return path + ": nested deeper than " + MAX_DEPTH + " levels";
    }
    BtfType x = a.type(ida);
    BtfType y = b.type(idb);
    if (x instanceof BtfType.Composite c && y instanceof BtfType.Composite d) {
      return compareRecords(c, d, path, depth);
    }
    if (x instanceof BtfType.Enumeration e && y instanceof BtfType.Enumeration f) {
      return compareEnums(e, f, path);
    }
    if (x instanceof BtfType.Typedef(_, int t) && y instanceof BtfType.Typedef(_, int u)) {
      return reference(t, u, path, depth);
    }
    if (x instanceof BtfType.Var v && y instanceof BtfType.Var w) {
      return reference(v.type(), w.type(), path, depth);
    }
    if (x instanceof BtfType.Func f && y instanceof BtfType.Func g) {
      if (!asDeclarations && f.linkage() != g.linkage()) {
        return path + ": linkage " + f.linkage() + " against " + g.linkage();
      }
      return reference(f.type(), g.type(), path, depth);
    }
    return path + ": " + describe(x) + " against " + describe(y);
  }

  private String compareRecords(BtfType.Composite c, BtfType.Composite d, String path, int depth) {
    if (c.union() != d.union()) {
      return path + ": " + describe(c) + " against " + describe(d);
    }
    if (c.size() != d.size()) {
      return path + ": size " + c.size() + " against " + d.size();
    }
    for (int i = 0; i < Math.min(c.members().size(), d.members().size()); i++) {
      BtfType.Member m = c.members().get(i);
      BtfType.Member n = d.members().get(i);
      String where = path + " member " + (m.name().isEmpty() ? "#" + i : "'" + m.name() + "'");
      if (!m.name().equals(n.name())) {
        return where + ": name against '" + n.name() + "'";
      }
      if (m.bitOffset() != n.bitOffset()) {
        return where + ": bit offset " + m.bitOffset() + " against " + n.bitOffset();
      }
      if (m.bitFieldSize() != n.bitFieldSize()) {
        return where + ": bit-field of " + m.bitFieldSize() + " against " + n.bitFieldSize();
      }
      String difference = reference(m.type(), n.type(), where, depth + 1);
      if (!difference.isEmpty()) {
        return difference;
      }
    }
    return c.members().size() == d.members().size()
        ? ""
        : path + ": " + c.members().size() + " members against " + d.members().size();
  }

  private static String compareEnums(BtfType.Enumeration e, BtfType.Enumeration f, String path) {
    if (e.size() != f.size()) {
      return path + ": size " + e.size() + " against " + f.size();
    }
    if (!e.values().equals(f.values())) {
      for (int i = 0; i < Math.min(e.values().size(), f.values().size()); i++) {
        if (!e.values().get(i).equals(f.values().get(i))) {
          return path + ": " + e.values().get(i) + " against " + f.values().get(i);
        }
      }
      return path + ": " + e.values().size() + " values against " + f.values().size();
    }
    return "";
  }

  /** Compares two references: names end the comparison, anonymous types are compared by content. */
  private String reference(int ida, int idb, String path, int depth) {
    return reference(ida, idb, path, depth, new HashSet<>(), new HashSet<>());
  }

  private String reference(
      int ida, int idb, String path, int depth, Set<String> modifiersA, Set<String> modifiersB) {
    int ta = unmodified(a, ida, modifiersA);
    int tb = unmodified(b, idb, modifiersB);
    // in C the qualifiers of an array are those of its elements
    if (a.type(ta) instanceof BtfType.Array c
        && b.type(tb) instanceof BtfType.Array d
        && c.count() == d.count()
        && depth <= MAX_DEPTH) {
      return reference(c.type(), d.type(), path, depth + 1, modifiersA, modifiersB);
    }
    if (!modifiersA.equals(modifiersB)) {
      return path + ": modifiers " + sorted(modifiersA) + " against " + sorted(modifiersB);
    }
    BtfType x = a.type(ta);
    BtfType y = b.type(tb);
    String difference = path + ": " + describe(x) + " against " + describe(y);
    return switch (x) {
      case BtfType.Ptr(int t) ->
          y instanceof BtfType.Ptr(int u)
              ? depth > MAX_DEPTH ? difference : reference(t, u, path, depth + 1)
              : difference;
      case BtfType.Array _ -> difference;
      case BtfType.FuncProto p ->
          y instanceof BtfType.FuncProto q && depth <= MAX_DEPTH
              ? comparePrototypes(p, q, path, depth + 1)
              : difference;
      case BtfType.Composite c when c.name().isEmpty() && y.name().isEmpty() ->
          compare(ta, tb, path, depth + 1);
      case BtfType.Enumeration e when e.name().isEmpty() && y.name().isEmpty() ->
          compare(ta, tb, path, depth + 1);
      default -> describe(x).equals(describe(y)) ? "" : difference;
    };
  }

  private String comparePrototypes(
      BtfType.FuncProto p, BtfType.FuncProto q, String path, int depth) {
    if (p.params().size() != q.params().size()) {
      return path + ": " + p.params().size() + " parameters against " + q.params().size();
    }
    for (int i = 0; i < p.params().size(); i++) {
      BtfType.Param m = p.params().get(i);
      BtfType.Param n = q.params().get(i);
      String where = path + " parameter " + i;
      if (!asDeclarations && !m.name().equals(n.name())) {
        return where + ": name '" + m.name() + "' against '" + n.name() + "'";
      }
      int s = asDeclarations ? a.skipModifiers(m.type()) : m.type();
      int t = asDeclarations ? b.skipModifiers(n.type()) : n.type();
      String difference = reference(s, t, where, depth);
      if (!difference.isEmpty()) {
        return difference;
      }
    }
    return reference(p.returnType(), q.returnType(), path + " result", depth);
  }

  private String compareTags(int ida, int idb, String path) {
    if (asDeclarations) {
      return "";
    }
    List<String> x = tags(a, ida);
    List<String> y = tags(b, idb);
    return x.equals(y) ? "" : path + ": declaration tags " + x + " against " + y;
  }

  private final Map<Btf, Map<Integer, List<String>>> tagsOf = new HashMap<>();

  private List<String> tags(Btf btf, int id) {
    return tagsOf.computeIfAbsent(btf, BtfEquality::collectTags).getOrDefault(id, List.of());
  }

  private static Map<Integer, List<String>> collectTags(Btf btf) {
    Map<Integer, List<String>> tags = new HashMap<>();
    for (BtfType t : btf.types()) {
      if (t instanceof BtfType.DeclTag tag) {
        tags.computeIfAbsent(tag.type(), _ -> new ArrayList<>(1))
            .add(tag.component() + ":" + tag.name());
      }
    }
    tags.values().forEach(Collections::sort);
    return tags;
  }

  private static int unmodified(Btf btf, int id, Set<String> modifiers) {
    while (true) {
      switch (btf.type(id)) {
        case BtfType.Const(int t) -> {
          modifiers.add("const");
          id = t;
        }
        case BtfType.Volatile(int t) -> {
          modifiers.add("volatile");
          id = t;
        }
        case BtfType.Restrict(int t) -> {
          modifiers.add("restrict");
          id = t;
        }
        case BtfType.TypeTag(String tag, int t, boolean attribute) -> {
          modifiers.add((attribute ? "attribute \"" : "tag \"") + tag + "\"");
          id = t;
        }
        default -> {
          return id;
        }
      }
    }
  }

  private static List<String> sorted(Set<String> set) {
    return set.stream().sorted().toList();
  }

  private static String describe(BtfType t) {
    return switch (t) {
      case BtfType.VoidType _ -> "void";
      case BtfType.Int i -> BaseTypes.canonical(i);
      case BtfType.FloatType f -> "float of " + f.size() + " bytes";
      case BtfType.Ptr _ -> "pointer";
      case BtfType.Array r -> "array of " + r.count();
      case BtfType.FuncProto _ -> "prototype";
      case BtfType.Forward f -> (f.union() ? "union " : "struct ") + f.name();
      default -> {
        String key = key(t);
        yield key.isEmpty() ? t.getClass().getSimpleName() : key;
      }
    };
  }
}
