package io.github.hidbpf4j.bpf.btf.header;

import io.github.hidbpf4j.bpf.btf.BtfType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Structs, unions and enums: tags, bodies, layout. */
final class TaggedTypeParser {
  /** BTF keeps offsets of members in 32 bits, in 24 where a record has bit-fields. */
  private static final long MAX_OFFSET = 0xffff_ffffL;

  private static final long MAX_OFFSET_WITH_BIT_FIELDS = 0xff_ffffL;

  private final DeclarationParser declarations;
  private final TokenCursor in;
  private final TypeTable types;

  TaggedTypeParser(DeclarationParser declarations) {
    this.declarations = declarations;
    this.in = declarations.in;
    this.types = declarations.types;
  }

  /** Reads from struct, union or enum to the end of the body or the tag; returns the type's id. */
  int parse() {
    CToken keyword = in.next();
    Attributes attributes = new Attributes();
    attributes.parse(in, declarations);
    CToken name = in.peek().isIdentifier() ? in.next() : null;
    if (!in.peek().is("{")) {
      if (name == null) {
        CToken t = in.peek();
        throw new HeaderException(
            t, "found " + t.shown() + ", expected a name or '{' after " + keyword.text());
      }
      return reference(keyword, name);
    }
    String tag = name == null ? "" : name.text();
    if (name != null) {
      checkUndefined(keyword, name);
    }
    return keyword.is("enum") ? enumBody(tag, attributes) : recordBody(keyword, tag, attributes);
  }

  private int reference(CToken keyword, CToken name) {
    checkKind(keyword, name);
    if (keyword.is("enum")) {
      Integer known = types.tag(name.text());
      return known != null
          ? known
          : types.defineTag(
              name.text(), new BtfType.Enumeration(name.text(), 4, false, false, List.of()));
    }
    return types.declareTag(name.text(), keyword.is("union"));
  }

  private void checkUndefined(CToken keyword, CToken name) {
    checkKind(keyword, name);
    Integer known = types.tag(name.text());
    if (known == null) {
      return;
    }
    boolean open =
        switch (types.get(known)) {
          case BtfType.Forward _ -> true;
          case BtfType.Enumeration e -> e.values().isEmpty();
          default -> false;
        };
    if (!open) {
      throw new HeaderException(name, keyword.text() + " " + name.shown() + " is defined twice");
    }
  }

  private void checkKind(CToken keyword, CToken name) {
    Integer known = types.tag(name.text());
    if (known == null) {
      return;
    }
    String kind =
        switch (types.get(known)) {
          case BtfType.Forward f -> f.union() ? "union" : "struct";
          case BtfType.Composite c -> c.union() ? "union" : "struct";
          default -> "enum";
        };
    if (!keyword.is(kind)) {
      throw new HeaderException(
          name, name.shown() + " is a " + kind + " above, here a " + keyword.text());
    }
  }

  private int enumBody(String tag, Attributes attributes) {
    in.expect("{", "");
    List<BtfType.Enumerator> values = new ArrayList<>();
    List<CToken> names = new ArrayList<>();
    List<CValue> constants = new ArrayList<>();
    CValue next = CValue.ZERO;
    while (!in.peek().is("}")) {
      CToken name = in.identifier("an enumerator or '}'");
      if (types.enumerator(name.text()) != null || types.ordinary(name.text()) != null) {
        throw new HeaderException(name, name.shown() + " is defined twice");
      }
      if (in.accept("=")) {
        next = new ConstantExpression(in, declarations).evaluate();
      }
      names.add(name);
      constants.add(next);
      types.defineEnumerator(name.text(), next);
      next = successor(next);
      if (!in.accept(",")) {
        break;
      }
    }
    CToken close = in.expect("}", "to close the enum");
    if (names.isEmpty()) {
      throw new HeaderException(close, "an enum needs at least one enumerator");
    }
    attributes.parse(in, declarations);
    boolean signed = constants.stream().anyMatch(CValue::isNegative);
    int size = enumSize(constants, signed, attributes);
    for (int i = 0; i < names.size(); i++) {
      CValue v = constants.get(i);
      if (signed && v.isHuge()) {
        throw new HeaderException(
            names.get(i),
            names.get(i).shown()
                + " does not fit the type of the enum: it has"
                + " negative values");
      }
      values.add(new BtfType.Enumerator(names.get(i).text(), v.value()));
    }
    BtfType type = new BtfType.Enumeration(tag, size, signed, size == 8, List.copyOf(values));
    int id = tag.isEmpty() ? types.addRoot(type) : types.defineTag(tag, type);
    addDeclTags(id, attributes.declTags, -1);
    return id;
  }

  private static CValue successor(CValue v) {
    long n = v.value() + 1;
    boolean overflow = !v.unsigned() && v.bits() == 32 && n > Integer.MAX_VALUE;
    boolean overflowUnsigned = v.unsigned() && v.bits() == 32 && n > 0xffff_ffffL;
    return new CValue(n, overflow || overflowUnsigned ? 64 : v.bits(), v.unsigned());
  }

  private static int enumSize(List<CValue> values, boolean signed, Attributes attributes) {
    int bits = 0;
    for (CValue v : values) {
      long n = v.value();
      int needed = v.isHuge() ? 64 : 64 - Long.numberOfLeadingZeros(n < 0 ? ~n : n);
      bits = Math.max(bits, needed + (signed ? 1 : 0));
    }
    if (attributes.modeSize > 0) {
      return attributes.modeSize;
    }
    if (attributes.packed && bits <= 16) {
      return bits <= 8 ? 1 : 2;
    }
    return bits <= 32 ? 4 : 8;
  }

  private int recordBody(CToken keyword, String tag, Attributes attributes) {
    boolean union = keyword.is("union");
    int id =
        tag.isEmpty() ? types.add(new BtfType.Forward("", union)) : types.declareTag(tag, union);
    in.expect("{", "");
    MemberList members = new MemberList(union);
    while (!in.accept("}")) {
      if (in.peek().isEnd()) {
        throw new HeaderException(
            in.peek(),
            "found end of file, expected '}' to close "
                + keyword.text()
                + (tag.isEmpty() ? "" : " '" + tag + "'"));
      }
      members.parse();
    }
    // packed may follow the body, so members are placed only afterwards
    attributes.parse(in, declarations);
    RecordLayout layout = new RecordLayout(union, attributes.packed);
    List<BtfType.Member> placed = members.place(layout, attributes.packed);
    if (attributes.aligned > 0) {
      layout.alignAtLeast(attributes.aligned);
    }
    if (layout.size() > TypeTable.MAX_SIZE) {
      throw new HeaderException(keyword, keyword.text() + " is larger than 4 GiB");
    }
    types.align(id, layout.alignment());
    BtfType.Composite type = new BtfType.Composite(union, tag, layout.size(), placed);
    if (tag.isEmpty()) {
      types.setAnonymous(id, type);
    } else {
      types.define(id, type);
    }
    addDeclTags(id, attributes.declTags, -1);
    members.tag(id);
    return id;
  }

  private void addDeclTags(int id, List<String> tags, int component) {
    for (String tag : tags) {
      types.addRoot(new BtfType.DeclTag(tag, id, component));
    }
  }

  /** Offset in bytes of a member, searching anonymous members too. */
  long offsetOf(int record, CToken member) {
    if (types.get(record) instanceof BtfType.Composite c) {
      long bits = find(c, member.text());
      if (bits >= 0) {
        return bits / 8;
      }
    }
    throw new HeaderException(member, "no member " + member.shown());
  }

  private long find(BtfType.Composite c, String name) {
    for (BtfType.Member m : c.members()) {
      if (m.name().equals(name)) {
        return m.bitOffset();
      }
      if (m.name().isEmpty()
          && types.get(types.skipModifiersAndTypedefs(m.type()))
              instanceof BtfType.Composite inner) {
        long bits = find(inner, name);
        if (bits >= 0) {
          return m.bitOffset() + bits;
        }
      }
    }
    return -1;
  }

  /** The members of one record; they are first read, then placed. */
  private final class MemberList {
    private record Pending(
        CToken at, String name, int type, int bits, Attributes before, Attributes after) {
      private static final int NO_BIT_FIELD = -1;

      boolean packed() {
        return before.packed || after.packed;
      }

      long aligned() {
        return Math.max(before.aligned, after.aligned);
      }
    }

    private final boolean union;
    private final List<Pending> pending = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    MemberList(boolean union) {
      this.union = union;
    }

    void parse() {
      if (in.accept(";")) {
        return;
      }
      if (in.peek().is("_Static_assert")) {
        declarations.staticAssert();
        return;
      }
      Specifiers s = declarations.specifiers();
      if (s.storage() != Specifiers.Storage.NONE) {
        throw new HeaderException(s.at(), "a member has no storage class");
      }
      if (in.accept(";")) {
        if (s.tagged()
            && types.get(types.skipModifiersAndTypedefs(s.type())) instanceof BtfType.Composite c) {
          if (c.name().isEmpty()) {
            addNames(c, s.at());
            pending.add(
                new Pending(
                    s.at(), "", s.type(), Pending.NO_BIT_FIELD, s.attributes(), new Attributes()));
          }
          return;
        }
        if (s.tagged()) {
          return;
        }
        throw new HeaderException(s.at(), "member without a name");
      }
      do {
        member(s);
      } while (in.accept(","));
      in.expect(";", "after the member");
    }

    private void member(Specifiers s) {
      Declarator d = declarations.declarator();
      int type = declarations.type(s, d);
      int bits = Pending.NO_BIT_FIELD;
      Attributes after = d.attributes();
      if (in.accept(":")) {
        bits = width(d, type);
        after.parse(in, declarations);
        if (after.aligned > 0 || s.attributes().aligned > 0) {
          throw new HeaderException(d.at(), "an aligned bit-field is not supported");
        }
      } else if (d.name().isEmpty()) {
        throw new HeaderException(
            d.at(), "found " + d.at().shown() + ", expected the name of a member");
      } else if (!types.isComplete(type)) {
        throw new HeaderException(
            d.at(), "member '" + d.name() + "' has an incomplete type; define the type above");
      }
      if (!d.name().isEmpty() && !names.add(d.name())) {
        throw new HeaderException(d.at(), "second member '" + d.name() + "'");
      }
      pending.add(new Pending(d.at(), d.name(), type, bits, s.attributes(), after));
    }

    private int width(Declarator d, int type) {
      CToken at = in.peek();
      CValue v = new ConstantExpression(in, declarations).evaluate();
      BtfType base = types.get(types.skipModifiersAndTypedefs(type));
      long max =
          switch (base) {
            case BtfType.Int i -> i.isBool() ? 1 : 8L * i.size();
            case BtfType.Enumeration e -> 8L * e.size();
            default -> throw new HeaderException(d.at(), "a bit-field has an integer type");
          };
      if (v.isNegative() || v.isHuge() || v.value() > max) {
        throw new HeaderException(at, "bit-field of " + v.value() + " bits, expected 0.." + max);
      }
      if (v.value() == 0 && !d.name().isEmpty()) {
        throw new HeaderException(at, "a bit-field of 0 bits has no name");
      }
      return (int) v.value();
    }

    private void addNames(BtfType.Composite c, CToken at) {
      for (BtfType.Member m : c.members()) {
        if (!m.name().isEmpty()) {
          if (!names.add(m.name())) {
            throw new HeaderException(at, "second member '" + m.name() + "'");
          }
        } else if (types.get(types.skipModifiersAndTypedefs(m.type()))
            instanceof BtfType.Composite inner) {
          addNames(inner, at);
        }
      }
    }

    List<BtfType.Member> place(RecordLayout layout, boolean packed) {
      List<BtfType.Member> members = new ArrayList<>();
      long limit =
          pending.stream().anyMatch(p -> p.bits() > 0) ? MAX_OFFSET_WITH_BIT_FIELDS : MAX_OFFSET;
      for (Pending p : pending) {
        long size = types.sizeOf(p.type());
        long align = packed || p.packed() ? 1 : types.alignOf(p.type());
        if (p.bits() == 0) {
          layout.breakUnit(types.alignOf(p.type()));
        } else if (p.bits() > 0) {
          boolean named = !p.name().isEmpty();
          long offset = layout.placeBitField(size, align, p.bits(), named);
          if (named) {
            members.add(new BtfType.Member(p.name(), p.type(), offset, p.bits()));
          }
        } else {
          long offset = layout.place(size, Math.max(align, p.aligned()));
          members.add(new BtfType.Member(p.name(), p.type(), offset, 0));
        }
        if (layout.cursor() > 8 * TypeTable.MAX_SIZE
            || (!members.isEmpty() && members.getLast().bitOffset() > limit)) {
          throw new HeaderException(
              p.at(), (union ? "union" : "struct") + " is too large for the offsets of BTF");
        }
      }
      return List.copyOf(members);
    }

    /** Adds the members' declaration tags to the record with this id. */
    void tag(int record) {
      int index = 0;
      for (Pending p : pending) {
        if (p.name().isEmpty() && p.bits() >= 0) {
          continue;
        }
        addDeclTags(record, p.before().declTags, index);
        addDeclTags(record, p.after().declTags, index);
        index++;
      }
    }
  }
}
