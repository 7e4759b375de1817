package io.github.hidbpf4j.bpf.btf;

import io.github.hidbpf4j.bpf.Errno;
import org.jspecify.annotations.Nullable;

/** Which structs kernel pointers in map values may refer to: the kernel's destructor registry. */
@FunctionalInterface
public interface KptrPolicy {
  /** Accepts all: every struct is taken for one that the program itself allocates. */
  KptrPolicy LOCAL = (struct, type) -> null;

  /**
   * Checks a kernel pointer. The kernel answers -ENOENT for a referenced pointer to a kernel struct
   * that has no destructor.
   *
   * @param struct tag of the struct that it points to
   * @param type kind of the pointer
   * @return the error, or null when the pointer is fine
   */
  @Nullable Errno refuse(String struct, BtfFieldType type);
}
