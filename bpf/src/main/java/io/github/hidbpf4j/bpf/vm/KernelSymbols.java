package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.btf.Btf;

/**
 * Gives kernel variables and functions an address: {@code BPF_PSEUDO_BTF_ID} loads.
 *
 * <p>The verifier relies on this: no symbol of the kernel BTF is at 0, or less than 2^30 bytes away
 * from it, and a variable's address has as many readable bytes as its type. {@link Machine#load}
 * refuses programs that violate it.
 */
@FunctionalInterface
public interface KernelSymbols {
  /** Address of the VAR or FUNC with this id of the kernel BTF; 0 when there is none. */
  long address(Btf kernelBtf, int typeId);
}
