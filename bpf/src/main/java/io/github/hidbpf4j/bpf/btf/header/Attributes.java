package io.github.hidbpf4j.bpf.btf.header;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The {@code __attribute__}s of one declaration that affect types. */
final class Attributes {
  /** Attributes that have no effect on types or layout. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "preserve_access_index",
          "preserve_static_offset",
          "weak",
          "unused",
          "used",
          "deprecated",
          "noinline",
          "always_inline",
          "noreturn",
          "pure",
          "const",
          "format",
          "may_alias",
          "visibility",
          "designated_init",
          "transparent_union",
          "warn_unused_result",
          "nonnull",
          "malloc",
          "cold",
          "hot",
          "bpf_fastcall",
          "nothrow",
          "no_instrument_function",
          "alloc_size",
          "leaf");

  boolean packed;

  /** Requested alignment in bytes; 0 for none. */
  long aligned;

  /** Size in bytes from {@code mode}; 0 for none. */
  int modeSize;

  /** Whether the declaration is in section .ksyms: a kfunc or kernel variable. */
  boolean ksym;

  final List<Tag> typeTags = new ArrayList<>();
  final List<String> declTags = new ArrayList<>();

  /**
   * A tag of a type.
   *
   * @param text of the tag, or the attribute itself
   * @param attribute whether it is a compiler attribute, which BTF of 6.15 and later distinguishes
   */
  record Tag(String text, boolean attribute) {}

  /** Reads the attributes at the cursor, if any. */
  void parse(TokenCursor in, ConstantExpression.Names names) {
    while (in.peek().is("__attribute__") || in.peek().is("__attribute")) {
      in.next();
      in.expect("(", "after __attribute__");
      in.expect("(", "after __attribute__");
      while (!in.peek().is(")")) {
        if (!in.accept(",")) {
          attribute(in, names);
        }
      }
      in.expect(")", "to close __attribute__");
      in.expect(")", "to close __attribute__");
    }
  }

  private void attribute(TokenCursor in, ConstantExpression.Names names) {
    CToken t = in.identifier("the name of an attribute");
    String name = t.text();
    if (name.length() > 4 && name.startsWith("__") && name.endsWith("__")) {
      name = name.substring(2, name.length() - 2);
    }
    switch (name) {
      case "packed" -> packed = true;
      case "aligned" -> aligned = Math.max(aligned, alignment(t, in, names));
      case "btf_type_tag" -> typeTags.add(new Tag(argument(in, name), false));
      case "address_space" -> typeTags.add(new Tag(addressSpace(in, names), true));
      case "btf_decl_tag" -> declTags.add(argument(in, name));
      case "section" -> ksym |= argument(in, name).equals(".ksyms");
      case "mode" -> modeSize = mode(in);
      default -> {
        if (!WITHOUT_EFFECT.contains(name)) {
          throw new HeaderException(
              t, "attribute " + t.shown() + " is not supported: it may change the layout");
        }
        if (in.accept("(")) {
          skipArguments(t, in);
        }
      }
    }
  }

  private static String addressSpace(TokenCursor in, ConstantExpression.Names names) {
    in.expect("(", "after address_space");
    CValue number = new ConstantExpression(in, names).evaluate();
    in.expect(")", "to close address_space");
    return "address_space(" + number.value() + ")";
  }

  private static long alignment(CToken at, TokenCursor in, ConstantExpression.Names names) {
    if (!in.accept("(")) {
      return 16;
    }
    CValue v = new ConstantExpression(in, names).evaluate();
    in.expect(")", "to close aligned");
    if (v.isNegative() || v.isHuge() || Long.bitCount(v.value()) != 1 || v.value() > 1 << 28) {
      throw new HeaderException(
          at, "alignment " + v.value() + ", expected a power of two up to " + (1 << 28));
    }
    return v.value();
  }

  private static String argument(TokenCursor in, String name) {
    in.expect("(", "after " + name);
    String value = in.string("a string").text();
    in.expect(")", "to close " + name);
    return value;
  }

  private static int mode(TokenCursor in) {
    in.expect("(", "after mode");
    CToken m = in.identifier("a machine mode");
    in.expect(")", "to close mode");
    return switch (m.text().replace("_", "")) {
      case "byte", "QI" -> 1;
      case "HI" -> 2;
      case "SI" -> 4;
      case "DI", "word", "pointer" -> 8;
      default ->
          throw new HeaderException(
              m, "unknown machine mode " + m.shown() + ", expected byte, QI, HI, SI or DI");
    };
  }

  private static void skipArguments(CToken at, TokenCursor in) {
    int open = 1;
    while (open > 0) {
      CToken t = in.next();
      if (t.isEnd()) {
        throw new HeaderException(at, "attribute " + at.shown() + " is not closed; expected ')'");
      }
      open += t.is("(") ? 1 : t.is(")") ? -1 : 0;
    }
  }
}
