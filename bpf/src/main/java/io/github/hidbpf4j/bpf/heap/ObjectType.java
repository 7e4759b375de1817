package io.github.hidbpf4j.bpf.heap;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfField;
import io.github.hidbpf4j.bpf.btf.BtfFieldType;
import io.github.hidbpf4j.bpf.btf.BtfRecord;
import io.github.hidbpf4j.bpf.btf.BtfRecordException;
import io.github.hidbpf4j.bpf.btf.KptrPolicy;
import java.util.HashMap;
import java.util.Map;

/**
 * A struct that programs allocate: its size and special fields, and the types that those contain.
 */
final class ObjectType {
  /** No such field. */
  static final long NONE = -1;

  /** Bytes of an object. */
  final long size;

  /** All special fields: what {@code bpf_obj_init} initialises. */
  final BtfField[] fields;

  /** Fields to be released with the object. */
  final BtfField[] resources;

  /** Offset of its {@code bpf_refcount}, or {@link #NONE}. */
  final long refcount;

  /** Offset of its {@code bpf_spin_lock}, or {@link #NONE}. */
  final long lock;

  private final Family family;

  /** Types of one BTF that refer to each other. */
  private static final class Family {
    final Btf btf;
    final Map<Integer, ObjectType> types = new HashMap<>();

    Family(Btf btf) {
      this.btf = btf;
    }
  }

  private ObjectType(Family family, BtfRecord record, long size) {
    this.family = family;
    this.size = size;
    fields = record.fields().toArray(BtfField[]::new);
    resources =
        record.fields().stream().filter(f -> f.type().holdsResource()).toArray(BtfField[]::new);
    refcount = record.first(BtfFieldType.REFCOUNT).map(BtfField::offset).orElse(NONE);
    lock = record.first(BtfFieldType.SPIN_LOCK).map(BtfField::offset).orElse(NONE);
  }

  /** A struct of a program's BTF. */
  static ObjectType of(Btf btf, int typeId) {
    return type(new Family(btf), typeId);
  }

  /** The fields of map values, treated like those of an object. */
  static ObjectType ofValues(Btf btf, BtfRecord record, long size) {
    return new ObjectType(new Family(btf), record, size);
  }

  private static ObjectType type(Family family, int typeId) {
    synchronized (family) {
      ObjectType known = family.types.get(typeId);
      if (known == null) {
        known = parse(family, typeId);
        family.types.put(typeId, known);
      }
      return known;
    }
  }

  private static ObjectType parse(Family family, int typeId) {
    long size = family.btf.sizeOf(typeId);
    BtfRecord record;
    try {
      record = BtfRecord.parse(family.btf, typeId, BtfRecord.OBJECT_FIELDS, size, KptrPolicy.LOCAL);
    } catch (BtfRecordException _) {
      record = BtfRecord.EMPTY; // the verifier treated it as a struct without special fields, too
    }
    return new ObjectType(family, record, size);
  }

  /** Name of the struct that a pointer field points to. */
  String targetName(BtfField field) {
    return family.btf.type(field.targetTypeId()).name();
  }

  /** The type that a field points to or contains. */
  ObjectType target(BtfField field) {
    return type(family, field.targetTypeId());
  }
}
