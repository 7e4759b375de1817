package io.github.hidbpf4j.bpf.btf.header;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import java.util.List;
import java.util.Map;

/**
 * Reads C declarations into BTF, with sizes and offsets of the System V ABI for x86-64 (LP64,
 * little endian) and clang's encodings for {@code --target=bpf}, so that programs compiled against
 * the same header can be relocated against the result without a compiler.
 *
 * <p>Understood: struct, union, anonymous members, bit-fields, enum, typedef, pointers, arrays,
 * function pointers, function prototypes (FUNC with parameter names, which are semantic for kfuncs:
 * {@code __sz}, {@code __k}, {@code __ign}), extern variables, {@code _Static_assert}, the
 * attributes packed, aligned, mode, btf_type_tag, btf_decl_tag and section (a function in {@code
 * .ksyms} is a kfunc: tagged {@code bpf_kfunc}); of the preprocessor conditionals and object-like
 * macros. Ids are in order of definition; unused types are omitted.
 */
public final class CHeaderParser {
  private CHeaderParser() {}

  /**
   * Parses headers, each seeing the declarations and macros of those before it.
   *
   * @param sources the headers in order
   * @param defines macros from outside: name to replacement text, as with a compiler's {@code -D}
   * @throws HeaderException with file, line and column for the first error
   */
  public static Btf parse(List<HeaderSource> sources, Map<String, String> defines) {
    Preprocessor preprocessor = new Preprocessor(defines);
    sources.forEach(preprocessor::add);
    TypeTable types = new TypeTable();
    new Unit(new DeclarationParser(new TokenCursor(preprocessor.tokens()), types)).parse();
    return types.finish();
  }

  /**
   * Parses one header.
   *
   * @throws HeaderException with file, line and column for the first error
   */
  public static Btf parse(String name, String text) {
    return parse(List.of(new HeaderSource(name, text)), Map.of());
  }

  /** Declarations at file scope. */
  private record Unit(DeclarationParser declarations) {
    void parse() {
      TokenCursor in = declarations.in;
      while (!in.peek().isEnd()) {
        if (in.peek().is("_Static_assert")) {
          declarations.staticAssert();
        } else if (!in.accept(";")) {
          declaration();
        }
      }
    }

    private void declaration() {
      TokenCursor in = declarations.in;
      Specifiers s = declarations.specifiers();
      if (in.accept(";")) {
        if (!s.tagged()) {
          throw new HeaderException(s.at(), "declaration declares nothing");
        }
        return;
      }
      do {
        Declarator d = declarations.declarator();
        if (d.name().isEmpty()) {
          throw new HeaderException(
              d.at(), "found " + d.at().shown() + ", expected a name to declare");
        }
        declare(s, d);
      } while (in.accept(","));
      CToken t = in.peek();
      if (t.is("{")) {
        throw new HeaderException(t, "a function's body is not supported; only its prototype");
      }
      if (t.is("=")) {
        throw new HeaderException(t, "an initial value is not supported");
      }
      in.expect(";", "after the declaration");
    }

    private void declare(Specifiers s, Declarator d) {
      TypeTable types = declarations.types;
      int typeId = declarations.functionType(s, d);
      boolean function = types.get(typeId) instanceof BtfType.FuncProto;
      BtfType.Linkage linkage =
          switch (s.storage()) {
            case STATIC -> BtfType.Linkage.STATIC;
            case EXTERN -> BtfType.Linkage.EXTERN;
            case NONE, TYPEDEF -> function ? BtfType.Linkage.EXTERN : BtfType.Linkage.GLOBAL;
          };
      BtfType type;
      if (s.storage() == Specifiers.Storage.TYPEDEF) {
        type = new BtfType.Typedef(d.name(), declarations.type(s, d));
      } else if (function) {
        type = new BtfType.Func(d.name(), typeId, linkage);
      } else {
        type = new BtfType.Var(d.name(), typeId, linkage);
        if (linkage != BtfType.Linkage.EXTERN && !types.isComplete(typeId)) {
          throw new HeaderException(d.at(), "variable '" + d.name() + "' has an incomplete type");
        }
      }
      Integer known = types.ordinary(d.name());
      if (types.enumerator(d.name()) != null || (known != null && !same(types, known, type))) {
        throw new HeaderException(d.at(), "'" + d.name() + "' is declared above as something else");
      }
      if (known != null) {
        return;
      }
      int id = types.defineOrdinary(d.name(), type);
      long aligned = Math.max(s.attributes().aligned, d.attributes().aligned);
      if (type instanceof BtfType.Typedef && aligned > 0) {
        types.align(id, aligned);
      }
      if (function && (s.attributes().ksym || d.attributes().ksym)) {
        types.addRoot(new BtfType.DeclTag(CHeaderPrinter.KFUNC_TAG, id, -1));
      }
      for (String tag : DeclarationParser.declTags(s, d)) {
        types.addRoot(new BtfType.DeclTag(tag, id, -1));
      }
      if (function && d.derivations().getLast() instanceof Declarator.FunctionOf f) {
        f.tags().forEach(t -> types.addRoot(new BtfType.DeclTag(t.tag(), id, t.parameter())));
      }
    }

    /** Whether a repeated declaration is equal; parameter names may differ. */
    private static boolean same(TypeTable types, int known, BtfType type) {
      BtfType first = types.get(known);
      if (!(first instanceof BtfType.Func a) || !(type instanceof BtfType.Func b)) {
        return first.equals(type);
      }
      if (!(types.get(a.type()) instanceof BtfType.FuncProto p)
          || !(types.get(b.type()) instanceof BtfType.FuncProto q)) {
        return false;
      }
      return p.returnType() == q.returnType()
          && p.params().stream()
              .map(BtfType.Param::type)
              .toList()
              .equals(q.params().stream().map(BtfType.Param::type).toList());
    }
  }
}
