package io.github.hidbpf4j.bpf.btf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes BTF: the inverse of {@link BtfReader}. Type ids are kept; equal strings are stored once,
 * in order of first use, so equal types give equal bytes.
 */
public final class BtfWriter {
  private static final int HEADER_SIZE = 24;

  private final ByteArrayOutputStream types = new ByteArrayOutputStream();
  private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
  private final Map<String, Integer> offsets = new HashMap<>();

  private BtfWriter() {
    strings.write(0);
    offsets.put("", 0);
  }

  /**
   * Encodes types as in a {@code .BTF} section or {@code /sys/kernel/btf/vmlinux}.
   *
   * @param btf the types
   * @return header, types and strings, little-endian
   * @throws BtfException when a type cannot be encoded: more than 65,535 members, a bit-field
   *     beyond 2 MiB
   */
  public static byte[] write(Btf btf) {
    BtfWriter writer = new BtfWriter();
    for (BtfType type : btf.types()) {
      writer.type(type);
    }
    ByteBuffer out =
        ByteBuffer.allocate(HEADER_SIZE + writer.types.size() + writer.strings.size())
            .order(ByteOrder.LITTLE_ENDIAN);
    out.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(HEADER_SIZE);
    out.putInt(0).putInt(writer.types.size());
    out.putInt(writer.types.size()).putInt(writer.strings.size());
    out.put(writer.types.toByteArray()).put(writer.strings.toByteArray());
    return out.array();
  }

  private void put(long word) {
    types.write((int) word);
    types.write((int) (word >>> 8));
    types.write((int) (word >>> 16));
    types.write((int) (word >>> 24));
  }

  private int string(String string) {
    return offsets.computeIfAbsent(
        string,
        s -> {
          int offset = strings.size();
          strings.writeBytes(s.getBytes(StandardCharsets.UTF_8));
          strings.write(0);
          return offset;
        });
  }

  private void head(BtfType type, int vlen, boolean flag, long sizeOrType) {
    if (vlen > 0xffff) {
      throw new BtfException(
          "type '%s': found %d elements, expected at most 65535".formatted(type.name(), vlen));
    }
    put(string(type.name()));
    put(vlen | (long) type.kind() << 24 | (flag ? 1L << 31 : 0));
    put(sizeOrType);
  }

  private void type(BtfType type) {
    switch (type) {
      case BtfType.VoidType _ -> throw new BtfException("void is not stored in BTF");
      case BtfType.Unknown u ->
          throw new BtfException("type '%s' is of unknown kind %d".formatted(u.name(), u.kind()));
      case BtfType.Int i -> {
        head(i, 0, false, i.size());
        int encoding = (i.signed() ? 1 : 0) | (i.isChar() ? 2 : 0) | (i.isBool() ? 4 : 0);
        put((long) encoding << 24 | (long) i.bitOffset() << 16 | i.bits());
      }
      case BtfType.Ptr(int t) -> head(type, 0, false, t);
      case BtfType.Volatile(int t) -> head(type, 0, false, t);
      case BtfType.Const(int t) -> head(type, 0, false, t);
      case BtfType.Restrict(int t) -> head(type, 0, false, t);
      case BtfType.Typedef(_, int t) -> head(type, 0, false, t);
      case BtfType.TypeTag(_, int t, boolean attribute) -> head(type, 0, attribute, t);
      case BtfType.Forward f -> head(f, 0, f.union(), 0);
      case BtfType.FloatType f -> head(f, 0, false, f.size());
      case BtfType.Array a -> {
        head(a, 0, false, 0);
        put(a.type());
        put(a.indexType());
        put(a.count());
      }
      case BtfType.Composite c -> composite(c);
      case BtfType.Enumeration e -> {
        head(e, e.values().size(), e.signed(), e.size());
        for (BtfType.Enumerator value : e.values()) {
          put(string(value.name()));
          put(value.value());
          if (e.is64()) {
            put(value.value() >>> 32);
          }
        }
      }
      case BtfType.Func f -> head(f, f.linkage().ordinal(), false, f.type());
      case BtfType.FuncProto p -> {
        head(p, p.params().size(), false, p.returnType());
        for (BtfType.Param param : p.params()) {
          put(string(param.name()));
          put(param.type());
        }
      }
      case BtfType.Var v -> {
        head(v, 0, false, v.type());
        put(v.linkage().ordinal());
      }
      case BtfType.DataSection d -> {
        head(d, d.vars().size(), false, d.size());
        for (BtfType.SectionVar v : d.vars()) {
          put(v.type());
          put(v.offset());
          put(v.size());
        }
      }
      case BtfType.DeclTag t -> {
        head(t, 0, t.attribute(), t.type());
        put(t.component());
      }
    }
  }

  private void composite(BtfType.Composite composite) {
    List<BtfType.Member> members = composite.members();
    boolean bitFields = members.stream().anyMatch(m -> m.bitFieldSize() != 0);
    head(composite, members.size(), bitFields, composite.size());
    for (BtfType.Member m : members) {
      if (m.bitOffset() > (bitFields ? 0xffffffL : 0xffffffffL)) {
        throw new BtfException(
            "type '%s': found member '%s' at bit %d, expected at most 2^%d"
                .formatted(composite.name(), m.name(), m.bitOffset(), bitFields ? 24 : 32));
      }
      put(string(m.name()));
      put(m.type());
      put(m.bitOffset() | (long) m.bitFieldSize() << 24);
    }
  }
}
