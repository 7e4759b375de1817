package io.github.hidbpf4j.bpf.btf.header;

import io.github.hidbpf4j.bpf.btf.BtfType;
import java.util.stream.IntStream;

/** The type ids inside a type. */
final class TypeReferences {
  private TypeReferences() {}

  /** Ids that a type refers to, in the order of their appearance in C. */
  static int[] of(BtfType type) {
    return switch (type) {
      case BtfType.Ptr(int t) -> new int[] {t};
      case BtfType.Array a -> new int[] {a.type(), a.indexType()};
      case BtfType.Composite c -> c.members().stream().mapToInt(BtfType.Member::type).toArray();
      case BtfType.Typedef(_, int t) -> new int[] {t};
      case BtfType.Volatile(int t) -> new int[] {t};
      case BtfType.Const(int t) -> new int[] {t};
      case BtfType.Restrict(int t) -> new int[] {t};
      case BtfType.Func f -> new int[] {f.type()};
      case BtfType.FuncProto p ->
          IntStream.concat(
                  IntStream.of(p.returnType()), p.params().stream().mapToInt(BtfType.Param::type))
              .toArray();
      case BtfType.Var v -> new int[] {v.type()};
      case BtfType.DataSection d -> d.vars().stream().mapToInt(BtfType.SectionVar::type).toArray();
      case BtfType.DeclTag t -> new int[] {t.type()};
      case BtfType.TypeTag(_, int t, _) -> new int[] {t};
      case BtfType.VoidType _, BtfType.Int _, BtfType.Enumeration _ -> new int[0];
      case BtfType.Forward _, BtfType.FloatType _, BtfType.Unknown _ -> new int[0];
    };
  }
}
