package io.github.hidbpf4j.bpf.btf.header;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import java.util.HashMap;
import java.util.Map;

/**
 * Recovers from offsets and sizes what BTF does not record: which records are packed, and the
 * alignment they need when written in C.
 */
final class RecordShapes {
  /** {@code unionAlignment}: the aligned attribute a union needs to get its size; 0 for none. */
  record Shape(boolean packed, long alignment, long unionAlignment) {}

  private final Btf btf;
  private final Map<Integer, Shape> known = new HashMap<>();

  RecordShapes(Btf btf) {
    this.btf = btf;
  }

  Shape of(int id) {
    Shape s = known.get(id);
    if (s == null) {
      s = compute((BtfType.Composite) btf.type(id));
      known.put(id, s);
    }
    return s;
  }

  /** Width of a bit-field in bits, in either encoding; 0 when it is not one. */
  int bitFieldWidth(BtfType.Member m) {
    if (m.bitFieldSize() > 0) {
      return m.bitFieldSize();
    }
    return btf.resolved(m.type()) instanceof BtfType.Int i && i.bits() != 8 * i.size()
        ? i.bits()
        : 0;
  }

  /** Offset of a member in bits, in either encoding of bit-fields. */
  long bitOffset(BtfType.Member m) {
    return m.bitFieldSize() == 0 && btf.resolved(m.type()) instanceof BtfType.Int i
        ? m.bitOffset() + i.bitOffset()
        : m.bitOffset();
  }

  long alignOf(int id) {
    while (true) {
      int r = btf.resolve(id);
      switch (btf.type(r)) {
        case BtfType.Array a -> id = a.type();
        case BtfType.Composite _ -> {
          return of(r).alignment();
        }
        default -> {
          return Math.max(1, btf.sizeOf(r));
        }
      }
    }
  }

  private Shape compute(BtfType.Composite c) {
    long align = 1;
    boolean packed = false;
    long natural = 0;
    for (BtfType.Member m : c.members()) {
      long a = alignOf(m.type());
      long size = btf.sizeOf(m.type());
      int width = bitFieldWidth(m);
      long offset = bitOffset(m);
      align = Math.max(align, a);
      packed |= width > 0 ? offset % (8 * a) + width > 8 * size : offset % (8 * a) != 0;
      natural = Math.max(natural, width > 0 ? (offset + width + 7) / 8 : offset / 8 + size);
    }
    packed |= c.size() % align != 0;
    if (packed) {
      align = 1;
    }
    long unionAlignment = 0;
    if (c.union() && RecordLayout.roundUp(natural, align) < c.size()) {
      unionAlignment = Long.highestOneBit(c.size());
      while (RecordLayout.roundUp(natural, unionAlignment) != c.size() && unionAlignment > align) {
        unionAlignment /= 2;
      }
      if (RecordLayout.roundUp(natural, unionAlignment) != c.size()) {
        unionAlignment = 0;
      }
    }
    return new Shape(packed, Math.max(align, unionAlignment), unionAlignment);
  }
}
