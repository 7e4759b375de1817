package io.github.hidbpf4j.bpf.btf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A set of BTF types, indexed by type id from 1; id 0 is {@code void}. Immutable. Read from bytes
 * by {@code BtfReader}, made from a C header by {@code CHeaderParser}, built in code with {@link
 * Builder}.
 */
public final class Btf {
  private static final BtfType VOID = new BtfType.VoidType();
  private final List<BtfType> types;
  private final Map<String, List<Integer>> byName = new HashMap<>();

  /** A set of these types; the first has id 1. */
  public Btf(List<BtfType> types) {
    this.types = List.copyOf(types);
    for (int i = 0; i < this.types.size(); i++) {
      String name = this.types.get(i).name();
      if (!name.isEmpty()) {
        byName.computeIfAbsent(name, k -> new ArrayList<>(1)).add(i + 1);
      }
    }
  }

  /** How many types there are; ids run from 1 to this number. */
  public int size() {
    return types.size();
  }

  /** All types in order of id, from id 1. */
  public List<BtfType> types() {
    return types;
  }

  /**
   * The type with this id.
   *
   * @throws IndexOutOfBoundsException when there is none
   */
  public BtfType type(int id) {
    return id == 0 ? VOID : types.get(id - 1);
  }

  /** Ids of all types with this name, ascending. */
  public List<Integer> idsByName(String name) {
    return byName.getOrDefault(name, List.of());
  }

  /** Id of the first type of this kind with this name. */
  public Optional<Integer> find(String name, Class<? extends BtfType> kind) {
    return idsByName(name).stream().filter(id -> kind.isInstance(type(id))).findFirst();
  }

  /** Id of the struct (not union) with this name. */
  public Optional<Integer> findStruct(String name) {
    return idsByName(name).stream()
        .filter(id -> type(id) instanceof BtfType.Composite c && !c.union())
        .findFirst();
  }

  /** Id of the type behind const, volatile, restrict and type tags. */
  public int skipModifiers(int id) {
    while (type(id) instanceof BtfType.Modifier modifier) {
      id = modifier.type();
    }
    return id;
  }

  /** Id of the type behind modifiers and typedefs. */
  public int resolve(int id) {
    while (true) {
      id = skipModifiers(id);
      if (type(id) instanceof BtfType.Typedef(_, int t)) {
        id = t;
      } else {
        return id;
      }
    }
  }

  /** The type behind modifiers and typedefs. */
  public BtfType resolved(int id) {
    return type(resolve(id));
  }

  /**
   * Size of a type in bytes; 0 for void, functions and forward declarations. Pointers are 8 bytes.
   * A reader guarantees that no chain is cyclic and that array sizes fit 32 bits.
   */
  public long sizeOf(int id) {
    BtfType type = resolved(id);
    if (type instanceof BtfType.Array array) {
      return sizeOf(array.type()) * array.count();
    }
    return type instanceof BtfType.Var variable ? sizeOf(variable.type()) : type.bytes();
  }

  /** Collects types; the id of each is known when it is added. */
  public static final class Builder {
    private final List<BtfType> types = new ArrayList<>();

    /** Adds a type and returns its id. */
    public int add(BtfType type) {
      types.add(type);
      return types.size();
    }

    /** Replaces the type with this id: for types that refer to each other. */
    public void set(int id, BtfType type) {
      types.set(id - 1, type);
    }

    /** The type added under this id. */
    public BtfType get(int id) {
      return id == 0 ? VOID : types.get(id - 1);
    }

    /** Number of types so far. */
    public int size() {
      return types.size();
    }

    /** The finished set. */
    public Btf build() {
      return new Btf(types);
    }
  }
}
