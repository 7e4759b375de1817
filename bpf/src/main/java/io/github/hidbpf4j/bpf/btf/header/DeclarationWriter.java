package io.github.hidbpf4j.bpf.btf.header;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes types in C: definitions of tagged types and declarations of names. */
final class DeclarationWriter {
  private static final int MAX_DEPTH = 100;

  /** Gaps up to this many bits are unnamed bit-fields; larger ones would be thousands of lines. */
  private static final long MAX_BIT_PADDING = 8 * 8192;

  private final Btf btf;
  private final CNames names;
  private final RecordShapes shapes;
  private final Map<Integer, List<BtfType.DeclTag>> declTags = new HashMap<>();
  private final Set<Integer> writtenEnums = new HashSet<>();
  private int depth;

  DeclarationWriter(Btf btf, CNames names) {
    this.btf = btf;
    this.names = names;
    this.shapes = new RecordShapes(btf);
    for (BtfType t : btf.types()) {
      if (t instanceof BtfType.DeclTag tag) {
        declTags.computeIfAbsent(tag.type(), _ -> new ArrayList<>(1)).add(tag);
      }
    }
  }

  /** Tags on a declaration (component -1), member or parameter. */
  List<String> declTags(int id, int component) {
    return declTags.getOrDefault(id, List.of()).stream()
        .filter(t -> t.component() == component)
        .map(BtfType.DeclTag::name)
        .toList();
  }

  private String declTagText(int id, int component) {
    StringBuilder b = new StringBuilder();
    declTags(id, component).forEach(t -> b.append(" ").append(tag("btf_decl_tag", t)));
    return b.toString();
  }

  static String tag(String attribute, String value) {
    String quoted = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return "__attribute__((" + attribute + "(\"" + quoted + "\")))";
  }

  /** A file-scope definition without its semicolon: struct, union, enum or typedef. */
  String definition(int id) {
    return switch (btf.type(id)) {
      case BtfType.Typedef(_, int t) ->
          "typedef " + declaration(t, names.of(id), 0) + declTagText(id, -1);
      case BtfType.Enumeration _ -> enumeration(id, 0);
      case BtfType.Composite c -> record(id, c, names.of(id), 0);
      default -> CNames.kind(btf.type(id)) + " " + names.of(id);
    };
  }

  /** A function's prototype without its semicolon. */
  String prototype(int id, BtfType.Func f) {
    BtfType.FuncProto p = (BtfType.FuncProto) btf.type(f.type());
    return declaration(p.returnType(), f.name() + parameters(p, id, 0), 0, true);
  }

  /** A variable's declaration without its semicolon. */
  String variable(BtfType.Var v) {
    return declaration(v.type(), v.name(), 0);
  }

  /**
   * A declaration of {@code declarator} with this type. Built from the name outwards, as in C: the
   * text grows around the name until it reaches a type that has a name.
   */
  private String declaration(int typeId, String declarator, int level) {
    return declaration(typeId, declarator, level, false);
  }

  private String declaration(int typeId, String declarator, int level, boolean mayBeIncomplete) {
    StringBuilder d = new StringBuilder(declarator);
    StringBuilder modifiers = new StringBuilder();
    boolean behindPointer = false;
    boolean incomplete = mayBeIncomplete;
    int id = typeId;
    while (true) {
      switch (btf.type(id)) {
        case BtfType.Const(int t) -> {
          addOnce(modifiers, "const ");
          id = t;
        }
        case BtfType.Volatile(int t) -> {
          addOnce(modifiers, "volatile ");
          id = t;
        }
        case BtfType.Restrict(int t) -> {
          addOnce(modifiers, "restrict ");
          id = t;
        }
        case BtfType.TypeTag(String tag, int t, boolean attribute) -> {
          modifiers
              .append(attribute ? "__attribute__((" + tag + "))" : tag("btf_type_tag", tag))
              .append(' ');
          id = t;
        }
        case BtfType.Ptr(int t) -> {
          String own = modifiers.toString();
          d.insert(0, own.isEmpty() || !d.isEmpty() ? own : own.strip()).insert(0, "*");
          if (!own.isEmpty()) {
            d.insert(1, ' ');
          }
          modifiers.setLength(0);
          behindPointer = true;
          incomplete = true;
          id = t;
        }
        case BtfType.Array a -> {
          parenthesise(d, behindPointer);
          d.append('[').append(a.count()).append(']');
          behindPointer = false;
          incomplete = false;
          id = a.type();
        }
        case BtfType.FuncProto p -> {
          parenthesise(d, behindPointer);
          d.append(parameters(p, 0, level));
          modifiers.setLength(0);
          behindPointer = false;
          incomplete = true;
          id = p.returnType();
        }
        default -> {
          return joined(modifiers + specifier(id, level, incomplete), d);
        }
      }
      if (d.length() > 1_000_000) {
        throw new HeaderException("type of '" + declarator + "' is too long to write in C");
      }
    }
  }

  /** BTF may qualify an array and its elements; C does not distinguish the two. */
  private static void addOnce(StringBuilder modifiers, String qualifier) {
    if (modifiers.indexOf(qualifier) < 0) {
      modifiers.append(qualifier);
    }
  }

  private static void parenthesise(StringBuilder d, boolean behindPointer) {
    if (behindPointer) {
      d.insert(0, '(').append(')');
    }
  }

  private static String joined(String specifier, StringBuilder d) {
    return d.isEmpty() ? specifier : specifier + " " + d;
  }

  private String parameters(BtfType.FuncProto p, int func, int level) {
    if (++depth > MAX_DEPTH) {
      throw new HeaderException("prototypes nested deeper than " + MAX_DEPTH + " levels");
    }
    StringBuilder b = new StringBuilder("(");
    List<BtfType.Param> params = p.params();
    for (int i = 0; i < params.size(); i++) {
      BtfType.Param q = params.get(i);
      boolean varargs = q.type() == 0 && i == params.size() - 1;
      b.append(i > 0 ? ", " : "");
      b.append(varargs ? "..." : declaration(q.type(), CNames.identifier(q.name()), level, true));
      b.append(func == 0 ? "" : declTagText(func, i));
    }
    depth--;
    return b.append(params.isEmpty() ? "void)" : ")").toString();
  }

  private String specifier(int id, int level, boolean incomplete) {
    return switch (btf.type(id)) {
      case BtfType.Int i -> BaseTypes.spelling(i);
      case BtfType.FloatType f -> BaseTypes.spelling(f);
      case BtfType.Composite c ->
          c.name().isEmpty() ? record(id, c, "", level) : CNames.kind(c) + " " + names.of(id);
      case BtfType.Enumeration e -> enumSpecifier(id, e, level, incomplete);
      case BtfType.Forward f -> CNames.kind(f) + " " + names.of(id);
      case BtfType.Typedef _ -> names.of(id);
      default -> "void";
    };
  }

  private String enumSpecifier(int id, BtfType.Enumeration e, int level, boolean incomplete) {
    if (e.name().isEmpty() && writtenEnums.add(id)) {
      return enumeration(id, level);
    }
    if (e.name().isEmpty() || (e.values().isEmpty() && !incomplete)) {
      // enumerators can be written only once; an enum without any is incomplete in C
      return BaseTypes.spelling(
          new BtfType.Int("", e.size(), e.signed(), false, false, 0, 8 * e.size()));
    }
    return "enum " + names.of(id);
  }

  private String enumeration(int id, int level) {
    BtfType.Enumeration e = (BtfType.Enumeration) btf.type(id);
    StringBuilder b = new StringBuilder("enum");
    b.append(e.name().isEmpty() ? "" : " " + names.of(id));
    if (e.values().isEmpty()) {
      return b.toString();
    }
    b.append(" {\n");
    boolean wide = false;
    for (BtfType.Enumerator v : e.values()) {
      wide |= v.value() < Integer.MIN_VALUE || v.value() > 0xffff_ffffL;
      indent(b, level + 1).append(names.enumerator(id, v.name())).append(" = ");
      b.append(constant(v.value(), e.signed())).append(",\n");
    }
    indent(b, level).append('}');
    switch (e.size()) {
      case 1 -> b.append(" __attribute__((mode(byte)))");
      case 2 -> b.append(" __attribute__((mode(HI)))");
      case 8 -> b.append(wide ? "" : " __attribute__((mode(DI)))");
      default -> {}
    }
    return b.append(declTagText(id, -1)).toString();
  }

  private static String constant(long v, boolean signed) {
    if (v == Long.MIN_VALUE && signed) {
      return "(-9223372036854775807LL - 1)";
    }
    if (!signed && (v < 0 || v > 0xffff_ffffL)) {
      return Long.toUnsignedString(v) + "ULL";
    }
    return Long.toString(v) + (v < Integer.MIN_VALUE || v > 0xffff_ffffL ? "LL" : "");
  }

  private String record(int id, BtfType.Composite c, String name, int level) {
    if (++depth > MAX_DEPTH) {
      throw new HeaderException("anonymous types nested deeper than " + MAX_DEPTH + " levels");
    }
    RecordShapes.Shape shape = shapes.of(id);
    StringBuilder b = new StringBuilder(CNames.kind(c));
    b.append(name.isEmpty() ? "" : " " + name).append(" {");
    String body = body(id, c, shape, level + 1);
    if (!body.isEmpty()) {
      b.append('\n').append(body);
      indent(b, level);
    }
    b.append('}');
    b.append(shape.packed() ? " __attribute__((packed))" : "");
    if (shape.unionAlignment() > 0) {
      b.append(" __attribute__((aligned(").append(shape.unionAlignment()).append(")))");
    }
    depth--;
    return b.append(declTagText(id, -1)).toString();
  }

  private String body(int id, BtfType.Composite c, RecordShapes.Shape shape, int level) {
    StringBuilder b = new StringBuilder();
    RecordLayout layout = new RecordLayout(c.union(), shape.packed());
    for (int i = 0; i < c.members().size(); i++) {
      BtfType.Member m = c.members().get(i);
      int width = shapes.bitFieldWidth(m);
      long offset = shapes.bitOffset(m);
      long size = btf.sizeOf(m.type());
      long align = shape.packed() ? 1 : shapes.alignOf(m.type());
      if (!c.union() && natural(layout, shape.packed(), size, align, width) != offset) {
        pad(b, layout, shape.packed(), offset, level);
      }
      long placed =
          width > 0 ? layout.placeBitField(size, align, width, true) : layout.place(size, align);
      if (placed != offset) {
        throw new HeaderException(
            CNames.kind(c)
                + " '"
                + c.name()
                + "' member '"
                + m.name()
                + "' is at bit "
                + offset
                + ", where C cannot put it: another member is there");
      }
      indent(b, level).append(member(m, i, level)).append(width > 0 ? ": " + width : "");
      b.append(declTagText(id, i)).append(";\n");
    }
    layout.alignAtLeast(shape.alignment());
    if (layout.size() < c.size()) {
      if (c.union()) {
        padBytes(b, "__padding", c.size(), level);
      } else {
        pad(b, layout, shape.packed(), 8 * c.size(), level);
      }
    }
    return b.toString();
  }

  private String member(BtfType.Member m, int index, int level) {
    if (!m.name().isEmpty()) {
      return declaration(m.type(), CNames.identifier(m.name()), level);
    }
    int type = btf.skipModifiers(m.type());
    if (btf.type(type) instanceof BtfType.Composite c) {
      // an unnamed member of a named record type is not standard C; written out in full it is
      return c.name().isEmpty() ? declaration(m.type(), "", level) : record(type, c, "", level);
    }
    return declaration(m.type(), "__unnamed_" + index, level);
  }

  private static long natural(
      RecordLayout layout, boolean packed, long size, long align, int width) {
    long cursor = layout.cursor();
    boolean fits = packed || cursor % (8 * align) + width <= 8 * size;
    return width > 0 && fits ? cursor : RecordLayout.roundUp(cursor, 8 * align);
  }

  /** Pads up to this bit with unnamed bit-fields, which take space but are not members in BTF. */
  private static void pad(
      StringBuilder b, RecordLayout layout, boolean packed, long target, int level) {
    if (target - layout.cursor() > MAX_BIT_PADDING) {
      long start = RecordLayout.roundUp(layout.cursor(), 8);
      long bytes = (target - start) / 8;
      padBytes(b, "__padding_" + start / 8, bytes, level);
      layout.place(bytes, 1);
    }
    while (layout.cursor() < target) {
      long at = layout.cursor();
      int width = (int) Math.min(target - at, packed ? 64 : 64 - at % 64);
      boolean inByte = width <= 8 && at % 8 + width <= 8;
      boolean inWord = width <= 32 && at % 32 + width <= 32;
      indent(b, level).append(inByte ? "char: " : inWord ? "int: " : "long: ");
      b.append(width).append(";\n");
      layout.placeBitField(inByte ? 1 : inWord ? 4 : 8, 1, width, false);
    }
  }

  /** Pads space that only a member can fill; the member appears in BTF. */
  private static void padBytes(StringBuilder b, String name, long bytes, int level) {
    indent(b, level).append("struct {\n");
    indent(b, level + 1).append("unsigned char ").append(name).append('[').append(bytes);
    indent(b.append("];\n"), level).append("};\n");
  }

  private static StringBuilder indent(StringBuilder b, int level) {
    return b.append("\t".repeat(level));
  }
}
