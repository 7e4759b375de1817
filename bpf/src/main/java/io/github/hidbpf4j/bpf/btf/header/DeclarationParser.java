package io.github.hidbpf4j.bpf.btf.header;

import io.github.hidbpf4j.bpf.btf.BtfType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Specifiers and declarators: the grammar of C declarations except the bodies of tagged types. */
final class DeclarationParser implements ConstantExpression.Names {
  private static final int MAX_DEPTH = 100;
  private static final int MAX_DERIVATIONS = 100;

  final TokenCursor in;
  final TypeTable types;
  private final TaggedTypeParser tagged;
  private int depth;

  DeclarationParser(TokenCursor in, TypeTable types) {
    this.in = in;
    this.types = types;
    this.tagged = new TaggedTypeParser(this);
  }

  /** Reads specifiers up to the first declarator. */
  Specifiers specifiers() {
    enter();
    CToken start = in.peek();
    Attributes attributes = new Attributes();
    Declarator.Qualifiers qualifiers = Declarator.Qualifiers.NONE;
    Specifiers.Storage storage = Specifiers.Storage.NONE;
    List<String> words = new ArrayList<>();
    Integer named = null;
    boolean isTagged = false;
    while (true) {
      attributes.parse(in, this);
      CToken t = in.peek();
      if (!t.isIdentifier()) {
        break;
      }
      Specifiers.Storage s = storageClass(t);
      String word = BaseTypes.word(t.text());
      if (s != null) {
        if (storage != Specifiers.Storage.NONE && storage != s) {
          throw new HeaderException(t, "second storage class " + t.shown());
        }
        storage = s;
        in.next();
      } else if (Declarator.Qualifiers.isQualifier(t)) {
        qualifiers = qualifiers.plus(in.next());
      } else if (t.is("__extension__") || t.is("inline") || t.is("__inline")) {
        in.next();
      } else if (word != null && named == null) {
        words.add(word);
        in.next();
      } else if (named != null || !words.isEmpty()) {
        break;
      } else if (t.is("void")) {
        in.next();
        named = 0;
      } else if (t.is("struct") || t.is("union") || t.is("enum")) {
        named = tagged.parse();
        isTagged = true;
      } else {
        named = typedefName(t);
        if (named == null) {
          break;
        }
        in.next();
      }
    }
    depth--;
    int base = base(start, named, words);
    return new Specifiers(qualifiers.apply(base, types), storage, attributes, isTagged, start);
  }

  private int base(CToken start, @Nullable Integer named, List<String> words) {
    if (named != null) {
      return named;
    }
    if (words.isEmpty()) {
      CToken t = in.peek();
      throw new HeaderException(
          t,
          t.isIdentifier()
              ? "unknown type name " + t.shown() + "; declare it above"
              : "found " + t.shown() + ", expected a type");
    }
    BtfType type = words.size() > 5 ? null : BaseTypes.of(words);
    if (type == null) {
      throw new HeaderException(start, "no type is called '" + String.join(" ", words) + "'");
    }
    return types.share(type);
  }

  private static Specifiers.@Nullable Storage storageClass(CToken t) {
    return switch (t.text()) {
      case "typedef" -> Specifiers.Storage.TYPEDEF;
      case "extern" -> Specifiers.Storage.EXTERN;
      case "static" -> Specifiers.Storage.STATIC;
      default -> null;
    };
  }

  private @Nullable Integer typedefName(CToken t) {
    Integer id = types.ordinary(t.text());
    return id != null && types.get(id) instanceof BtfType.Typedef ? id : null;
  }

  @Override
  public boolean startsType(CToken t) {
    return t.isIdentifier()
        && (BaseTypes.word(t.text()) != null
            || Declarator.Qualifiers.isQualifier(t)
            || t.is("struct")
            || t.is("union")
            || t.is("enum")
            || t.is("void")
            || t.is("__attribute__")
            || t.is("__extension__")
            || storageClass(t) != null
            || typedefName(t) != null);
  }

  /** Reads a declarator; its name is empty when there is none. */
  Declarator declarator() {
    enter();
    List<Declarator.Derivation> derivations = new ArrayList<>();
    Attributes attributes = new Attributes();
    attributes.parse(in, this);
    while (in.accept("*")) {
      Declarator.Qualifiers qualifiers = Declarator.Qualifiers.NONE;
      Attributes own = new Attributes();
      while (true) {
        own.parse(in, this);
        if (!Declarator.Qualifiers.isQualifier(in.peek())) {
          break;
        }
        qualifiers = qualifiers.plus(in.next());
      }
      attributes.declTags.addAll(own.declTags);
      derivations.add(new Declarator.Pointer(qualifiers, own.typeTags));
      limit(derivations);
    }
    CToken at = in.peek();
    Declarator inner = null;
    String name = "";
    if (at.is("(") && isNestedDeclarator(in.peek(1))) {
      in.next();
      inner = declarator();
      in.expect(")", "to close the declarator");
    } else if (at.isIdentifier()) {
      name = in.next().text();
    }
    List<Declarator.Derivation> suffixes = new ArrayList<>();
    while (true) {
      CToken t = in.peek();
      if (t.is("[")) {
        suffixes.addFirst(array());
      } else if (t.is("(")) {
        suffixes.addFirst(function());
      } else {
        break;
      }
      limit(suffixes);
    }
    derivations.addAll(suffixes);
    attributes.parse(in, this);
    if (inner != null) {
      derivations.addAll(inner.derivations());
      limit(derivations);
      attributes.declTags.addAll(inner.attributes().declTags);
      name = inner.name();
      at = inner.at();
    }
    depth--;
    return new Declarator(name, at, derivations, attributes);
  }

  private boolean isNestedDeclarator(CToken t) {
    return t.is("*") || t.is("(") || t.is("__attribute__") || (t.isIdentifier() && !startsType(t));
  }

  private void limit(List<Declarator.Derivation> derivations) {
    if (derivations.size() > MAX_DERIVATIONS) {
      throw new HeaderException(
          in.peek(), "more than " + MAX_DERIVATIONS + " pointers, arrays and functions in a type");
    }
  }

  private Declarator.ArrayOf array() {
    CToken open = in.expect("[", "");
    if (in.accept("]")) {
      return new Declarator.ArrayOf(open, 0);
    }
    CValue v = new ConstantExpression(in, this).evaluate();
    in.expect("]", "to close the array's size");
    if (v.isNegative() || v.isHuge() || v.value() > TypeTable.MAX_SIZE) {
      throw new HeaderException(
          open, "array of " + v.value() + " elements, expected 0.." + TypeTable.MAX_SIZE);
    }
    return new Declarator.ArrayOf(open, v.value());
  }

  private Declarator.FunctionOf function() {
    CToken open = in.expect("(", "");
    List<BtfType.Param> params = new ArrayList<>();
    List<Declarator.ParameterTag> tags = new ArrayList<>();
    if (in.peek().is("void") && in.peek(1).is(")")) {
      in.next();
    }
    while (!in.accept(")")) {
      if (!params.isEmpty()) {
        in.expect(",", "between parameters");
      }
      if (in.accept("...")) {
        params.add(new BtfType.Param("", 0));
        in.expect(")", "behind '...'");
        break;
      }
      Specifiers s = specifiers();
      Declarator d = declarator();
      int type = adjusted(type(s, d));
      if (type == 0) {
        throw new HeaderException(d.at(), "a parameter cannot be void");
      }
      for (String tag : declTags(s, d)) {
        tags.add(new Declarator.ParameterTag(params.size(), tag));
      }
      params.add(new BtfType.Param(d.name(), type));
    }
    return new Declarator.FunctionOf(open, List.copyOf(params), tags);
  }

  /** Parameters that are arrays or functions are pointers (C17 6.7.6.3). */
  private int adjusted(int type) {
    return switch (types.get(type)) {
      case BtfType.Array a -> types.share(new BtfType.Ptr(a.type()));
      case BtfType.FuncProto _ -> types.share(new BtfType.Ptr(type));
      default -> type;
    };
  }

  static List<String> declTags(Specifiers s, Declarator d) {
    List<String> tags = new ArrayList<>(s.attributes().declTags);
    tags.addAll(d.attributes().declTags);
    return tags;
  }

  /**
   * The declared type. Only a function that is itself declared keeps its parameters' names: as in
   * compilers' BTF, types of function pointers have none.
   */
  int type(Specifiers s, Declarator d) {
    return derive(s, d, false);
  }

  /** The declared type of a function: with parameter names. */
  int functionType(Specifiers s, Declarator d) {
    return derive(s, d, true);
  }

  private int derive(Specifiers s, Declarator d, boolean namedParams) {
    int type = s.type();
    List<Attributes.Tag> tags = s.attributes().typeTags;
    List<Declarator.Derivation> steps = d.derivations();
    for (int i = 0; i < steps.size(); i++) {
      boolean last = i == steps.size() - 1;
      switch (steps.get(i)) {
        case Declarator.Pointer p -> {
          for (int k = tags.size() - 1; k >= 0; k--) {
            type =
                types.share(new BtfType.TypeTag(tags.get(k).text(), type, tags.get(k).attribute()));
          }
          type = p.qualifiers().apply(types.share(new BtfType.Ptr(type)), types);
          tags = p.typeTags();
        }
        case Declarator.ArrayOf a -> type = arrayOf(a, type);
        case Declarator.FunctionOf f -> type = functionOf(f, type, namedParams && last);
      }
    }
    return type;
  }

  private int arrayOf(Declarator.ArrayOf a, int element) {
    if (!types.isComplete(element)) {
      throw new HeaderException(a.at(), "array of an incomplete type; define the type above");
    }
    long size = types.sizeOf(element);
    if (size > 0 && a.count() > TypeTable.MAX_SIZE / size) {
      throw new HeaderException(
          a.at(), "array of " + a.count() + " * " + size + " bytes is larger than 4 GiB");
    }
    return types.array(element, a.count());
  }

  private int functionOf(Declarator.FunctionOf f, int result, boolean named) {
    switch (types.get(types.skipModifiersAndTypedefs(result))) {
      case BtfType.Array _ ->
          throw new HeaderException(f.at(), "a function cannot return an array");
      case BtfType.FuncProto _ ->
          throw new HeaderException(f.at(), "a function cannot return a function");
      default -> {}
    }
    List<BtfType.Param> params =
        named ? f.params() : f.params().stream().map(p -> new BtfType.Param("", p.type())).toList();
    return types.share(new BtfType.FuncProto(result, params));
  }

  /** Reads a type name: specifiers and an abstract declarator. */
  int typeName() {
    Specifiers s = specifiers();
    Declarator d = declarator();
    if (!d.name().isEmpty()) {
      throw new HeaderException(d.at(), "found " + d.at().shown() + ", expected a type");
    }
    return type(s, d);
  }

  @Override
  public @Nullable CValue value(CToken identifier) {
    return types.enumerator(identifier.text());
  }

  @Override
  public CValue cast(TokenCursor cursor, Supplier<CValue> operand) {
    CToken at = cursor.peek();
    int type = types.skipModifiersAndTypedefs(typeName());
    cursor.expect(")", "to close the cast");
    CValue v = operand.get();
    return switch (types.get(type)) {
      case BtfType.Int i -> convert(v, i.size(), !i.signed(), i.isBool());
      case BtfType.Enumeration e -> convert(v, e.size(), !e.signed(), false);
      default -> throw new HeaderException(at, "cast to a type that is not an integer");
    };
  }

  private static CValue convert(CValue v, int size, boolean unsigned, boolean bool) {
    if (bool) {
      return CValue.of(v.isTrue());
    }
    if (size >= 4) {
      return new CValue(v.value(), size == 4 ? 32 : 64, unsigned);
    }
    int shift = 64 - 8 * size;
    long value = v.value() << shift;
    return new CValue(unsigned ? value >>> shift : value >> shift, 32, false);
  }

  @Override
  public CValue typeOperator(CToken keyword, TokenCursor cursor) {
    cursor.expect("(", "behind " + keyword.text());
    CToken at = cursor.peek();
    int type = typeName();
    if (!types.isComplete(type)) {
      throw new HeaderException(at, keyword.text() + " of an incomplete type");
    }
    long result;
    if (keyword.is("__builtin_offsetof")) {
      cursor.expect(",", "before the member");
      result = tagged.offsetOf(types.skipModifiersAndTypedefs(type), cursor.identifier("a member"));
    } else {
      result = keyword.is("sizeof") ? types.sizeOf(type) : types.alignOf(type);
    }
    cursor.expect(")", "to close " + keyword.text());
    return CValue.ofSize(result);
  }

  /** Reads {@code _Static_assert(expression, "text");} and checks it. */
  void staticAssert() {
    CToken at = in.next();
    in.expect("(", "behind _Static_assert");
    CValue v = new ConstantExpression(in, this).evaluate();
    String text = "";
    if (in.accept(",")) {
      text = in.string("the assertion's text").text();
    }
    in.expect(")", "to close _Static_assert");
    in.expect(";", "behind _Static_assert");
    if (!v.isTrue()) {
      throw new HeaderException(
          at, "static assertion failed" + (text.isEmpty() ? "" : ": " + text));
    }
  }

  private void enter() {
    if (++depth > MAX_DEPTH) {
      throw new HeaderException(
          in.peek(), "declaration nested deeper than " + MAX_DEPTH + " levels");
    }
  }
}
