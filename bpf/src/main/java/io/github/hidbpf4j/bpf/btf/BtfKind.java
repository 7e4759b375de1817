package io.github.hidbpf4j.bpf.btf;

/**
 * Kind numbers and names ({@code include/uapi/linux/btf.h}, Linux 6.12; names as in libbpf's
 * messages).
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

  /**
   * Names the kind of a type.
   *
   * @param type any type, {@code void} included
   * @return {@code struct}, {@code func_proto}, ...
   */
  public static String name(BtfType type) {
    return name(type.kind());
  }

  /** Name of a kind number. */
  static String name(int kind) {
    return kind >= 0 && kind < NAMES.length ? NAMES[kind] : "kind " + kind;
  }
}
