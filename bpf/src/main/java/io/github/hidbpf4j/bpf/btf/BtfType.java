package io.github.hidbpf4j.bpf.btf;

import java.util.List;

/**
 * A BTF type, one record per kind ({@code Documentation/bpf/btf.rst}, Linux 6.12). References to
 * other types are type ids of the same {@link Btf}; id 0 is {@code void}. Names are empty where BTF
 * has none.
 */
public sealed interface BtfType {
  /** {@return the name; empty for an anonymous type or a kind without one} */
  default String name() {
    return "";
  }

  /** {@return the kind number, {@code BTF_KIND_*}} */
  int kind();

  /** {@return whether objects of this type can exist and have a size} */
  default boolean hasSize() {
    return !(this instanceof VoidType
        || this instanceof Forward
        || this instanceof Func
        || this instanceof FuncProto
        || this instanceof DeclTag
        || this instanceof Unknown);
  }

  /** {@return the size in bytes, 0 where it depends on other types; 8 for a pointer} */
  default long bytes() {
    return 0;
  }

  /** A type that only refers to another; {@code type} 0 is {@code void}. */
  sealed interface Reference extends BtfType {
    /** {@return the id of the type that it refers to} */
    int type();
  }

  /** A qualifier; its layout is that of the qualified type. */
  sealed interface Modifier extends Reference {}

  /** {@code void}, type id 0; never stored. */
  record VoidType() implements BtfType {
    @Override
    public int kind() {
      return 0;
    }
  }

  /**
   * Kind 1: an integer, character or boolean.
   *
   * @param name name in C
   * @param size bytes: 1, 2, 4, 8 or 16
   * @param signed whether the encoding is signed
   * @param isChar whether the encoding is a character
   * @param isBool whether the encoding is a boolean
   * @param bitOffset bits from the start to the value; other than 0 only in old bit-fields
   * @param bits bits of the value; other than size * 8 only in old bit-fields
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

  /**
   * Kind 2: a pointer.
   *
   * @param type id of the pointee
   */
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

  /**
   * Kind 3: an array.
   *
   * @param type id of the type of an element
   * @param indexType id of the type of an index
   * @param count number of elements, unsigned 32 bits
   */
  record Array(int type, int indexType, long count) implements BtfType {
    @Override
    public int kind() {
      return BtfKind.ARRAY;
    }
  }

  /**
   * Kinds 4 and 5: struct and union.
   *
   * @param union true for a union, false for a struct
   * @param name the tag; empty when anonymous
   * @param size bytes, unsigned 32 bits
   * @param members in order of declaration
   */
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
   * A member of a struct or union.
   *
   * @param name empty for an anonymous struct or union or an unnamed bit-field
   * @param type id of its type
   * @param bitOffset bits from the start of the struct or union
   * @param bitFieldSize bits of a bit-field; 0 when it is none
   */
  record Member(String name, int type, long bitOffset, int bitFieldSize) {
    /** {@return the offset in bytes, rounded down} */
    public long byteOffset() {
      return bitOffset >>> 3;
    }
  }

  /**
   * Kinds 6 and 19: an enum.
   *
   * @param name the tag; empty when anonymous
   * @param size bytes of a value: 1, 2, 4 or 8
   * @param signed whether values are signed
   * @param is64 whether BTF stores them in 64 bits (kind 19) instead of 32
   * @param values enumerators in order of declaration
   */
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

  /**
   * A named value of an enum.
   *
   * @param name the enumerator
   * @param value sign-extended in a signed enum; zero-extended in an unsigned 32-bit one
   */
  record Enumerator(String name, long value) {}

  /**
   * Kind 7: a forward declaration.
   *
   * @param name the tag
   * @param union true for a union, false for a struct
   */
  record Forward(String name, boolean union) implements BtfType {
    @Override
    public int kind() {
      return BtfKind.FWD;
    }
  }

  /**
   * Kind 8: a typedef.
   *
   * @param name the name it defines
   * @param type id of the type it stands for
   */
  record Typedef(String name, int type) implements Reference {
    @Override
    public int kind() {
      return BtfKind.TYPEDEF;
    }
  }

  /**
   * Kind 9: {@code volatile}.
   *
   * @param type id of the qualified type
   */
  record Volatile(int type) implements Modifier {
    @Override
    public int kind() {
      return BtfKind.VOLATILE;
    }
  }

  /**
   * Kind 10: {@code const}.
   *
   * @param type id of the qualified type
   */
  record Const(int type) implements Modifier {
    @Override
    public int kind() {
      return BtfKind.CONST;
    }
  }

  /**
   * Kind 11: {@code restrict}.
   *
   * @param type id of the qualified type
   */
  record Restrict(int type) implements Modifier {
    @Override
    public int kind() {
      return BtfKind.RESTRICT;
    }
  }

  /**
   * Kind 12: a function.
   *
   * @param name name in C
   * @param type id of its prototype, a {@link FuncProto}
   * @param linkage its visibility to other objects
   */
  record Func(String name, int type, Linkage linkage) implements BtfType {
    @Override
    public int kind() {
      return BtfKind.FUNC;
    }
  }

  /**
   * Kind 13: a function prototype.
   *
   * @param returnType id of the type of the result; 0 for {@code void}
   * @param params parameters in order; a last one of type 0 without name stands for varargs
   */
  record FuncProto(int returnType, List<Param> params) implements BtfType {
    @Override
    public int kind() {
      return BtfKind.FUNC_PROTO;
    }
  }

  /**
   * A parameter of a prototype.
   *
   * @param name may be empty
   * @param type id of its type
   */
  record Param(String name, int type) {}

  /**
   * Kind 14: a variable.
   *
   * @param name name in C
   * @param type id of its type
   * @param linkage its visibility to other objects
   */
  record Var(String name, int type, Linkage linkage) implements Reference {
    @Override
    public int kind() {
      return BtfKind.VAR;
    }
  }

  /**
   * Kind 15: a section of variables or functions.
   *
   * @param name name of the ELF section: {@code .data}, {@code .ksyms}
   * @param size bytes, unsigned 32 bits; 0 before the loader has filled it in
   * @param vars its variables or functions
   */
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

  /**
   * An entry of a data section.
   *
   * @param type id of the variable or function
   * @param offset bytes from the start of the section, unsigned 32 bits
   * @param size its size in bytes, unsigned 32 bits
   */
  record SectionVar(int type, long offset, long size) {}

  /**
   * Kind 16: a floating-point type.
   *
   * @param name name in C
   * @param size bytes: 2, 4, 8, 12 or 16
   */
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
   * Kind 17: a tag on a declaration.
   *
   * @param name text of the tag
   * @param type id of the struct, union, typedef, variable or function that it is attached to
   * @param component -1 for the declaration itself, else the index of a member or parameter
   * @param attribute whether the text is a compiler attribute rather than a {@code btf_decl_tag}
   *     (kind_flag; Linux 6.15 and later)
   */
  record DeclTag(String name, int type, int component, boolean attribute) implements BtfType {
    /**
     * A {@code btf_decl_tag}.
     *
     * @param name text of the tag
     * @param type id of what it is attached to
     * @param component -1, or the index of a member or parameter
     */
    public DeclTag(String name, int type, int component) {
      this(name, type, component, false);
    }

    @Override
    public int kind() {
      return BtfKind.DECL_TAG;
    }
  }

  /**
   * Kind 18: a tag on a pointee.
   *
   * @param name text of the tag
   * @param type id of the tagged type
   * @param attribute whether the text is a compiler attribute, such as {@code address_space(1)},
   *     rather than a {@code btf_type_tag} (kind_flag; Linux 6.15 and later)
   */
  record TypeTag(String name, int type, boolean attribute) implements Modifier {
    /**
     * A {@code btf_type_tag}.
     *
     * @param name text of the tag
     * @param type id of the tagged type
     */
    public TypeTag(String name, int type) {
      this(name, type, false);
    }

    @Override
    public int kind() {
      return BtfKind.TYPE_TAG;
    }
  }

  /**
   * A type of an unknown kind, skipped because the layout section gives its length.
   *
   * @param name its name, if any
   * @param kind its kind number
   */
  record Unknown(String name, int kind) implements BtfType {}

  /** Linkage of functions and variables. */
  enum Linkage {
    /** Visible only in its own object. */
    STATIC,
    /** Visible to other objects. */
    GLOBAL,
    /** Declared here, defined elsewhere: in another object or the kernel. */
    EXTERN
  }
}
