package io.github.hidbpf4j.bpf.btf;

import java.util.List;
import java.util.function.IntUnaryOperator;

/** Renumbers type ids. */
public final class BtfIds {
  private BtfIds() {}

  /**
   * Replaces every id that a type refers to.
   *
   * @param type a type
   * @param ids maps an old id to the new one
   * @return the renumbered type
   */
  public static BtfType renumber(BtfType type, IntUnaryOperator ids) {
    return switch (type) {
      case BtfType.Ptr(int t) -> new BtfType.Ptr(ids.applyAsInt(t));
      case BtfType.Array a ->
          new BtfType.Array(ids.applyAsInt(a.type()), ids.applyAsInt(a.indexType()), a.count());
      case BtfType.Composite c -> {
        List<BtfType.Member> members =
            c.members().stream()
                .map(
                    m ->
                        new BtfType.Member(
                            m.name(), ids.applyAsInt(m.type()), m.bitOffset(), m.bitFieldSize()))
                .toList();
        yield new BtfType.Composite(c.union(), c.name(), c.size(), members);
      }
      case BtfType.Typedef(String n, int t) -> new BtfType.Typedef(n, ids.applyAsInt(t));
      case BtfType.Volatile(int t) -> new BtfType.Volatile(ids.applyAsInt(t));
      case BtfType.Const(int t) -> new BtfType.Const(ids.applyAsInt(t));
      case BtfType.Restrict(int t) -> new BtfType.Restrict(ids.applyAsInt(t));
      case BtfType.Func f -> new BtfType.Func(f.name(), ids.applyAsInt(f.type()), f.linkage());
      case BtfType.FuncProto p ->
          new BtfType.FuncProto(
              ids.applyAsInt(p.returnType()),
              p.params().stream()
                  .map(q -> new BtfType.Param(q.name(), ids.applyAsInt(q.type())))
                  .toList());
      case BtfType.Var v -> new BtfType.Var(v.name(), ids.applyAsInt(v.type()), v.linkage());
      case BtfType.DataSection d ->
          new BtfType.DataSection(
              d.name(),
              d.size(),
              d.vars().stream()
                  .map(v -> new BtfType.SectionVar(ids.applyAsInt(v.type()), v.offset(), v.size()))
                  .toList());
      case BtfType.DeclTag t ->
          new BtfType.DeclTag(t.name(), ids.applyAsInt(t.type()), t.component(), t.attribute());
      case BtfType.TypeTag(String n, int t, boolean attribute) ->
          new BtfType.TypeTag(n, ids.applyAsInt(t), attribute);
      case BtfType.VoidType _, BtfType.Int _, BtfType.Enumeration _ -> type;
      case BtfType.Forward _, BtfType.FloatType _, BtfType.Unknown _ -> type;
    };
  }
}
