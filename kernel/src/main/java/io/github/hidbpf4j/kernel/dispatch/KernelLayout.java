package io.github.hidbpf4j.kernel.dispatch;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import java.util.List;

/** The layout of kernel structs in the kernel BTF that programs were resolved against. */
final class KernelLayout {
  /** Offset of a missing field. */
  static final int ABSENT = -1;

  private static final int MOST_BYTES = 1 << 20;

  private final Btf btf;

  KernelLayout(Btf btf) {
    this.btf = btf;
  }

  /**
   * Size of a struct in bytes.
   *
   * @throws BpfException when it is implausible
   */
  int size(String struct) {
    long size = composite(struct).size();
    if (size < 1 || size > MOST_BYTES) {
      throw new BpfException(
          "kernel BTF: struct %s has %d bytes, expected 1 to %d"
              .formatted(struct, size, MOST_BYTES));
    }
    return (int) size;
  }

  /**
   * Offset of a field in bytes, including fields of anonymous members; {@link #ABSENT} when there
   * is none.
   *
   * @throws BpfException when it is outside the struct
   */
  int offset(String struct, String field) {
    int offset = offset(composite(struct), field);
    if (offset != ABSENT
        && (offset < 0 || offset + (long) Math.max(0, fieldSize(struct, field)) > size(struct))) {
      throw new BpfException(
          "kernel BTF: field %s at %d lies outside struct %s of %d bytes"
              .formatted(field, offset, struct, size(struct)));
    }
    return offset;
  }

  /**
   * Offset of an indispensable field.
   *
   * @throws BpfException when there is none
   */
  int required(String struct, String field) {
    int offset = offset(struct, field);
    if (offset == ABSENT) {
      throw new BpfException(
          "kernel BTF: struct %s has no field %s, expected that of a kernel with HID-BPF"
              .formatted(struct, field));
    }
    return offset;
  }

  /** Size of a field in bytes. */
  int fieldSize(String struct, String field) {
    return fieldSize(composite(struct), field);
  }

  private BtfType.Composite composite(String struct) {
    int id =
        btf.findStruct(struct)
            .orElseThrow(
                () ->
                    new BpfException(
                        "kernel BTF: no struct "
                            + struct
                            + ", expected that of a kernel with HID-BPF"));
    return (BtfType.Composite) btf.type(id);
  }

  private int offset(BtfType.Composite type, String field) {
    for (BtfType.Member m : type.members()) {
      if (m.name().equals(field)) {
        return (int) m.byteOffset();
      }
      if (m.name().isEmpty() && btf.resolved(m.type()) instanceof BtfType.Composite inner) {
        int found = offset(inner, field);
        if (found != ABSENT) {
          return (int) m.byteOffset() + found;
        }
      }
    }
    return ABSENT;
  }

  private int fieldSize(BtfType.Composite type, String field) {
    List<BtfType.Member> members = type.members();
    for (BtfType.Member m : members) {
      if (m.name().equals(field)) {
        return (int) btf.sizeOf(m.type());
      }
      if (m.name().isEmpty() && btf.resolved(m.type()) instanceof BtfType.Composite inner) {
        int found = fieldSize(inner, field);
        if (found > 0) {
          return found;
        }
      }
    }
    return 0;
  }
}
