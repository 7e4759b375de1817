package io.github.hidbpf4j.bpf.btf;

/**
 * A special field found in a type.
 *
 * @param type what it is
 * @param offset bytes from the start of the value
 * @param targetTypeId struct pointed to by a kptr, or held by a list or tree, as id of the same
 *     BTF; 0 for other fields
 * @param nodeOffset for a list or tree: bytes from the start of the held struct to its node; 0
 *     otherwise
 */
public record BtfField(BtfFieldType type, long offset, int targetTypeId, long nodeOffset) {
  /** {@return the number of bytes it takes} */
  public int size() {
    return type.size();
  }

  /** {@return the offset of the first byte after it, from the start of the value} */
  public long end() {
    return offset + size();
  }
}
