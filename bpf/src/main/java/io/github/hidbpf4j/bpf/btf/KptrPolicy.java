package io.github.hidbpf4j.bpf.btf;

import io.github.hidbpf4j.bpf.Errno;
import org.jspecify.annotations.Nullable;

/** Which structs kernel pointers in map values may refer to: the kernel's destructor registry. */
@FunctionalInterface
public interface KptrPolicy {
  /** Accepts all: every struct is taken for one that the program itself allocates. */
  KptrPolicy LOCAL = (struct, type) -> null;

  /**
   * The error for a pointer of this kind to this struct, or null when it is fine. The kernel
   * answers -ENOENT for a referenced pointer to a kernel struct that has no destructor.
   */
  @Nullable Errno refuse(String struct, BtfFieldType type);
}
