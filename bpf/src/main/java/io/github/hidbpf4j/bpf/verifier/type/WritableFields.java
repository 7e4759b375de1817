package io.github.hidbpf4j.bpf.verifier.type;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.proto.StructOpsDefinition;
import io.github.hidbpf4j.bpf.proto.StructOpsDefinition.WritableField;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which fields of kernel structs a struct_ops program may write: the {@code
 * btf_struct_access} of its struct, e.g. {@code hid_bpf_ops_btf_struct_access} of {@code
 * drivers/hid/bpf/hid_bpf_struct_ops.c}, Linux 6.12.
 */
final class WritableFields {
  private WritableFields() {}

  /**
   * Why a write is refused with -EACCES, or null when it is allowed.
   *
   * @param definition the struct that the program implements
   * @param btf BTF of the written struct
   * @param structId the written struct
   */
  public static @Nullable String refuse(
      StructOpsDefinition definition, Btf btf, int structId, int offset, int size) {
    String struct = btf.type(structId).name();
    List<WritableField> fields =
        definition.writable().stream().filter(f -> f.struct().equals(struct)).toList();
    if (fields.isEmpty()) {
      return StructOpsDefinition.ACCESS_TO_STRUCT;
    }
    if (offset + (long) size > btf.sizeOf(structId)) {
      return StructOpsDefinition.ACCESS_PAST_END.formatted(struct, offset, size);
    }
    for (WritableField field : fields) {
      if (covers(btf, structId, 0, field, new Bytes(offset, offset + (long) size))) {
        return null;
      }
    }
    return StructOpsDefinition.ACCESS_READ_ONLY.formatted(offset, size, struct);
  }

  private record Bytes(long start, long end) {}

  /** Whether a member of this name, in the struct or a nested anonymous one, covers these bytes. */
  private static boolean covers(
      Btf btf, int structId, long base, WritableField field, Bytes written) {
    if (!(btf.resolved(structId) instanceof BtfType.Composite struct)) {
      return false;
    }
    for (BtfType.Member m : struct.members()) {
      long start = base + m.byteOffset();
      if (m.name().isEmpty() && covers(btf, m.type(), start, field, written)) {
        return true;
      }
      long end = start + btf.sizeOf(m.type()) - (field.exceptLastByte() ? 1 : 0);
      if (m.name().equals(field.field()) && written.start >= start && written.end <= end) {
        return true;
      }
    }
    return false;
  }
}
