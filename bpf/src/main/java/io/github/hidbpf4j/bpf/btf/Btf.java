package io.github.hidbpf4j.bpf.btf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A set of BTF types, indexed by type id from 1; id 0 is {@code void}. Immutable. Read from bytes
 * by {@code BtfReader}, parsed from a C header by {@code CHeaderParser}, or built with {@link
 * Builder}.
 */
public final class Btf {
  private static final BtfType VOID = new BtfType.VoidType();
  private final List<BtfType> types;
  private final Map<String, List<Integer>> byName = new HashMap<>();

  /**
   * A set of types.
   *
   * @param types the types in order of id; the first has id 1
   */
  public Btf(List<BtfType> types) {
    this.types = List.copyOf(types);
    for (int i = 0; i < this.types.size(); i++) {
      String name = this.types.get(i).name();
      if (!name.isEmpty()) {
        byName.computeIfAbsent(name, k -> new ArrayList<>(1)).add(i + 1);
      }
    }
  }

  /** {@return the number of types, which is also the highest id} */
  public int size() {
    return types.size();
  }

  /** {@return all types in order of id, from id 1; unmodifiable} */
  public List<BtfType> types() {
    return types;
  }

  /**
   * Looks up a type.
   *
   * @param id type id; 0 is {@code void}
   * @return the type with this id
   * @throws IndexOutOfBoundsException when the id is out of range
   */
  public BtfType type(int id) {
    return id == 0 ? VOID : types.get(id - 1);
  }

  /**
   * Finds all types with a name, of any kind.
   *
   * @param name name in C, without {@code struct}, {@code union} or {@code enum}
   * @return their ids, ascending; empty when there are none
   */
  public List<Integer> idsByName(String name) {
    return byName.getOrDefault(name, List.of());
  }

  /**
   * Finds the first type with a kind and name.
   *
   * @param name name in C, without {@code struct}, {@code union} or {@code enum}
   * @param kind record or interface that the type must implement
   * @return its id; empty when there is none
   */
  public Optional<Integer> find(String name, Class<? extends BtfType> kind) {
    return idsByName(name).stream().filter(id -> kind.isInstance(type(id))).findFirst();
  }

  /**
   * Finds the first struct (not union) with a name.
   *
   * @param name the tag, without {@code struct}
   * @return its id; empty when there is none
   */
  public Optional<Integer> findStruct(String name) {
    return idsByName(name).stream()
        .filter(id -> type(id) instanceof BtfType.Composite c && !c.union())
        .findFirst();
  }

  /**
   * Follows const, volatile, restrict and type tags.
   *
   * @param id type id to start from
   * @return id of the first type that is none of these; may be a typedef
   */
  public int skipModifiers(int id) {
    while (type(id) instanceof BtfType.Modifier modifier) {
      id = modifier.type();
    }
    return id;
  }

  /**
   * Follows modifiers and typedefs.
   *
   * @param id type id to start from
   * @return id of the first type that is neither
   */
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

  /**
   * Follows modifiers and typedefs, like {@link #resolve}.
   *
   * @param id type id to begin at
   * @return the first type that is neither
   */
  public BtfType resolved(int id) {
    return type(resolve(id));
  }

  /**
   * Computes the size of a type. Pointers are 8 bytes. Readers guarantee that there are no cycles
   * and that array sizes fit in 32 bits.
   *
   * @param id type id
   * @return its size in bytes; 0 for void, functions and forward declarations
   */
  public long sizeOf(int id) {
    BtfType type = resolved(id);
    if (type instanceof BtfType.Array array) {
      return sizeOf(array.type()) * array.count();
    }
    return type instanceof BtfType.Var variable ? sizeOf(variable.type()) : type.bytes();
  }

  /** Collects types; each gets its id when it is added. */
  public static final class Builder {
    private final List<BtfType> types = new ArrayList<>();

    /** Creates a builder without types. */
    public Builder() {}

    /**
     * Adds a type.
     *
     * @param type the type; it may refer to types that are added later
     * @return its id
     */
    public int add(BtfType type) {
      types.add(type);
      return types.size();
    }

    /**
     * Replaces a type added earlier, for types that refer to each other.
     *
     * @param id its id, as {@link #add} returned it
     * @param type the replacement
     */
    public void set(int id, BtfType type) {
      types.set(id - 1, type);
    }

    /**
     * Looks up a type added earlier.
     *
     * @param id its id; 0 is {@code void}
     * @return the type
     */
    public BtfType get(int id) {
      return id == 0 ? VOID : types.get(id - 1);
    }

    /** {@return the number of types so far} */
    public int size() {
      return types.size();
    }

    /** {@return the finished set; later additions do not change it} */
    public Btf build() {
      return new Btf(types);
    }
  }
}
