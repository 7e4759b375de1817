package io.github.hidbpf4j.bpf.btf;

import io.github.hidbpf4j.bpf.Errno;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Searches a type for special fields by the rules of Linux 6.12 kernel/bpf/btf.c: structs are
 * recognised by name, not through typedefs or modifiers; arrays and nested structs are searched,
 * unions are not; a misaligned field counts as an ordinary one.
 */
final class BtfRecordParser {
  private static final int MOST_FIELDS = 11;
  private static final int MOST_DEPTH = 32;
  private static final String CONTAINS = "contains:";

  private final Btf btf;
  private final Set<BtfFieldType> wanted;
  private final KptrPolicy kptrs;
  private final EnumSet<BtfFieldType> seen = EnumSet.noneOf(BtfFieldType.class);

  BtfRecordParser(Btf btf, Set<BtfFieldType> wanted, KptrPolicy kptrs) {
    this.btf = btf;
    this.wanted = wanted;
    this.kptrs = kptrs;
  }

  /**
   * A field found, its target not yet resolved; {@code node} is the name of the node member for a
   * graph root.
   */
  private record Found(BtfFieldType type, long offset, int target, String node) {
    Found shifted(long by) {
      return new Found(type, offset + by, target, node);
    }
  }

  List<BtfField> parse(int typeId, long size) {
    int id = btf.resolve(typeId);
    BtfType type = btf.type(id);
    List<Found> found;
    if (type instanceof BtfType.Composite c && !c.union()) {
      found = inStruct(id, c, 0, MOST_FIELDS);
    } else if (type instanceof BtfType.DataSection d) {
      found = inSection(d);
    } else {
      throw new BtfRecordException(
          Errno.EINVAL,
          "type %d is a %s, special fields live in structs and data sections"
              .formatted(typeId, type.getClass().getSimpleName()));
    }
    List<BtfField> fields = new ArrayList<>(found.size());
    long next = 0;
    for (Found f : found) {
      if (f.offset + f.type.size() > size) {
        throw new BtfRecordException(
            Errno.EFAULT,
            "%s at offset %d ends after the value's %d bytes"
                .formatted(f.type.typeName(), f.offset, size));
      }
      if (f.offset < next) {
        throw new BtfRecordException(
            Errno.EEXIST,
            "%s at offset %d overlaps the field before it".formatted(f.type.typeName(), f.offset));
      }
      next = f.offset + f.type.size();
      fields.add(resolve(f));
    }
    requireCompanions(fields);
    fields.sort((a, b) -> Long.compare(a.offset(), b.offset()));
    return fields;
  }

  private static void requireCompanions(List<BtfField> fields) {
    EnumSet<BtfFieldType> types = EnumSet.noneOf(BtfFieldType.class);
    fields.forEach(f -> types.add(f.type()));
    boolean plain = types.contains(BtfFieldType.SPIN_LOCK);
    boolean resilient = types.contains(BtfFieldType.RES_SPIN_LOCK);
    if (plain && resilient) {
      throw new BtfRecordException(
          Errno.EINVAL, "a bpf_spin_lock and a bpf_res_spin_lock in one value");
    }
    if ((types.contains(BtfFieldType.LIST_HEAD) || types.contains(BtfFieldType.RB_ROOT))
        && !plain
        && !resilient) {
      throw new BtfRecordException(
          Errno.EINVAL, "a bpf_list_head or bpf_rb_root needs a bpf_spin_lock beside it");
    }
    if (types.contains(BtfFieldType.LIST_NODE)
        && types.contains(BtfFieldType.RB_NODE)
        && !types.contains(BtfFieldType.REFCOUNT)) {
      throw new BtfRecordException(
          Errno.EINVAL, "an object in both a list and a tree needs a bpf_refcount");
    }
  }

  private BtfField resolve(Found f) {
    if (f.type.isKptr()) {
      Errno refused = kptrs.refuse(btf.type(f.target).name(), f.type);
      if (refused != null) {
        throw new BtfRecordException(
            refused,
            "%s at offset %d: the kernel cannot free a struct %s that a map holds, it knows no destructor"
                .formatted(f.type.typeName(), f.offset, btf.type(f.target).name()));
      }
    }
    long node = f.type.isGraphRoot() ? nodeOffset(f) : 0;
    return new BtfField(f.type, f.offset, f.target, node);
  }

  private long nodeOffset(Found f) {
    String nodeType =
        f.type == BtfFieldType.LIST_HEAD
            ? BtfFieldType.LIST_NODE.typeName()
            : BtfFieldType.RB_NODE.typeName();
    BtfType.Composite held = (BtfType.Composite) btf.type(f.target);
    BtfType.Member node = null;
    for (BtfType.Member m : held.members()) {
      if (m.name().equals(f.node)) {
        if (node != null) {
          throw new BtfRecordException(
              Errno.EINVAL, "struct %s has two members %s".formatted(held.name(), f.node));
        }
        node = m;
      }
    }
    if (node == null) {
      throw new BtfRecordException(
          Errno.ENOENT, "struct %s has no member %s".formatted(held.name(), f.node));
    }
    if (!isStruct(btf.type(node.type()))
        || !btf.type(node.type()).name().equals(nodeType)
        || node.bitOffset() % 64 != 0) {
      throw new BtfRecordException(
          Errno.EINVAL,
          "struct %s member %s is not an aligned struct %s"
              .formatted(held.name(), f.node, nodeType));
    }
    return node.byteOffset();
  }

  private List<Found> inStruct(int id, BtfType.Composite struct, int depth, int room) {
    List<Found> all = new ArrayList<>();
    int index = 0;
    for (BtfType.Member m : struct.members()) {
      if (m.bitOffset() % 8 != 0) {
        // The kernel's rule: in a value with special fields, bit-fields must start on byte
        // boundaries.
        throw new BtfRecordException(
            Errno.EINVAL,
            "struct %s member %s begins at bit %d, inside a byte"
                .formatted(struct.name(), m.name(), m.bitOffset()));
      }
      all.addAll(inMember(id, index, m.type(), m.byteOffset(), 0, depth, room - all.size()));
      index++;
    }
    return all;
  }

  private List<Found> inSection(BtfType.DataSection section) {
    List<Found> all = new ArrayList<>();
    for (BtfType.SectionVar v : section.vars()) {
      int type = btf.type(v.type()) instanceof BtfType.Var var ? var.type() : v.type();
      all.addAll(inMember(v.type(), -1, type, v.offset(), v.size(), 0, MOST_FIELDS - all.size()));
    }
    return all;
  }

  /**
   * Finds the fields in one member or variable.
   *
   * @param owner struct or variable that a {@code __contains} tag is attached to
   * @param component member index in it, -1 for a variable
   * @param expected size in bytes that the whole must have; 0 for any
   */
  private List<Found> inMember(
      int owner, int component, int typeId, long offset, long expected, int depth, int room) {
    long count = 1;
    int levels = 0;
    while (btf.type(typeId) instanceof BtfType.Array a) {
      if (++levels >= MOST_DEPTH) {
        throw new BtfRecordException(Errno.E2BIG, "array nested deeper than " + MOST_DEPTH);
      }
      count = (count * a.count()) & 0xffff_ffffL;
      typeId = a.type();
    }
    if (count == 0) {
      return List.of();
    }
    BtfType type = btf.type(typeId);
    BtfFieldType kind = kindOf(type);
    if (kind == null) {
      if (!(type instanceof BtfType.Composite c) || c.union()) {
        return List.of();
      }
      if (expected != 0 && expected != c.size() * count) {
        return List.of();
      }
      if (depth + 1 >= MOST_DEPTH) {
        throw new BtfRecordException(Errno.E2BIG, "structs nested deeper than " + MOST_DEPTH);
      }
      List<Found> inner = inStruct(typeId, c, depth + 1, room);
      List<Found> shifted = new ArrayList<>(inner.size());
      inner.forEach(f -> shifted.add(f.shifted(offset)));
      return repeated(shifted, count, c.size(), room);
    }
    if ((expected != 0 && expected != kind.size() * count) || offset % kind.alignment() != 0) {
      return List.of();
    }
    Found one = oneField(kind, owner, component, type, offset);
    if (one == null) {
      return List.of();
    }
    if (room == 0) {
      throw new BtfRecordException(
          Errno.E2BIG, "more than %d special fields in one value".formatted(MOST_FIELDS));
    }
    return repeated(List.of(one), count, kind.size(), room);
  }

  private static List<Found> repeated(List<Found> found, long count, long stride, int room) {
    if (found.isEmpty() || count == 1) {
      return found;
    }
    for (Found f : found) {
      if (!f.type.isKptr() && !f.type.isGraphRoot()) {
        throw new BtfRecordException(
            Errno.EINVAL, "array of %s, only one is allowed".formatted(f.type.typeName()));
      }
    }
    if (count * found.size() > room) {
      throw new BtfRecordException(
          Errno.E2BIG, "more than %d special fields in one value".formatted(MOST_FIELDS));
    }
    List<Found> all = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      for (Found f : found) {
        all.add(f.shifted(i * stride));
      }
    }
    return all;
  }

  private @Nullable BtfFieldType kindOf(BtfType type) {
    for (BtfFieldType kind : BtfFieldType.values()) {
      if (kind.isKptr() || !wanted.contains(kind) || !type.name().equals(kind.typeName())) {
        continue;
      }
      if (kind.single() && !seen.add(kind)) {
        throw new BtfRecordException(
            Errno.E2BIG, "more than one struct %s in one value".formatted(kind.typeName()));
      }
      return kind;
    }
    return wanted.contains(BtfFieldType.KPTR_REF) && !isStruct(type) ? BtfFieldType.KPTR_REF : null;
  }

  private @Nullable Found oneField(
      BtfFieldType kind, int owner, int component, BtfType type, long offset) {
    if (kind.isKptr()) {
      return kptr(type, offset);
    }
    if (!(type instanceof BtfType.Composite c) || c.union() || c.size() != kind.size()) {
      return null;
    }
    if (!kind.isGraphRoot()) {
      return new Found(kind, offset, 0, "");
    }
    String contains = containsTag(owner, component, kind);
    int colon = contains.indexOf(':');
    if (colon < 0 || colon == contains.length() - 1) {
      throw new BtfRecordException(
          Errno.EINVAL,
          "%s at offset %d: tag 'contains:%s' is not 'contains:struct:member'"
              .formatted(kind.typeName(), offset, contains));
    }
    String struct = contains.substring(0, colon);
    int target =
        btf.findStruct(struct)
            .orElseThrow(
                () ->
                    new BtfRecordException(
                        Errno.ENOENT,
                        "%s at offset %d contains struct %s, which does not exist"
                            .formatted(kind.typeName(), offset, struct)));
    return new Found(kind, offset, target, contains.substring(colon + 1));
  }

  /** Whether a type is a pointer with a kptr tag, to a struct. */
  static boolean isKptr(Btf btf, int id) {
    try {
      return new BtfRecordParser(btf, Set.of(), KptrPolicy.LOCAL).kptr(btf.type(id), 0) != null;
    } catch (BtfRecordException e) {
      return false; // an error only if the struct itself is searched
    }
  }

  private @Nullable Found kptr(BtfType type, long offset) {
    if (type instanceof BtfType.Volatile(int t)) {
      type = btf.type(t);
    }
    if (!(type instanceof BtfType.Ptr(int pointee))
        || !(btf.type(pointee) instanceof BtfType.TypeTag(String tag, int tagged, _))) {
      return null;
    }
    if (btf.type(tagged) instanceof BtfType.TypeTag) {
      throw new BtfRecordException(
          Errno.EINVAL, "pointer at offset %d has two type tags".formatted(offset));
    }
    BtfFieldType kind =
        switch (tag) {
          case "kptr_untrusted" -> BtfFieldType.KPTR_UNREF;
          case "kptr" -> BtfFieldType.KPTR_REF;
          case "percpu_kptr" -> BtfFieldType.KPTR_PERCPU;
          default ->
              throw new BtfRecordException(
                  Errno.EINVAL,
                  "pointer at offset %d has type tag '%s', expected a kptr tag"
                      .formatted(offset, tag));
        };
    int target = btf.skipModifiers(tagged);
    if (!isStruct(btf.type(target))) {
      throw new BtfRecordException(
          Errno.EINVAL, "%s at offset %d does not point to a struct".formatted(tag, offset));
    }
    return new Found(kind, offset, target, "");
  }

  private String containsTag(int owner, int component, BtfFieldType kind) {
    String value = null;
    for (BtfType t : btf.types()) {
      if (t instanceof BtfType.DeclTag(String name, int tagged, int index, _)
          && tagged == owner
          && index == component
          && name.startsWith(CONTAINS)) {
        if (value != null) {
          throw new BtfRecordException(
              Errno.EINVAL, "%s has two 'contains:' tags".formatted(kind.typeName()));
        }
        value = name.substring(CONTAINS.length());
      }
    }
    if (value == null) {
      throw new BtfRecordException(
          Errno.EINVAL, "%s has no 'contains:' tag".formatted(kind.typeName()));
    }
    return value;
  }

  private static boolean isStruct(BtfType type) {
    return type instanceof BtfType.Composite c && !c.union();
  }
}
