package io.github.hidbpf4j.bpf.btf;

/**
 * Kind numbers and names ({@code include/uapi/linux/btf.h}, Linux 6.12; names as libbpf's messages
 * have them).
 */
public final class BtfKind {
  static final int INT = 1;
  static final int PTR = 2;
  static final int ARRAY = 3;
  static final int STRUCT = 4;
  static final int UNION = 5;
  static final int ENUM = 6;
  static final int FWD = 7;
  static final int TYPEDEF = 8;
  static final int VOLATILE = 9;
  static final int CONST = 10;
  static final int RESTRICT = 11;
  static final int FUNC = 12;
  static final int FUNC_PROTO = 13;
  static final int VAR = 14;
  static final int DATASEC = 15;
  static final int FLOAT = 16;
  static final int DECL_TAG = 17;
  static final int TYPE_TAG = 18;
  static final int ENUM64 = 19;

  private static final String[] NAMES = {
    "void",
    "int",
    "ptr",
    "array",
    "struct",
    "union",
    "enum",
    "fwd",
    "typedef",
    "volatile",
    "const",
    "restrict",
    "func",
    "func_proto",
    "var",
    "datasec",
    "float",
    "decl_tag",
    "type_tag",
    "enum64"
  };

  private BtfKind() {}

  /** {@code BTF_KIND_*} of a type. */
  public static int number(BtfType type) {
    return switch (type) {
      case BtfType.VoidType _ -> 0;
      case BtfType.Int _ -> INT;
      case BtfType.Ptr _ -> PTR;
      case BtfType.Array _ -> ARRAY;
      case BtfType.Composite c -> c.union() ? UNION : STRUCT;
      case BtfType.Enumeration e -> e.is64() ? ENUM64 : ENUM;
      case BtfType.Forward _ -> FWD;
      case BtfType.Typedef _ -> TYPEDEF;
      case BtfType.Volatile _ -> VOLATILE;
      case BtfType.Const _ -> CONST;
      case BtfType.Restrict _ -> RESTRICT;
      case BtfType.Func _ -> FUNC;
      case BtfType.FuncProto _ -> FUNC_PROTO;
      case BtfType.Var _ -> VAR;
      case BtfType.DataSection _ -> DATASEC;
      case BtfType.FloatType _ -> FLOAT;
      case BtfType.DeclTag _ -> DECL_TAG;
      case BtfType.TypeTag _ -> TYPE_TAG;
    };
  }

  /** Name of a type's kind: {@code struct}, {@code func_proto}, ... */
  public static String name(BtfType type) {
    return NAMES[number(type)];
  }

  /** Name of a kind number. */
  static String name(int kind) {
    return kind >= 0 && kind < NAMES.length ? NAMES[kind] : "unknown";
  }
}
