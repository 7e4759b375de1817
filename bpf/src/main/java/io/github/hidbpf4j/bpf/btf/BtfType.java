package io.github.hidbpf4j.bpf.btf;

import java.util.List;

/**
 * A BTF type, one record per kind ({@code Documentation/bpf/btf.rst}, Linux 6.12). References to
 * other types are type ids of the same {@link Btf}; id 0 is {@code void}. Names are empty where BTF
 * has none.
 */
public sealed interface BtfType {
  /** The type's name; empty for an anonymous type or a kind without one. */
  default String name() {
    return "";
  }

  /** {@code BTF_KIND_*}. */
  int kind();

  /** Its size in bytes, 0 where that is not known without other types. A pointer has 8. */
  default long bytes() {
    return 0;
  }

  /** A type that only refers to another one, which is {@code void} where {@code type} is 0. */
  sealed interface Reference extends BtfType {
    /** Id of the other one. */
    int type();
  }

  /** A qualifier of a type, whose layout it has. */
  sealed interface Modifier extends Reference {}

  /** {@code void}, type id 0; never stored. */
  record VoidType() implements BtfType {
    @Override
    public int kind() {
      return 0;
    }
  }

  /**
   * Kind 1. {@code size} in bytes (1, 2, 4, 8, 16); {@code bitOffset} and {@code bits} as encoded
   * (only old bit-fields use other than 0 and size * 8).
   */
  record Int(
      String name,
      int size,
      boolean signed,
      boolean isChar,
      boolean isBool,
      int bitOffset,
      int bits)
      implements BtfType {
    @Override
    public int kind() {
      return BtfKind.INT;
    }

    @Override
    public long bytes() {
      return size;
    }
  }

  /** Kind 2. */
  record Ptr(int type) implements Reference {
    @Override
    public int kind() {
      return BtfKind.PTR;
    }

    @Override
    public long bytes() {
      return 8;
    }
  }

  /** Kind 3. {@code count} elements of {@code type}; unsigned 32 bits. */
  record Array(int type, int indexType, long count) implements BtfType {
    @Override
    public int kind() {
      return BtfKind.ARRAY;
    }
  }

  /** Kinds 4 and 5: struct and union; {@code size} in bytes, unsigned 32 bits. */
  record Composite(boolean union, String name, long size, List<Member> members) implements BtfType {
    @Override
    public int kind() {
      return union ? BtfKind.UNION : BtfKind.STRUCT;
    }

    @Override
    public long bytes() {
      return size;
    }
  }

  /**
   * A member of a struct or union: offset in bits from the start; {@code bitFieldSize} 0 when it is
   * no bit-field.
   */
  record Member(String name, int type, long bitOffset, int bitFieldSize) {
    /** Offset in bytes, rounded down. */
    public long byteOffset() {
      return bitOffset >>> 3;
    }
  }

  /** Kinds 6 and 19: enum with 32 or 64-bit values; {@code size} in bytes. */
  record Enumeration(String name, int size, boolean signed, boolean is64, List<Enumerator> values)
      implements BtfType {
    @Override
    public int kind() {
      return is64 ? BtfKind.ENUM64 : BtfKind.ENUM;
    }

    @Override
    public long bytes() {
      return size;
    }
  }

  /** A named value of an enum; of a 32-bit unsigned enum, zero-extended. */
  record Enumerator(String name, long value) {}

  /** Kind 7: forward declaration. */
  record Forward(String name, boolean union) implements BtfType {
    @Override
    public int kind() {
      return BtfKind.FWD;
    }
  }

  /** Kind 8. */
  record Typedef(String name, int type) implements Reference {
    @Override
    public int kind() {
      return BtfKind.TYPEDEF;
    }
  }

  /** Kind 9. */
  record Volatile(int type) implements Modifier {
    @Override
    public int kind() {
      return BtfKind.VOLATILE;
    }
  }

  /** Kind 10. */
  record Const(int type) implements Modifier {
    @Override
    public int kind() {
      return BtfKind.CONST;
    }
  }

  /** Kind 11. */
  record Restrict(int type) implements Modifier {
    @Override
    public int kind() {
      return BtfKind.RESTRICT;
    }
  }

  /** Kind 12: a function, its prototype and linkage. */
  record Func(String name, int type, Linkage linkage) implements BtfType {
    @Override
    public int kind() {
      return BtfKind.FUNC;
    }
  }

  /** Kind 13: a function prototype; a last parameter of type 0 without name stands for varargs. */
  record FuncProto(int returnType, List<Param> params) implements BtfType {
    @Override
    public int kind() {
      return BtfKind.FUNC_PROTO;
    }
  }

  /** A parameter of a prototype. */
  record Param(String name, int type) {}

  /** Kind 14: a variable. */
  record Var(String name, int type, Linkage linkage) implements Reference {
    @Override
    public int kind() {
      return BtfKind.VAR;
    }
  }

  /** Kind 15: a section of variables or functions; {@code size} in bytes. */
  record DataSection(String name, long size, List<SectionVar> vars) implements BtfType {
    @Override
    public int kind() {
      return BtfKind.DATASEC;
    }

    @Override
    public long bytes() {
      return size;
    }
  }

  /** An entry of a data section: variable or function, offset and size in bytes. */
  record SectionVar(int type, long offset, long size) {}

  /** Kind 16; {@code size} in bytes. */
  record FloatType(String name, int size) implements BtfType {
    @Override
    public int kind() {
      return BtfKind.FLOAT;
    }

    @Override
    public long bytes() {
      return size;
    }
  }

  /**
   * Kind 17: a tag on a declaration; {@code component} -1 for the declaration itself, else member
   * or parameter index.
   */
  record DeclTag(String name, int type, int component) implements BtfType {
    @Override
    public int kind() {
      return BtfKind.DECL_TAG;
    }
  }

  /** Kind 18: a tag on a pointee. */
  record TypeTag(String name, int type) implements Modifier {
    @Override
    public int kind() {
      return BtfKind.TYPE_TAG;
    }
  }

  /** Linkage of functions and variables. */
  enum Linkage {
    STATIC,
    GLOBAL,
    EXTERN
  }
}
