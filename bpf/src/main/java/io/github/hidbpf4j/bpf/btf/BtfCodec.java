package io.github.hidbpf4j.bpf.btf;

import io.github.hidbpf4j.bpf.BpfException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decodes bytes by their BTF type, and encodes them: little-endian, in the layout of the type
 * ({@code Documentation/bpf/btf.rst}, Linux 6.12).
 */
public final class BtfCodec {
  /** Structs that only the kernel can interpret. */
  private static final Set<String> KERNEL_OBJECTS =
      Arrays.stream(BtfFieldType.values())
          .map(BtfFieldType::typeName)
          .collect(Collectors.toUnmodifiableSet());

  private static final int MOST_ELEMENTS = 1 << 20;

  private final Btf btf;

  /**
   * Creates a codec for the types of one BTF.
   *
   * @param btf the types that ids refer to
   */
  public BtfCodec(Btf btf) {
    this.btf = btf;
  }

  // ---- reading

  /**
   * Reads a value.
   *
   * @param type its BTF id
   * @param bytes its bytes, little-endian, at least as many as the size of the type
   * @return the value, with nested types decoded
   * @throws BpfException when there are too few bytes, or the type has no size
   */
  public BtfValue decode(int type, byte[] bytes) {
    long size = btf.sizeOf(type);
    if (size == 0 || bytes.length < size) {
      throw new BpfException(
          "%d bytes for a value of type %s, expected %s"
              .formatted(bytes.length, text(type), size == 0 ? "a type with a size" : size));
    }
    return decode(type, bytes, 0);
  }

  private BtfValue decode(int type, byte[] bytes, int at) {
    return switch (btf.resolved(type)) {
      case BtfType.Int i when i.size() <= 8 ->
          new BtfValue.Int(bits(bytes, at * 8L + i.bitOffset(), i.bits(), i.signed()), i.signed());
      case BtfType.Enumeration e -> enumerator(e, bits(bytes, at * 8L, e.size() * 8, e.signed()));
      case BtfType.Array a -> array(a, bytes, at);
      case BtfType.Composite c when !KERNEL_OBJECTS.contains(c.name()) -> {
        Map<String, BtfValue> members = new LinkedHashMap<>();
        members(c, bytes, at, members);
        yield new BtfValue.Struct(c.name(), members);
      }
      case BtfType.Var v -> decode(v.type(), bytes, at);
      default -> new BtfValue.Opaque(text(type));
    };
  }

  private BtfValue array(BtfType.Array array, byte[] bytes, int at) {
    if (btf.resolved(array.type()) instanceof BtfType.Int i && i.size() == 1 && isText(i)) {
      int length = 0;
      while (length < array.count() && bytes[at + length] != 0) {
        length++;
      }
      return new BtfValue.Text(new String(bytes, at, length, StandardCharsets.ISO_8859_1));
    }
    int size = (int) btf.sizeOf(array.type());
    List<BtfValue> elements = new ArrayList<>();
    for (int i = 0; size > 0 && i < Math.min(array.count(), MOST_ELEMENTS); i++) {
      elements.add(decode(array.type(), bytes, at + i * size));
    }
    return new BtfValue.Array(elements);
  }

  /** C's plain {@code char}; clang marks it by its name, other compilers by its encoding. */
  private static boolean isText(BtfType.Int type) {
    return type.isChar() || type.name().equals("char");
  }

  private void members(
      BtfType.Composite composite, byte[] bytes, int at, Map<String, BtfValue> into) {
    for (BtfType.Member m : composite.members()) {
      int begin = at + (int) m.byteOffset();
      if (m.name().isEmpty()) {
        if (m.bitFieldSize() == 0 && btf.resolved(m.type()) instanceof BtfType.Composite inner) {
          members(inner, bytes, begin, into);
        }
      } else if (m.bitFieldSize() > 0) {
        into.put(m.name(), bitField(m, bytes, at));
      } else {
        into.put(m.name(), decode(m.type(), bytes, begin));
      }
    }
  }

  private BtfValue bitField(BtfType.Member member, byte[] bytes, int at) {
    long from = at * 8L + member.bitOffset();
    return switch (btf.resolved(member.type())) {
      case BtfType.Enumeration e ->
          enumerator(e, bits(bytes, from, member.bitFieldSize(), e.signed()));
      case BtfType.Int i ->
          new BtfValue.Int(bits(bytes, from, member.bitFieldSize(), i.signed()), i.signed());
      default -> new BtfValue.Opaque(text(member.type()));
    };
  }

  private static BtfValue enumerator(BtfType.Enumeration type, long value) {
    return new BtfValue.Enumerated(
        value,
        type.values().stream()
            .filter(v -> same(type, v.value(), value))
            .map(BtfType.Enumerator::name)
            .findFirst()
            .orElse(""));
  }

  private static boolean same(BtfType.Enumeration type, long enumerator, long value) {
    long mask = type.size() == 8 ? -1 : (1L << type.size() * 8) - 1;
    return (enumerator & mask) == (value & mask);
  }

  private static long bits(byte[] bytes, long from, int count, boolean signed) {
    long value = 0;
    for (int i = count - 1; i >= 0; i--) {
      long bit = from + i;
      value = value << 1 | bytes[(int) (bit >>> 3)] >>> (bit & 7) & 1;
    }
    int unused = 64 - count;
    return signed && count > 0 ? value << unused >> unused : value;
  }

  // ---- writing

  /**
   * Encodes a number as an integer or enum type.
   *
   * @param type its BTF id
   * @param value the number; zero-extended where the type is unsigned, sign-extended otherwise
   * @return its bytes, little-endian, as many as the size of the type
   * @throws BpfException when the type is neither of them, or the number does not fit
   */
  public byte[] encode(int type, long value) {
    int size;
    boolean signed;
    switch (btf.resolved(type)) {
      case BtfType.Int i when i.size() <= 8 -> {
        size = i.size();
        signed = i.signed();
      }
      case BtfType.Enumeration e -> {
        size = e.size();
        signed = e.signed();
      }
      default -> throw new BpfException("a number for type %s".formatted(text(type)));
    }
    int unused = 64 - size * 8;
    if ((signed ? value << unused >> unused : value << unused >>> unused) != value) {
      throw new BpfException(
          "%d for type %s of %d bytes: it does not fit".formatted(value, text(type), size));
    }
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (value >>> i * 8);
    }
    return bytes;
  }

  private String text(int type) {
    return switch (btf.type(type)) {
      case BtfType.Typedef t -> t.name();
      case BtfType.Const(int t) -> "const " + text(t);
      case BtfType.Volatile(int t) -> text(t);
      case BtfType.Restrict(int t) -> text(t);
      case BtfType.TypeTag(_, int t, _) -> text(t);
      case BtfType.Ptr(int t) -> t == 0 ? "void *" : text(t) + " *";
      case BtfType.Composite c -> (c.union() ? "union " : "struct ") + c.name();
      case BtfType.Enumeration e -> "enum " + e.name();
      case BtfType.Forward f -> (f.union() ? "union " : "struct ") + f.name();
      case BtfType.Array(int t, _, long count) -> text(t) + "[" + count + "]";
      case BtfType.FuncProto _ -> "function";
      case BtfType.VoidType _ -> "void";
      case BtfType named -> named.name();
    };
  }
}
