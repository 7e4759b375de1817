package io.github.hidbpf4j.bpf.btf;

import io.github.hidbpf4j.bpf.Errno;
import org.jspecify.annotations.Nullable;

/** Says which structs kptrs in map values may point to: the kernel's destructor registry. */
@FunctionalInterface
public interface KptrPolicy {
  /** Accepts every struct, as one that the program itself allocates. */
  KptrPolicy LOCAL = (struct, type) -> null;

  /**
   * Checks a kptr. The kernel returns -ENOENT for a referenced kptr to a kernel struct that has no
   * destructor.
   *
   * @param struct tag of the struct that it points to
   * @param type kind of the pointer
   * @return the error, or null when the pointer is valid
   */
  @Nullable Errno refuse(String struct, BtfFieldType type);
}
