package io.github.hidbpf4j.bpf.btf;

import java.util.Optional;

/**
 * What a CO-RE relocation asks of the target kernel's types ({@code enum bpf_core_relo_kind},
 * {@code include/uapi/linux/bpf.h}, Linux 6.12), in order of number.
 */
public enum CoreRelocationKind {
  /** Byte offset of a field. */
  FIELD_BYTE_OFFSET("byte_off"),
  /** Size of a field, bytes. */
  FIELD_BYTE_SIZE("byte_sz"),
  /** 1 when the field exists. */
  FIELD_EXISTS("field_exists"),
  /** 1 when the field is signed. */
  FIELD_SIGNED("signed"),
  /** Left shift that moves a bit-field to the top of 64 bits. */
  FIELD_LSHIFT_U64("lshift_u64"),
  /** Right shift that then moves it to the bottom. */
  FIELD_RSHIFT_U64("rshift_u64"),
  /** Type id in the object's own BTF. */
  TYPE_ID_LOCAL("local_type_id"),
  /** Type id in the kernel's BTF. */
  TYPE_ID_TARGET("target_type_id"),
  /** 1 when a compatible type exists. */
  TYPE_EXISTS("type_exists"),
  /** Size of a type, bytes. */
  TYPE_SIZE("type_size"),
  /** 1 when the enumerator exists. */
  ENUMVAL_EXISTS("enumval_exists"),
  /** Value of an enumerator. */
  ENUMVAL_VALUE("enumval_value"),
  /** 1 when a matching type exists. */
  TYPE_MATCHES("type_matches");

  private final String text;

  CoreRelocationKind(String text) {
    this.text = text;
  }

  /** {@return the name in libbpf's messages: {@code byte_off}} */
  public String text() {
    return text;
  }

  /**
   * Looks up a kind by number.
   *
   * @param number of {@code enum bpf_core_relo_kind}
   * @return the kind; empty when it is unknown
   */
  public static Optional<CoreRelocationKind> of(int number) {
    return number >= 0 && number < values().length
        ? Optional.of(values()[number])
        : Optional.empty();
  }

  boolean fieldBased() {
    return ordinal() <= FIELD_RSHIFT_U64.ordinal();
  }

  boolean enumBased() {
    return this == ENUMVAL_EXISTS || this == ENUMVAL_VALUE;
  }

  boolean typeBased() {
    return !fieldBased() && !enumBased();
  }
}
