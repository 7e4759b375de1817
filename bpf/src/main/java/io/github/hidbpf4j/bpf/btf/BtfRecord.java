package io.github.hidbpf4j.bpf.btf;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The special fields of a map value or allocated object, in order of offset ({@code struct
 * btf_record} of Linux 6.12). Maps skip these fields when copying values; the verifier does not let
 * programs access them directly.
 */
public final class BtfRecord {
  /** A type without special fields. */
  public static final BtfRecord EMPTY = new BtfRecord(List.of());

  /** The fields that the kernel looks for in map values (kernel/bpf/syscall.c). */
  public static final Set<BtfFieldType> MAP_VALUE_FIELDS =
      Collections.unmodifiableSet(
          EnumSet.complementOf(EnumSet.of(BtfFieldType.LIST_NODE, BtfFieldType.RB_NODE)));

  /** The fields that call a program back later; only map values have them. */
  private static final EnumSet<BtfFieldType> CALLBACK_FIELDS =
      EnumSet.of(BtfFieldType.TIMER, BtfFieldType.WORKQUEUE, BtfFieldType.TASK_WORK);

  /** The fields that the kernel looks for in structs that programs allocate. */
  public static final Set<BtfFieldType> OBJECT_FIELDS =
      Collections.unmodifiableSet(EnumSet.complementOf(CALLBACK_FIELDS));

  private final List<BtfField> fields;
  private final Set<BtfFieldType> types;

  BtfRecord(List<BtfField> fields) {
    this.fields = List.copyOf(fields);
    EnumSet<BtfFieldType> found = EnumSet.noneOf(BtfFieldType.class);
    fields.forEach(f -> found.add(f.type()));
    this.types = Collections.unmodifiableSet(found);
  }

  /**
   * Finds the special fields of a type.
   *
   * @param btf the program's BTF
   * @param typeId struct or data section
   * @param wanted kinds to look for
   * @param size size of the value in bytes
   * @param kptrs says which structs kptrs may point to
   * @return the fields; {@link #EMPTY} when there are none
   * @throws BtfRecordException when they cannot be combined: -E2BIG for a second timer, work queue,
   *     spin lock or reference count, or too many fields; -EINVAL for a list or tree without spin
   *     lock or without {@code __contains}, a bad kptr, or a type that is neither struct nor data
   *     section
   */
  public static BtfRecord parse(
      Btf btf, int typeId, Set<BtfFieldType> wanted, long size, KptrPolicy kptrs) {
    List<BtfField> found = new BtfRecordParser(btf, wanted, kptrs).parse(typeId, size);
    return found.isEmpty() ? EMPTY : new BtfRecord(found);
  }

  /** {@return whether one of them calls a program back later: a timer, work queue or task work} */
  public boolean hasCallback() {
    return CALLBACK_FIELDS.stream().anyMatch(types::contains);
  }

  /** {@return whether one of them is a lock} */
  public boolean hasLock() {
    return types.contains(BtfFieldType.SPIN_LOCK) || types.contains(BtfFieldType.RES_SPIN_LOCK);
  }

  /** {@return all fields, by offset; unmodifiable} */
  public List<BtfField> fields() {
    return fields;
  }

  /** {@return whether there are no fields} */
  public boolean isEmpty() {
    return fields.isEmpty();
  }

  /**
   * Tells whether there is a field of this kind.
   *
   * @param type the kind
   * @return whether there is at least one
   */
  public boolean has(BtfFieldType type) {
    return types.contains(type);
  }

  /** {@return the kinds of fields present, in the order of the enum; unmodifiable} */
  public Set<BtfFieldType> types() {
    return types;
  }

  /**
   * Finds the first field of a kind: it is the only one if {@link BtfFieldType#single}.
   *
   * @param type the kind
   * @return the one with the lowest offset; empty when there is none
   */
  public Optional<BtfField> first(BtfFieldType type) {
    return fields.stream().filter(f -> f.type() == type).findFirst();
  }

  /**
   * Finds the field that starts at an offset.
   *
   * @param offset bytes from the start of the value
   * @return the field; empty when none starts there
   */
  public Optional<BtfField> at(long offset) {
    return fields.stream().filter(f -> f.offset() == offset).findFirst();
  }

  /**
   * Finds the first field that shares a byte with a range.
   *
   * @param offset start of the range, in bytes from the start of the value
   * @param size its length in bytes
   * @return the one with the lowest offset; empty when there is none
   */
  public Optional<BtfField> overlapping(long offset, long size) {
    return fields.stream().filter(f -> f.offset() < offset + size && offset < f.end()).findFirst();
  }

  /** Compares the fields, as the kernel does for inner maps ({@code btf_record_equal}). */
  @Override
  public boolean equals(Object other) {
    return other instanceof BtfRecord r && fields.equals(r.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  @Override
  public String toString() {
    return fields.toString();
  }
}
