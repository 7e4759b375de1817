package io.github.hidbpf4j.bpf.program;

import io.github.hidbpf4j.bpf.btf.Btf;

/**
 * What the verifier knows of the object that a kfunc call makes, drops, refers to or links: what
 * the kernel writes into hidden arguments of the call ({@code fixup_kfunc_call} of {@code
 * kernel/bpf/verifier.c}, Linux 6.12).
 *
 * @param btf BTF of the program that the object's struct is of
 * @param typeId the struct
 * @param nodeOffset for insertions into a list or tree: bytes from the start of the object to the
 *     node; 0 otherwise
 */
public record ObjectCall(Btf btf, int typeId, long nodeOffset) {
  /** {@return size of the object in bytes} */
  public long size() {
    return btf.sizeOf(typeId);
  }
}
