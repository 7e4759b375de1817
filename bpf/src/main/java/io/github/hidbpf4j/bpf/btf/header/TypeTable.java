package io.github.hidbpf4j.bpf.btf.header;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfIds;
import io.github.hidbpf4j.bpf.btf.BtfType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The types of a header during parsing: the names in C's two name spaces, alignments (which BTF
 * does not have), and one copy of equal derived types. {@link #finish} numbers the reachable types
 * in order of definition.
 */
final class TypeTable {
  /** BTF sizes are unsigned 32 bits. */
  static final long MAX_SIZE = 0xffff_ffffL;

  private final Btf.Builder builder = new Btf.Builder();
  private final Map<BtfType, Integer> shared = new HashMap<>();
  private final Map<String, Integer> tags = new HashMap<>();
  private final Map<String, Integer> ordinary = new HashMap<>();
  private final Map<String, CValue> enumerators = new HashMap<>();
  private final Map<Integer, Long> alignments = new HashMap<>();

  /** Sizes in bytes of arrays: walking nested typedefs of arrays each time would be slow. */
  private final Map<Integer, Long> arraySizes = new HashMap<>();

  /** Named types, anonymous enums, functions, variables, tags: in order of definition. */
  private final Set<Integer> roots = new LinkedHashSet<>();

  BtfType get(int id) {
    return builder.get(id);
  }

  /**
   * Id of a type without an identity of its own: pointers, arrays, modifiers, prototypes, integers.
   */
  int share(BtfType type) {
    return shared.computeIfAbsent(type, builder::add);
  }

  /** Adds a type with an identity of its own that is not yet a root: an anonymous record. */
  int add(BtfType type) {
    return builder.add(type);
  }

  /** Adds a type that is kept even if nothing refers to it. */
  int addRoot(BtfType type) {
    int id = builder.add(type);
    roots.add(id);
    return id;
  }

  @Nullable Integer tag(String name) {
    return tags.get(name);
  }

  /** The struct or union with this tag, declared now if it is new. */
  int declareTag(String name, boolean union) {
    Integer known = tags.get(name);
    if (known != null) {
      return known;
    }
    int id = addRoot(new BtfType.Forward(name, union));
    tags.put(name, id);
    return id;
  }

  /** Sets the members of an anonymous record, which is reached through the types that use it. */
  void setAnonymous(int id, BtfType type) {
    builder.set(id, type);
  }

  /** Defines the type with this id, which also determines its place in the order. */
  void define(int id, BtfType definition) {
    builder.set(id, definition);
    roots.remove(id);
    roots.add(id);
  }

  int defineTag(String name, BtfType type) {
    Integer known = tags.get(name);
    if (known == null) {
      int id = addRoot(type);
      tags.put(name, id);
      return id;
    }
    define(known, type);
    return known;
  }

  @Nullable Integer ordinary(String name) {
    return ordinary.get(name);
  }

  int defineOrdinary(String name, BtfType type) {
    int id = addRoot(type);
    ordinary.put(name, id);
    return id;
  }

  @Nullable CValue enumerator(String name) {
    return enumerators.get(name);
  }

  void defineEnumerator(String name, CValue value) {
    enumerators.put(name, value);
  }

  void align(int id, long alignment) {
    alignments.put(id, alignment);
  }

  /** Whether objects of this type can be declared: its size is known. */
  boolean isComplete(int id) {
    return switch (builder.get(skipModifiersAndTypedefs(id))) {
      case BtfType.VoidType _, BtfType.Forward _, BtfType.FuncProto _ -> false;
      case BtfType.Enumeration e -> !e.values().isEmpty();
      default -> true;
    };
  }

  /** An array of a complete type; its size is at most {@link #MAX_SIZE}. */
  int array(int element, long count) {
    int index = share(BaseTypes.ARRAY_INDEX);
    int id = share(new BtfType.Array(element, index, count));
    arraySizes.put(id, sizeOf(element) * count);
    return id;
  }

  /** Size in bytes of a complete type. */
  long sizeOf(int id) {
    int behind = skipModifiersAndTypedefs(id);
    return switch (builder.get(behind)) {
      case BtfType.Int i -> i.size();
      case BtfType.Ptr _ -> 8;
      case BtfType.Array _ -> arraySizes.getOrDefault(behind, 0L);
      case BtfType.Composite c -> c.size();
      case BtfType.Enumeration e -> e.size();
      case BtfType.FloatType f -> f.size();
      default -> 0;
    };
  }

  /** Alignment in bytes of a complete type; an aligned typedef has its own. */
  long alignOf(int id) {
    while (true) {
      Long given = alignments.get(id);
      if (given != null) {
        return given;
      }
      switch (builder.get(id)) {
        case BtfType.Const(int t) -> id = t;
        case BtfType.Volatile(int t) -> id = t;
        case BtfType.Restrict(int t) -> id = t;
        case BtfType.TypeTag(_, int t, _) -> id = t;
        case BtfType.Typedef(_, int t) -> id = t;
        case BtfType.Array a -> id = a.type();
        default -> {
          // records have their alignment in the map above
          return Math.max(1, sizeOf(id));
        }
      }
    }
  }

  /** Id of the type behind modifiers and typedefs. */
  int skipModifiersAndTypedefs(int id) {
    while (true) {
      switch (builder.get(id)) {
        case BtfType.Const(int t) -> id = t;
        case BtfType.Volatile(int t) -> id = t;
        case BtfType.Restrict(int t) -> id = t;
        case BtfType.TypeTag(_, int t, _) -> id = t;
        case BtfType.Typedef(_, int t) -> id = t;
        default -> {
          return id;
        }
      }
    }
  }

  /** The reachable types, numbered so that the order of ids is the order of definition. */
  Btf finish() {
    List<Integer> order = new ArrayList<>();
    Map<Integer, Integer> ids = new HashMap<>();
    ids.put(0, 0);
    for (int root : roots) {
      number(root, order, ids);
    }
    Btf.Builder result = new Btf.Builder();
    for (int old : order) {
      result.add(BtfIds.renumber(builder.get(old), ids::get));
    }
    return result.build();
  }

  private void number(int id, List<Integer> order, Map<Integer, Integer> ids) {
    order.add(id);
    ids.put(id, order.size());
    for (int target : TypeReferences.of(builder.get(id))) {
      if (!ids.containsKey(target) && !roots.contains(target)) {
        number(target, order, ids);
      }
    }
  }
}
