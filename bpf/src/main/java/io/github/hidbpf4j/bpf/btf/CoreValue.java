package io.github.hidbpf4j.bpf.btf;

import org.jspecify.annotations.Nullable;

/**
 * The number that a relocation stands for, in one set of types.
 *
 * @param value the number
 * @param fieldSize size in bytes of a field to which loads and stores may be adjusted; 0 for none
 * @param fieldType type id of that field
 * @param validate whether the compiler's own number must be the same
 */
record CoreValue(long value, long fieldSize, int fieldType, boolean validate) {

  /**
   * Computes the value; null when there is none, which poisons the instruction.
   *
   * @param spec what was found, or null when nothing was
   */
  static @Nullable CoreValue of(CoreRelocationKind kind, @Nullable CoreSpec spec) {
    return switch (kind) {
      case FIELD_EXISTS, ENUMVAL_EXISTS, TYPE_EXISTS, TYPE_MATCHES ->
          plain(spec == null ? 0 : 1, true);
      case TYPE_ID_LOCAL, TYPE_ID_TARGET -> plain(spec == null ? 0 : spec.rootTypeId, false);
      case TYPE_SIZE -> plain(spec == null ? 0 : CoreSpec.sizeOf(spec.btf, spec.rootTypeId), true);
      case ENUMVAL_VALUE -> spec == null ? null : plain(enumerator(spec), true);
      case FIELD_BYTE_OFFSET, FIELD_BYTE_SIZE, FIELD_SIGNED, FIELD_LSHIFT_U64, FIELD_RSHIFT_U64 ->
          spec == null ? null : field(kind, spec);
    };
  }

  private static CoreValue plain(long value, boolean validate) {
    return new CoreValue(value, 0, 0, validate);
  }

  private static long enumerator(CoreSpec spec) {
    CoreSpec.Step step = spec.steps.getFirst();
    return spec.btf.type(step.typeId()) instanceof BtfType.Enumeration e
        ? e.values().get(step.index()).value()
        : 0;
  }

  private static CoreValue field(CoreRelocationKind kind, CoreSpec spec) {
    Btf btf = spec.btf;
    CoreSpec.Step last = spec.last();
    if (last.name() == null || !(btf.type(last.typeId()) instanceof BtfType.Composite composite)) {
      long size = CoreSpec.sizeOf(btf, last.typeId());
      return switch (kind) {
        case FIELD_BYTE_OFFSET -> new CoreValue(spec.bitOffset / 8, size, last.typeId(), true);
        case FIELD_BYTE_SIZE -> plain(size, true);
        default ->
            throw new CoreException("<%s> can't be applied to array access".formatted(kind.text()));
      };
    }
    BtfType.Member member = composite.members().get(last.index());
    int typeId = btf.resolve(member.type());
    long bits = member.bitFieldSize();
    boolean bitField = bits > 0;
    long size = CoreSpec.sizeOf(btf, typeId);
    long offset;
    if (bitField) {
      // The smallest aligned integer that contains the whole field.
      offset = spec.bitOffset / 8 / size * size;
      while (spec.bitOffset + bits - offset * 8 > size * 8) {
        if (size >= 8) {
          throw new CoreException(
              "<%s> can't be satisfied for bitfield '%s'".formatted(kind.text(), member.name()));
        }
        size *= 2;
        offset = spec.bitOffset / 8 / size * size;
      }
    } else {
      offset = spec.bitOffset / 8;
      bits = size * 8;
    }
    return switch (kind) {
      case FIELD_BYTE_OFFSET ->
          bitField ? plain(offset, false) : new CoreValue(offset, size, typeId, true);
      case FIELD_BYTE_SIZE -> plain(size, !bitField);
      case FIELD_SIGNED ->
          plain(
              switch (btf.type(typeId)) {
                case BtfType.Int i -> i.signed() ? 1 : 0;
                case BtfType.Enumeration e -> e.signed() ? 1 : 0;
                default -> 0;
              },
              true);
      case FIELD_LSHIFT_U64 -> plain(64 - (spec.bitOffset + bits - offset * 8), !bitField);
      default -> plain(64 - bits, true);
    };
  }
}
