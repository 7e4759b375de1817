package io.github.hidbpf4j.bpf.btf;

/**
 * A special field found in a type.
 *
 * @param type its kind
 * @param offset bytes from the start of the value
 * @param targetTypeId id of the struct that a kptr points to or a list or tree holds, in the same
 *     BTF; 0 for other fields
 * @param nodeOffset for a list or tree: bytes from the start of the held struct to its node;
 *     otherwise 0
 */
public record BtfField(BtfFieldType type, long offset, int targetTypeId, long nodeOffset) {
  /** {@return its size in bytes} */
  public int size() {
    return type.size();
  }

  /** {@return the offset of the first byte after it, from the start of the value} */
  public long end() {
    return offset + size();
  }
}
