package io.github.hidbpf4j.bpf.program;

import io.github.hidbpf4j.bpf.btf.Btf;

/**
 * The verifier's knowledge of the object that a kfunc call allocates, drops, references or links:
 * the kernel writes it into hidden arguments of the call ({@code fixup_kfunc_call} of {@code
 * kernel/bpf/verifier.c}, Linux 6.12).
 *
 * @param btf BTF of the program, which has the object's struct
 * @param typeId the struct
 * @param nodeOffset for insertions into a list or tree: bytes from the start of the object to the
 *     node; 0 otherwise
 */
public record ObjectCall(Btf btf, int typeId, long nodeOffset) {
  /** {@return the size of the object in bytes} */
  public long size() {
    return btf.sizeOf(typeId);
  }
}
