package io.github.hidbpf4j.bpf.btf;

import java.util.Optional;

/**
 * A CO-RE relocation record of {@code .BTF.ext} ({@code struct bpf_core_relo}, {@code
 * include/uapi/linux/bpf.h}, Linux 6.12).
 *
 * @param offset offset of its instruction in the section, bytes
 * @param typeId root type in the object's BTF
 * @param access access string: member and array indices, {@code 0:1:2}
 * @param kindNumber {@code enum bpf_core_relo_kind}; may be unknown to us
 */
public record CoreRelocation(long offset, int typeId, String access, int kindNumber) {
  /** {@return the kind; empty when it is unknown} */
  public Optional<CoreRelocationKind> kind() {
    return CoreRelocationKind.of(kindNumber);
  }
}
