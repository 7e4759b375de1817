package io.github.hidbpf4j.bpf.btf.header;

import io.github.hidbpf4j.bpf.btf.BtfType;
import java.util.List;

/**
 * The part of a declaration around the name: {@code derivations} turn the base type into the
 * declared one, in order of application. {@code name} is empty for an abstract declarator; {@code
 * at} is the name or its place.
 */
record Declarator(String name, CToken at, List<Derivation> derivations, Attributes attributes) {
  /** A step from a type to a derived type. */
  sealed interface Derivation {}

  record Pointer(Qualifiers qualifiers, List<Attributes.Tag> typeTags) implements Derivation {}

  record ArrayOf(CToken at, long count) implements Derivation {}

  record FunctionOf(CToken at, List<BtfType.Param> params, List<ParameterTag> tags)
      implements Derivation {}

  /** A {@code btf_decl_tag} on a parameter. */
  record ParameterTag(int parameter, String tag) {}

  /** Type qualifiers. */
  record Qualifiers(boolean isConst, boolean isVolatile, boolean isRestrict) {
    static final Qualifiers NONE = new Qualifiers(false, false, false);

    /** Adds the qualifier that the token is; returns this object when it is not one. */
    Qualifiers plus(CToken t) {
      return switch (t.isIdentifier() ? t.text() : "") {
        case "const", "__const", "__const__" -> new Qualifiers(true, isVolatile, isRestrict);
        case "volatile", "__volatile", "__volatile__" -> new Qualifiers(isConst, true, isRestrict);
        case "restrict", "__restrict", "__restrict__" -> new Qualifiers(isConst, isVolatile, true);
        default -> this;
      };
    }

    static boolean isQualifier(CToken t) {
      return switch (t.isIdentifier() ? t.text() : "") {
        case "const", "__const", "__const__", "volatile", "__volatile", "__volatile__" -> true;
        case "restrict", "__restrict", "__restrict__" -> true;
        default -> false;
      };
    }

    /** The qualified type, const outermost, as in clang. */
    int apply(int type, TypeTable types) {
      int t = isRestrict ? types.share(new BtfType.Restrict(type)) : type;
      t = isVolatile ? types.share(new BtfType.Volatile(t)) : t;
      return isConst ? types.share(new BtfType.Const(t)) : t;
    }
  }
}
