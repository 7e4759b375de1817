package io.github.hidbpf4j.bpf.verifier.type;

import io.github.hidbpf4j.bpf.btf.BtfField;
import io.github.hidbpf4j.bpf.btf.BtfRecord;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarValue;
import org.jspecify.annotations.Nullable;

/**
 * Keeps loads, stores and helpers away from the special fields of map values: the second half of
 * {@code check_map_access}, {@code kernel/bpf/verifier.c}, Linux 6.12.
 */
final class MapValueFields {
  private static final int DOUBLE_WORD = 8;

  private MapValueFields() {}

  /**
   * Why an access is refused with -EACCES, or null when it is allowed.
   *
   * @param record fields of the map's values
   * @param variable variable part of the pointer's offset
   * @param offset fixed offset, that of the pointer and that of the instruction
   * @param size bytes accessed
   * @param direct whether by a load or store, not by a helper
   */
  public static @Nullable String refuse(
      BtfRecord record, ScalarValue variable, int offset, int size, boolean direct) {
    for (BtfField field : record.fields()) {
      boolean touched =
          variable.smin() + offset < field.end()
              && Long.compareUnsigned(field.offset(), variable.umax() + offset + size) < 0;
      if (!touched) {
        continue;
      }
      if (!field.type().isKptr()) {
        return field.type().typeName() + " cannot be accessed directly by load/store";
      }
      if (!direct) {
        return "kptr cannot be accessed indirectly by helper";
      }
      if (!variable.isConst()) {
        return "kptr access cannot have variable offset";
      }
      long at = offset + variable.tnum().value();
      if (field.offset() != at) {
        return "kptr access misaligned expected=%d off=%s"
            .formatted(field.offset(), Long.toUnsignedString(at));
      }
      if (size != DOUBLE_WORD) {
        return "kptr access size must be BPF_DW";
      }
    }
    return null;
  }
}
